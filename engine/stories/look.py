"""What a story may ask of the database: what is open, what has happened, what a case knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, text

from bpmn.attachments import CONTINUATION


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A user task somebody could do now."""

    key: int
    element: str
    assignee: str | None
    users: tuple[str, ...]
    groups: tuple[str, ...]


def _all(connection: Connection, sql: str, **values: Any) -> Sequence[RowMapping]:
    return connection.execute(text(sql), values).mappings().all()


def waits(connection: Connection, root: int) -> list[tuple[str, bool]]:
    """Element ids of all that is waited for, each with whether it is a boundary event (or another guard of a host that
    waits itself). What is stuck in an incident waits for nothing."""
    rows = _all(
        connection,
        """
        SELECT element_id, token, false AS guard FROM task WHERE root_key = :root AND state = 'open'
        UNION ALL SELECT element_id, token, false FROM job WHERE root_key = :root AND state = 'open'
        UNION ALL SELECT element_id, token, guard FROM subscription WHERE root_key = :root
        """,
        root=root,
    )
    stuck = {row["token"] for row in incidents(connection, root)}
    return [(row["element_id"], row["guard"]) for row in rows if row["token"] not in stuck]


def tasks(connection: Connection, root: int) -> list[OpenTask]:
    """Open user tasks, oldest first."""
    rows = _all(
        connection,
        """SELECT key, element_id, assignee, candidate_users, candidate_groups FROM task
           WHERE root_key = :root AND state = 'open' ORDER BY key""",
        root=root,
    )
    return [
        OpenTask(row["key"], row["element_id"], row["assignee"], tuple(row["candidate_users"]),
                 tuple(row["candidate_groups"]))
        for row in rows
    ]  # fmt: skip


def closed_task(connection: Connection, root: int, element: str) -> int | None:
    """The latest task of the element that is not open any more."""
    rows = _all(
        connection,
        """SELECT key FROM task WHERE root_key = :root AND element_id = :element AND state <> 'open'
           ORDER BY key DESC LIMIT 1""",
        root=root,
        element=element,
    )
    return rows[0]["key"] if rows else None


def jobs(connection: Connection, root: int, name: str) -> list[int]:
    """Jobs of that type (or at that element), oldest first; those without retries last."""
    rows = _all(
        connection,
        """SELECT key FROM job WHERE root_key = :root AND (type = :name OR element_id = :name)
           ORDER BY state = 'failed', type <> :name, due_at NULLS FIRST, key""",
        root=root,
        name=name,
    )
    return [row["key"] for row in rows]


def incidents(connection: Connection, root: int) -> Sequence[RowMapping]:
    """Open incidents, oldest first."""
    return _all(
        connection,
        """SELECT key, instance_key, element_id, token, code, template, places FROM incident
           WHERE root_key = :root AND state = 'open' ORDER BY key""",
        root=root,
    )


def case(connection: Connection, root: int) -> RowMapping:
    """The row of the case."""
    return _all(connection, "SELECT * FROM process_instance WHERE key = :root", root=root)[0]


def newest(connection: Connection, known: frozenset[int]) -> list[int]:
    """Cases nobody has spoken of yet, oldest first."""
    rows = _all(connection, "SELECT key FROM process_instance WHERE key = root_key ORDER BY key")
    return [row["key"] for row in rows if row["key"] not in known]


def count(connection: Connection, process_id: str) -> int:
    """How many cases of the process there have been, called ones included."""
    return len(_all(connection, "SELECT key FROM process_instance WHERE process_id = :id", id=process_id))


def variables(connection: Connection, root: int) -> dict[str, Any]:
    """The variables of the case itself."""
    return {
        row["name"]: row["value"]
        for row in _all(connection, "SELECT name, value FROM variable WHERE instance_key = :root", root=root)
    }


def passed(connection: Connection, root: int) -> list[str]:
    """Elements that were completed, in order, called processes included."""
    rows = _all(
        connection,
        "SELECT element_id FROM history_event WHERE root_key = :root AND kind = 'element_completed' ORDER BY seq",
        root=root,
    )
    return [row["element_id"] for row in rows]


def continuations(connection: Connection, now: datetime) -> list[int]:
    """Continuations that our own workers would do now, oldest first."""
    rows = _all(
        connection,
        """SELECT key FROM job WHERE type = :type AND state = 'open' AND (due_at IS NULL OR due_at <= :now)
           ORDER BY key""",
        type=CONTINUATION,
        now=now,
    )
    return [row["key"] for row in rows]


def next_due(connection: Connection) -> Any:
    """When the next timer, start event or continuation falls due, in any case."""
    rows = _all(
        connection,
        """SELECT min(due_at) AS due FROM (
               SELECT due_at FROM subscription WHERE kind = 'timer'
               UNION ALL SELECT due_at FROM start_subscription WHERE kind = 'timer'
               UNION ALL SELECT due_at FROM job WHERE type = :type AND state = 'open') AS due""",
        type=CONTINUATION,
    )
    return rows[0]["due"]


def versions(connection: Connection, root: int) -> dict[str, int]:
    """The versions of a case's procedure: number -> key."""
    rows = _all(
        connection,
        """
        SELECT other.version, other.key FROM process_instance p JOIN definition own ON own.key = p.definition_key
        JOIN definition other ON other.process_id = own.process_id WHERE p.key = :root
        """,
        root=root,
    )
    return {str(row["version"]): row["key"] for row in rows}
