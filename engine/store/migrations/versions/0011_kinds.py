"""Types of Camunda 7 that a value has not by itself, kept beside variables and what a signal brings."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.execute("ALTER TABLE variable ADD COLUMN kind JSONB")
    op.execute("ALTER TABLE broadcast ADD COLUMN kinds JSONB")
