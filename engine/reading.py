"""A unit of work that only looks: for queries that ask the kernel what a task sees, on a connection for queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg.rows import namedtuple_row
from sqlalchemy import Connection

from engine.person import SYSTEM
from engine.prepared import Query
from engine.work import Work

if TYPE_CHECKING:
    from engine.work import Engine


class Reading(Work):
    """No transaction is begun, and the connection refuses to write."""

    def __init__(self, engine: Engine, connection: Connection) -> None:
        super().__init__(engine, connection, SYSTEM)

    def _begin(self) -> None:
        """Its connection begins none by itself; what ``Engine.read(snapshot=True)`` has begun goes on."""

    def trip(self, *queries: Query) -> list[list[Any]]:
        cursor = self.driver.cursor(row_factory=namedtuple_row)
        return [cursor.execute(sql, values).fetchall() for sql, values in queries]
