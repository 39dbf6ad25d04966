"""Tasks that are handed to somebody else to look at, and given back."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.execute("ALTER TABLE task ADD COLUMN owner TEXT, ADD COLUMN delegation TEXT")
