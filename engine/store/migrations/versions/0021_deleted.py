"""What is deleted stays, for the cases that ran by it, and is marked."""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    for table in ("deployment", "form", "decision"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN deleted_at TIMESTAMPTZ")
    op.execute(
        "ALTER TABLE definition ADD COLUMN deleted_at TIMESTAMPTZ, "
        "ADD COLUMN cases_deleted BOOLEAN DEFAULT false NOT NULL"
    )
