"""API tokens, and accounts of programs."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"

STATEMENTS = (
    "ALTER TABLE person ADD COLUMN kind TEXT DEFAULT 'person' NOT NULL",
    """
    CREATE TABLE api_token (
        key BIGINT NOT NULL,
        login TEXT NOT NULL,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        parent_key BIGINT,
        sha256 TEXT NOT NULL,
        created_by TEXT NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE NOT NULL,
        expires_at TIMESTAMP WITH TIME ZONE,
        last_used_at TIMESTAMP WITH TIME ZONE,
        revoked_at TIMESTAMP WITH TIME ZONE,
        CONSTRAINT pk_api_token PRIMARY KEY (key),
        CONSTRAINT fk_api_token_login FOREIGN KEY (login) REFERENCES person (login) ON DELETE CASCADE,
        CONSTRAINT fk_api_token_parent_key FOREIGN KEY (parent_key) REFERENCES api_token (key) ON DELETE CASCADE
    )""",
    "CREATE UNIQUE INDEX uq_api_token_sha256 ON api_token (sha256)",
    "CREATE INDEX ix_api_token_login ON api_token (login)",
    "CREATE INDEX ix_api_token_parent_key ON api_token (parent_key)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
