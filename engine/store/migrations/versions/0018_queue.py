"""The queue of a step: which of its free tasks is the oldest."""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.execute(
        "CREATE INDEX ix_task_queue ON task (process_id, element_id, created_at)"
        " WHERE state = 'open' AND assignee IS NULL"
    )
