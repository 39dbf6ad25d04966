"""What was said about tasks, out of the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, select

from engine.store.history import history_event, history_value
from engine.store.people import person
from engine.store.waiting import task

PER_CASE = 10**9


@dataclass(frozen=True, slots=True)
class Comment:
    """``message`` is None if it was erased."""

    key: int
    task_key: int
    root_key: int
    instance_key: int
    person: str
    at: datetime
    message: str | None


def of_task(connection: Connection, task_key: int) -> tuple[Comment, ...]:
    """The oldest first."""
    event, value = history_event.c, history_value.c
    said = and_(value.root_key == event.root_key, value.seq == event.seq, value.place == "message")
    query = (
        select(event.root_key, event.seq, event.instance_key, event.actor, event.at, value.value)
        .join(task, task.c.root_key == event.root_key)
        .outerjoin(history_value, said)
        .where(
            task.c.key == task_key, event.kind == "task_commented",
            event.detail.op("->>")("task") == str(task_key),
        )
        .order_by(event.seq)
    )  # fmt: skip
    return tuple(
        Comment(
            row.root_key * PER_CASE + row.seq, task_key, row.root_key, row.instance_key, row.actor, row.at, row.value
        )
        for row in connection.execute(query)
    )


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said in a case, with the name of the task it was said about."""

    by: str
    by_name: str
    at: datetime
    task_name: str
    message: str | None


def of_case(connection: Connection, root_key: int) -> tuple[Said, ...]:
    """All that was said about the tasks of a case, the oldest first."""
    event, value = history_event.c, history_value.c
    said = and_(value.root_key == event.root_key, value.seq == event.seq, value.place == "message")
    query = (
        select(event.actor, event.at, value.value, task.c.name,
               func.coalesce(person.c.name, event.actor).label("actor_name"))
        .join(task, and_(task.c.root_key == event.root_key, task.c.token == event.token))
        .outerjoin(history_value, said)
        .outerjoin(person, person.c.login == event.actor)
        .where(event.root_key == root_key, event.kind == "task_commented")
        .order_by(event.seq)
    )  # fmt: skip
    return tuple(
        Said(row.actor, row.actor_name, row.at, row.name, row.value) for row in connection.execute(query)
    )  # fmt: skip
