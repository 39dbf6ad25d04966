"""Makes a used throwaway database as it was when it was copied: the first rows only, sequences at their start."""

from __future__ import annotations

import psycopg
from psycopg import sql

KEPT = "alembic_version"
"""The one table whose rows no play changes."""

TABLES = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> %s
"""

SHAPE = """
    SELECT (SELECT (count(*), max(oid)) FROM pg_class)::text,
           (SELECT (count(*), max(oid)) FROM pg_proc)::text,
           (SELECT (count(*), max(oid)) FROM pg_constraint)::text,
           (SELECT (count(*), max(oid), count(*) FILTER (WHERE tgenabled = 'O')) FROM pg_trigger)::text,
           (SELECT (sum(reltuples), max(reltuples)) FROM pg_class WHERE relnamespace = 'public'::regnamespace)::text,
           (SELECT count(*) FROM pg_db_role_setting)::text
"""
"""Tables, functions, rules, triggers and what the planner knows: whoever changed one of them left another database."""

LARGEST = 50 * 1024 * 1024
"""Bytes; the files of a larger one would make the next play slower than a new copy does."""


class Emptying:
    """Knows how one database looked when it was new."""

    def __init__(self, url: str) -> None:
        self.url = url
        with psycopg.connect(url) as connection:
            self._tables = [name for (name,) in connection.execute(TABLES, [KEPT])]
            self._first = {name: rows for name in self._tables if (rows := _copied(connection, name))}
            self._shape = connection.execute(SHAPE).fetchone()

    def empty(self) -> bool:
        """Close what is connected and take all rows away; false: it cannot be as it was, and is of no more use."""
        with psycopg.connect(self.url) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            size = connection.execute("SELECT pg_database_size(current_database())").fetchone()
            if connection.execute(SHAPE).fetchone() != self._shape or not size or size[0] > LARGEST:
                return False
            connection.execute("SET LOCAL session_replication_role = replica")  # rows that nothing may delete, too
            for name in self._tables:
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
            for name, rows in self._first.items():
                with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))) as into:
                    into.write(rows)
            connection.execute(
                "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) "
                "FROM pg_sequences WHERE last_value IS NOT NULL"
            )
        return True


def _copied(connection: psycopg.Connection[tuple[object, ...]], name: str) -> bytes:
    with connection.cursor().copy(sql.SQL("COPY (SELECT * FROM {}) TO STDOUT").format(sql.Identifier(name))) as rows:
        return b"".join(bytes(part) for part in rows)
