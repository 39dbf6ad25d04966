"""Jobs found by type and key, what a worker said of a failure in full, and cases that are held."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"

STATEMENTS = (
    "ALTER TABLE job ADD COLUMN error_details TEXT",
    "ALTER TABLE process_instance ADD COLUMN suspended BOOLEAN DEFAULT false NOT NULL",
    "DROP INDEX ix_job_open",
    "CREATE INDEX ix_job_open ON job (type, key) WHERE state = 'open'",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
