"""Activity instances (element instances) of cases, put together from the history: entered, then completed or ended.

A token that waits beside the way, as guard of an activity, is none until it fires.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, and_, cast, func, literal_column, select, true

from engine.queries.listings.listing import Filter, Listing, after, before, equal, when
from engine.store.deployments import definition
from engine.store.history import history_event
from engine.store.instances import process_instance
from engine.store.waiting import task

_in, _out = history_event.alias("entered"), history_event.alias("left_event")
_end = (
    select(_out.c.at, _out.c.kind)
    .where(
        _out.c.root_key == _in.c.root_key, _out.c.token == _in.c.token, _out.c.seq > _in.c.seq,
        _out.c.kind.in_(("element_completed", "element_terminated", "merged")),
    )
    .order_by(_out.c.seq)
    .limit(1)
    .lateral("ended")
)  # fmt: skip
_guard = _in.c.detail.op("->>")("guard")


def _root_of(key: int) -> Any:
    """The history is found by case."""
    return select(process_instance.c.root_key).where(process_instance.c.key == key).scalar_subquery()


_rows: Any = (
    select(
        _in.c.root_key,
        _in.c.seq,
        _in.c.instance_key,
        _in.c.token,
        _in.c.element_id,
        _in.c.at.label("started_at"),
        cast(_in.c.detail.op("->>")("scope_token"), Integer).label("scope_token"),
        _end.c.at.label("ended_at"),
        _end.c.kind.label("ended_by"),
        process_instance.c.definition_key,
        process_instance.c.process_id,
        definition.c.version,
        task.c.key.label("task_key"),
        task.c.assignee,
    )
    .join(process_instance, process_instance.c.key == _in.c.instance_key)
    .join(definition, definition.c.key == process_instance.c.definition_key)
    .outerjoin(_end, true())
    .outerjoin(
        task,
        and_(task.c.root_key == _in.c.root_key, task.c.token == _in.c.token, task.c.element_id == _in.c.element_id),
    )
    .where(
        _in.c.kind == "element_entered",
        func.coalesce(_guard, "") == "",
    )
)
ACTIVITIES = Listing(
    _rows,
    literal_column("entered.root_key * 1000000000 + entered.token"),
    {
        "activity_instance_id": equal(literal_column("entered.root_key * 1000000000 + entered.token"), "key"),
        "process_instance_id": Filter(
            "key", lambda key: and_(_in.c.root_key == _root_of(key), _in.c.instance_key == key)
        ),
        "process_definition_id": equal(process_instance.c.definition_key, "key"),
        "process_definition_key": equal(process_instance.c.process_id),
        "activity_id": equal(_in.c.element_id),
        "task_assignee": equal(task.c.assignee),
        "finished": when(_end.c.at.is_not(None)),
        "unfinished": when(_end.c.at.is_(None)),
        "canceled": when(_end.c.kind == "element_terminated"),
        "started_before": before(_in.c.at),
        "started_after": after(_in.c.at),
        "finished_before": before(_end.c.at),
        "finished_after": after(_end.c.at),
    },
    {
        "activityInstanceId": _in.c.token, "instanceId": _in.c.instance_key, "executionId": _in.c.token,
        "activityId": _in.c.element_id, "activityName": _in.c.element_id, "activityType": _in.c.element_id,
        "startTime": _in.c.at, "endTime": _end.c.at, "duration": _end.c.at - _in.c.at,
        "definitionId": process_instance.c.definition_key, "occurrence": _in.c.seq, "tenantId": true(),
    },
)  # fmt: skip
