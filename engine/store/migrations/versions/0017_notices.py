"""What people are told, in the page and by mail."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"

STATEMENTS = (
    """CREATE TABLE notice (
        key BIGINT NOT NULL, login TEXT NOT NULL, kind TEXT NOT NULL, said JSONB NOT NULL, root_key BIGINT,
        task_key BIGINT, once TEXT, created_at TIMESTAMPTZ NOT NULL, read_at TIMESTAMPTZ, mail TEXT,
        attempts INTEGER DEFAULT 0 NOT NULL, held_until TIMESTAMPTZ, trouble TEXT,
        CONSTRAINT pk_notice PRIMARY KEY (key),
        CONSTRAINT uq_notice_login_once UNIQUE (login, once),
        CONSTRAINT fk_notice_login FOREIGN KEY (login) REFERENCES person (login) ON DELETE CASCADE)""",
    "CREATE INDEX ix_notice_login_key ON notice (login, key)",
    "CREATE INDEX ix_notice_unread ON notice (login) WHERE read_at IS NULL",
    "CREATE INDEX ix_notice_mail ON notice (mail, login) WHERE mail IN ('wanted', 'digest', 'failed')",
    """CREATE TABLE notice_choice (
        login TEXT NOT NULL, kind TEXT NOT NULL, mail TEXT NOT NULL,
        CONSTRAINT pk_notice_choice PRIMARY KEY (login, kind),
        CONSTRAINT fk_notice_choice_login FOREIGN KEY (login) REFERENCES person (login) ON DELETE CASCADE)""",
    """CREATE TABLE digest (
        login TEXT NOT NULL, hour INTEGER NOT NULL, next_at TIMESTAMPTZ NOT NULL,
        CONSTRAINT pk_digest PRIMARY KEY (login),
        CONSTRAINT fk_digest_login FOREIGN KEY (login) REFERENCES person (login) ON DELETE CASCADE)""",
    "CREATE INDEX ix_digest_next_at ON digest (next_at)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
