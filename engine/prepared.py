"""Prepared statements by name, several in one round trip: what every command does first costs one short message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg import Connection, sql
from psycopg.rows import namedtuple_row

Query = tuple[str, tuple[Any, ...]]
"""SQL with ``%s`` for its values."""


class Prepared:
    """The statements that one connection has prepared, each once and for good.

    They are sent by PostgreSQL's simple protocol, where one message may hold many: each still sees the database anew,
    as a read after a lock has to. A pipeline of psycopg's does the same in twice the time, and psycopg's own prepared
    statements are gone after each rollback, so its way is switched off for these connections (engine.connections).
    """

    def __init__(self, driver: Connection[Any]) -> None:
        self._driver = driver
        self._names: dict[str, bytes] = {}

    def run(self, queries: Sequence[Query], begin: bool = False) -> list[list[Any]]:
        """The rows of each query, as named tuples. ``begin``: open a transaction in the same message."""
        if begin and any(query not in self._names for query, _ in queries):
            self._driver.execute("BEGIN")
            begin = False
        calls = [self._call(query, values) for query, values in queries]
        cursor = self._driver.cursor(row_factory=namedtuple_row)
        cursor.execute(b"; ".join([b"BEGIN", *calls] if begin else calls))
        if begin:
            cursor.nextset()
        found = [cursor.fetchall()]
        while cursor.nextset():
            found.append(cursor.fetchall())
        return found

    def _call(self, query: str, values: tuple[Any, ...]) -> bytes:
        name = self._names.get(query)
        if name is None:
            name = b"alur_%d" % len(self._names)
            self._driver.execute(b"PREPARE %b AS %b" % (name, _numbered(query).encode()))
            self._names[query] = name
        if not values:
            return b"EXECUTE %b" % name
        return b"EXECUTE %b(%b)" % (name, b", ".join([self._literal(value) for value in values]))

    def _literal(self, value: Any) -> bytes:
        return b"%d" % value if type(value) is int else sql.Literal(value).as_bytes(self._driver)


def _numbered(query: str) -> str:
    """``%s`` one after the other as PostgreSQL's ``$1``, ``$2`` ..."""
    first, *rest = query.split("%s")
    return first + "".join(f"${number}{part}" for number, part in enumerate(rest, 1))
