"""Priorities of jobs and timers (Camunda 7); workers get what is most urgent first."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.execute("ALTER TABLE job ADD COLUMN priority BIGINT NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE subscription ADD COLUMN priority BIGINT NOT NULL DEFAULT 0")
    op.execute("DROP INDEX ix_job_open")
    op.execute("CREATE INDEX ix_job_open ON job (type, priority DESC, key) WHERE state = 'open'")
