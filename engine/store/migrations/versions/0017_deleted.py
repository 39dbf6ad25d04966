"""What is deleted stays, for the cases that ran by it, and is marked."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    for table in ("deployment", "form", "decision"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN deleted_at TIMESTAMPTZ")
    op.execute(
        "ALTER TABLE definition ADD COLUMN deleted_at TIMESTAMPTZ, "
        "ADD COLUMN cases_deleted BOOLEAN DEFAULT false NOT NULL"
    )
