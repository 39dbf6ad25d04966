"""Work that only looks: for queries that ask the kernel about a case, on a connection for queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg.rows import namedtuple_row
from sqlalchemy import Connection

from engine.instance import Instance
from engine.person import SYSTEM
from engine.prepared import Query
from engine.work import Work

if TYPE_CHECKING:
    from engine.work import Engine

ROOT = "SELECT definition_key, state, snapshot, started_by FROM process_instance WHERE key = %s"


class Reading(Work):
    """No transaction is begun, and the connection refuses to write."""

    def __init__(self, engine: Engine, connection: Connection) -> None:
        super().__init__(engine, connection, SYSTEM)

    def _begin(self) -> None:
        """Its connection begins none by itself; what ``Engine.read(snapshot=True)`` has begun goes on."""

    def trip(self, *queries: Query) -> list[list[Any]]:
        cursor = self.driver.cursor(row_factory=namedtuple_row)
        return [cursor.execute(sql, values).fetchall() for sql, values in queries]

    def case(self, root_key: int) -> Instance | None:
        """The case as it is stored, without its lock: to look at. None if there is none."""
        root = self.row(ROOT, (root_key,))
        if root is None:
            return None
        instance = Instance(self, root_key, self.definition(root.definition_key), root.state)
        instance.snapshot, instance.started_by = root.snapshot, root.started_by
        return instance
