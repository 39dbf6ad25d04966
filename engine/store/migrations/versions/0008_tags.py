"""Words that a case is given at its start, to be found by."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute("ALTER TABLE process_instance ADD COLUMN tags TEXT[]")
