"""The first schema: all tables, the monthly partitions of the history, and Procrastinate's own schema."""

from __future__ import annotations

from pathlib import Path

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0001"
down_revision = None

QUIET = "ALTER TABLE procrastinate_jobs DISABLE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1"
"""A NOTIFY inside a transaction holds a lock of the whole server over the flush and so ends group commit (measured:
950 to 180 commits per second on a slow disk). Workers are woken after the commit, and poll as well."""


def upgrade() -> None:
    here = Path(__file__).parent
    for name in ("0001_tables.sql", "0001_partitions.sql"):
        _run((here / name).read_text(encoding="utf-8"))
    _run(SchemaManager.get_schema())
    op.execute(QUIET)


def _run(script: str) -> None:
    """Many statements in one text, with % and : taken as they are."""
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.execute(script.encode(), prepare=False)
