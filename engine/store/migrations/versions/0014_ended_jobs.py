"""Jobs that are over."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE ended_job (
            key BIGINT NOT NULL PRIMARY KEY, root_key BIGINT NOT NULL, instance_key BIGINT NOT NULL,
            definition_key BIGINT NOT NULL, token INTEGER NOT NULL, element_id TEXT NOT NULL, type TEXT NOT NULL,
            state TEXT NOT NULL, retries INTEGER NOT NULL, headers JSONB NOT NULL, worker TEXT, error_message TEXT,
            error_code TEXT, created_at TIMESTAMPTZ NOT NULL, ended_at TIMESTAMPTZ NOT NULL)""")
    op.execute("CREATE INDEX ix_ended_job_root_key ON ended_job (root_key)")
    op.execute("CREATE INDEX ix_ended_job_type_key ON ended_job (type, key)")
    op.execute("CREATE INDEX ix_ended_job_definition_key_key ON ended_job (definition_key, key)")
    op.execute("CREATE INDEX ix_ended_job_error_thrown ON ended_job (key) WHERE state = 'error_thrown'")
