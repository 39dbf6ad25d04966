"""What was said about tasks, out of the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, select

from engine.store.history import history_event, history_value
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
