"""What workers are being asked about an open task."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.execute("ALTER TABLE task ADD COLUMN change TEXT")
