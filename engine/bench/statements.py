"""Counts what the database was really asked, from the server's own log of all statements."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

ASKED = re.compile(rb"LOG: +(?:statement|execute [^:]*):\s+(?:BEGIN; )?((?:EXECUTE alur_\d+\([^()]*\)(?:; )?)+|\S+)")
FRAME = frozenset({b"BEGIN", b"COMMIT", b"ROLLBACK"})


@dataclass(frozen=True, slots=True)
class Count:
    """Statements without the frame (BEGIN, COMMIT, ROLLBACK), and commits."""

    statements: int
    commits: int


def log_everything(url: str) -> None:
    """Have each new connection to that database log its statements."""
    with psycopg.connect(url, autocommit=True) as connection:
        name = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("ALTER DATABASE {} SET log_statement = 'all'").format(name))


def counted(log: Path, call: Callable[[], Any]) -> tuple[Any, Count]:
    """The call's answer, and what it asked of the database. Nothing else may use the server meanwhile."""
    start = log.stat().st_size
    answer = call()
    words = [word for message in ASKED.findall(log.read_bytes()[start:]) for word in _words(message)]
    return answer, Count(sum(word not in FRAME for word in words), words.count(b"COMMIT"))


def _words(message: bytes) -> list[bytes]:
    """The first word of each statement of a message (engine.prepared sends several at once)."""
    return [statement.split(None, 1)[0].upper() for statement in message.split(b"; ") if statement.strip()]
