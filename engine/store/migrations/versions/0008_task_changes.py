"""What workers are being asked about an open task."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute("ALTER TABLE task ADD COLUMN change TEXT")
