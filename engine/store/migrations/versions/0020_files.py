"""Files that belong to cases."""

from __future__ import annotations

from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE attachment (
            key BIGINT NOT NULL, root_key BIGINT NOT NULL, task_key BIGINT, name TEXT NOT NULL,
            media_type TEXT NOT NULL, size BIGINT NOT NULL, sha256 TEXT NOT NULL, added_by TEXT NOT NULL,
            added_at TIMESTAMPTZ NOT NULL, scanned_at TIMESTAMPTZ, infection TEXT, removed_at TIMESTAMPTZ,
            CONSTRAINT pk_attachment PRIMARY KEY (key));
        CREATE INDEX ix_attachment_root_key ON attachment (root_key, key);
        CREATE INDEX ix_attachment_unscanned ON attachment (key) WHERE scanned_at IS NULL AND removed_at IS NULL;
        CREATE INDEX ix_attachment_sha256 ON attachment (sha256) WHERE removed_at IS NULL;
        CREATE TABLE file_content (
            sha256 TEXT NOT NULL, content BYTEA NOT NULL, CONSTRAINT pk_file_content PRIMARY KEY (sha256));
        ALTER TABLE file_content ALTER COLUMN content SET STORAGE EXTERNAL""")
