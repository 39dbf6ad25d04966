"""Counts what the database was really asked, from the server's own log of all statements."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

ASKED = re.compile(rb"LOG: +(?:statement|execute [^:]*):\s+(\S+)", re.MULTILINE)
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
    words = [word.rstrip(b";").upper() for word in ASKED.findall(log.read_bytes()[start:])]
    return answer, Count(sum(word not in FRAME for word in words), words.count(b"COMMIT"))
