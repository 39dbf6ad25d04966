"""What a walk asks the database about a case: what is open, where the case has been."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from engine.flow.ways_out import WayOut
from engine.queries.task_ways import ways_out
from engine.reading import Reading
from engine.stories import look
from engine.work import Engine

LATEST = "SELECT key FROM definition WHERE process_id = :id AND deleted_at IS NULL ORDER BY version DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Been:
    """Where a case has been: ids of flows taken, of elements entered (guards too) and of elements completed."""

    flows: frozenset[str] = frozenset()
    entered: frozenset[str] = frozenset()
    completed: frozenset[str] = frozenset()

    def __or__(self, other: Been) -> Been:
        return Been(self.flows | other.flows, self.entered | other.entered, self.completed | other.completed)


def open_waits(connection: Connection, root: int) -> list[Mapping[str, Any]]:
    """Everything the case and the processes it called wait for, oldest first."""
    rows = connection.execute(
        text(
            """SELECT 'task' AS kind, key, element_id, token, instance_key, NULL AS name, NULL AS correlation_key,
                      NULL::timestamptz AS due_at FROM task
                 WHERE root_key = :root AND state = 'open' AND change IS NULL
               UNION ALL SELECT 'job', key, element_id, token, instance_key, NULL, NULL, NULL FROM job
                 WHERE root_key = :root AND state = 'open'
               UNION ALL SELECT kind, key, element_id, token, instance_key, name, correlation_key, due_at
                 FROM subscription WHERE root_key = :root ORDER BY key"""
        ),
        {"root": root},
    ).mappings()
    stuck = {row["token"] for row in look.incidents(connection, root)}
    return [dict(row) for row in rows if row["token"] not in stuck]


def been(connection: Connection, root: int) -> Been:
    """Where the case has been, without the processes it called."""
    rows = connection.execute(
        text(
            """SELECT DISTINCT kind, coalesce(flow_id, element_id) FROM history_event WHERE root_key = :root
               AND instance_key = :root AND kind IN ('flow_taken', 'element_entered', 'element_completed')"""
        ),
        {"root": root},
    )
    found: dict[str, set[str]] = {"flow_taken": set(), "element_entered": set(), "element_completed": set()}
    for kind, place in rows:
        found[kind].add(place)
    return Been(*(frozenset(places) for places in found.values()))


def last_entered(connection: Connection, root: int) -> set[str]:
    """Elements about which the last thing to be told is that a token came to them: it may still be there."""
    rows = connection.execute(
        text(
            """SELECT DISTINCT ON (instance_key, element_id) kind, element_id FROM history_event
               WHERE root_key = :root AND element_id IS NOT NULL AND kind LIKE 'element%'
               ORDER BY instance_key, element_id, seq DESC"""
        ),
        {"root": root},
    )
    return {element_id for kind, element_id in rows if kind == "element_entered"}


def task_ways(connection: Connection, engine: Engine, root: int, token: int) -> tuple[WayOut, ...]:
    """What may be thrown at an open task."""
    return ways_out(Reading(engine, connection).case(root), token)


def latest(connection: Connection, process_id: str) -> int:
    """The key of the newest version of a process."""
    found = connection.execute(text(LATEST), {"id": process_id}).scalar_one()
    return int(found)
