"""Working calendars of units, and decrees about single days."""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"

STATEMENTS = (
    """CREATE TABLE office_calendar (
        unit TEXT NOT NULL, zone TEXT NOT NULL, week JSONB NOT NULL, ramadan JSONB NOT NULL,
        closed_on_feasts BOOLEAN DEFAULT true NOT NULL, changed_at TIMESTAMPTZ NOT NULL,
        CONSTRAINT pk_office_calendar PRIMARY KEY (unit))""",
    """CREATE TABLE calendar_decree (
        unit TEXT NOT NULL, on_day DATE NOT NULL, windows JSONB NOT NULL, number TEXT NOT NULL,
        reason TEXT DEFAULT '' NOT NULL,
        CONSTRAINT pk_calendar_decree PRIMARY KEY (unit, on_day))""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
