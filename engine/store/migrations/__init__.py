"""Brings a database to the newest revision: Alembic, called from Python, without an alembic.ini."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

UPGRADE_LOCK = 0x416C7572  # "Alur": whoever holds this advisory lock changes the schema
FOREIGN = ("procrastinate_", "history_event_")
"""Tables that are not in our metadata: Procrastinate's, and the partitions of history_event."""


def config(connection: Connection | None = None) -> Config:
    """Alembic's settings; ``connection`` is handed to env.py."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent))
    settings.attributes["connection"] = connection
    return settings


def head() -> str:
    """The newest revision this program knows."""
    return str(ScriptDirectory.from_config(config()).get_current_head())


def current(connection: Connection) -> str | None:
    """The revision the database is at, None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(connection: Connection) -> bool:
    """Run the missing revisions inside the caller's transaction; true if there were any. Two at once: one waits."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": UPGRADE_LOCK})
    if current(connection) == head():
        return False
    command.upgrade(config(connection), "head")
    return True


def is_ours(kind: str, name: str | None) -> bool:
    """Whether a table or index found in the database is one that our metadata should know."""
    return not (kind in ("table", "index") and (name or "").startswith((*FOREIGN, "alembic_version")))
