"""Whether people can start a version by hand: procedures that begin by themselves only are not offered."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("ALTER TABLE definition ADD COLUMN startable BOOLEAN DEFAULT true NOT NULL")
