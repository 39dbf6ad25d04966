"""Activity instances (element instances) of cases, put together from the history: entered, then completed or ended.

A token that waits beside the way, as guard of an activity or scope, is none until it fires.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, cast, false, func, literal_column, or_, select, true

from engine.queries.listings.listing import Filter, Listing, after, among, at, before, equal, when
from engine.store.deployments import definition
from engine.store.history import history_event
from engine.store.instances import process_instance
from engine.store.waiting import task

BODY = "#multiInstanceBody"
"""What Camunda 7 puts behind the id of an activity that is done several times, for the activity as a whole."""
_in, _out, _came = history_event.alias("entered"), history_event.alias("left_event"), history_event.alias("came")
_called = process_instance.alias("called")


def _after(event: Any, *kinds: str) -> Any:
    """The first of these events at the token since it was entered."""
    return (
        select(event.c.at, event.c.kind)
        .where(
            event.c.root_key == _in.c.root_key, event.c.token == _in.c.token, event.c.seq > _in.c.seq,
            event.c.kind.in_(kinds),
        )
        .order_by(event.c.seq)
        .limit(1)
        .lateral(f"first_{event.name}")
    )  # fmt: skip


_end = _after(_out, "element_completed", "element_terminated", "merged")
_fired = _after(_came, "message_correlated", "signal_received", "timer_fired")
_calls = (
    select(_called.c.key)
    .where(
        _called.c.parent_key == _in.c.instance_key, _called.c.parent_element_id == _in.c.element_id,
        _called.c.started_at >= _in.c.at,
    )
    .order_by(_called.c.started_at, _called.c.key)
    .limit(1)
    .lateral("calls")
)  # fmt: skip


def _told(name: str) -> ColumnElement[Any]:
    return _in.c.detail.op("->>")(name)


_guard = func.coalesce(_told("guard"), "") != ""
_fires = or_(_fired.c.at.is_not(None), _end.c.kind == "element_completed")
_started = case((_guard, func.coalesce(_fired.c.at, _end.c.at)), else_=_in.c.at)
_body = _told("multi_instance").is_not(None)
_moved = history_event.alias("moved")
_migrated = (
    select(_moved.c.element_id)
    .where(_moved.c.root_key == _in.c.root_key, _moved.c.token == _in.c.token, _moved.c.kind == "element_migrated")
    .order_by(_moved.c.seq.desc())
    .limit(1)
    .scalar_subquery()
)
_element = func.coalesce(_migrated, _in.c.element_id)
_activity = case((_body, _element + BODY), else_=_element)
_key: ColumnElement[Any] = literal_column("entered.root_key * 1000000000 + entered.token")


def _root_of(key: int) -> Any:
    """The history is found by case."""
    return select(process_instance.c.root_key).where(process_instance.c.key == key).scalar_subquery()


def _of_instance(key: int) -> ColumnElement[bool]:
    return and_(_in.c.root_key == _root_of(key), _in.c.instance_key == key)


def _elements(by_version: Mapping[int, Sequence[str]]) -> ColumnElement[bool]:
    """Elements by the version of the process they are of."""
    return or_(
        false(),
        *(
            and_(process_instance.c.definition_key == key, _activity.in_(elements))
            for key, elements in by_version.items()
        ),
    )


_rows: Any = (
    select(
        _in.c.root_key,
        _in.c.seq,
        _in.c.instance_key,
        _in.c.token,
        _element.label("element_id"),
        _activity.label("activity_id"),
        _started.label("started_at"),
        cast(_told("scope_token"), Integer).label("scope_token"),
        cast(_told("body"), Integer).label("body"),
        _end.c.at.label("ended_at"),
        _end.c.kind.label("ended_by"),
        _calls.c.key.label("called_key"),
        process_instance.c.definition_key,
        process_instance.c.process_id,
        definition.c.version,
        task.c.key.label("task_key"),
        task.c.assignee,
    )
    .join(process_instance, process_instance.c.key == _in.c.instance_key)
    .join(definition, definition.c.key == process_instance.c.definition_key)
    .outerjoin(_end, true())
    .outerjoin(_fired, _guard)
    .outerjoin(_calls, true())
    .outerjoin(
        task,
        and_(task.c.root_key == _in.c.root_key, task.c.token == _in.c.token),
    )
    .where(_in.c.kind == "element_entered", or_(~_guard, _fires), ~definition.c.cases_deleted)
)
ACTIVITIES = Listing(
    _rows,
    _key,
    {
        "activity_instance_id": Filter("text", lambda id: _key == number_of(id)),
        "process_instance_id": Filter("key", _of_instance),
        "process_definition_id": equal(process_instance.c.definition_key, "key"),
        "process_definition_key": equal(process_instance.c.process_id),
        "execution_id": Filter("place", lambda place: at(_in.c, place)),
        "activity_id": equal(_activity),
        "activity_id_in": among(_activity),
        "elements": Filter("elements", _elements),
        "task_assignee": equal(task.c.assignee),
        "finished": when(_end.c.at.is_not(None)),
        "unfinished": when(_end.c.at.is_(None)),
        "canceled": when(_end.c.kind == "element_terminated"),
        "started_before": before(_started),
        "started_after": after(_started),
        "finished_before": before(_end.c.at),
        "finished_after": after(_end.c.at),
    },
    {
        "activityInstanceId": _in.c.token, "instanceId": _in.c.instance_key, "executionId": _in.c.token,
        "activityId": _activity, "activityName": _activity, "activityType": _activity, "startTime": _started,
        "endTime": _end.c.at, "duration": _end.c.at - _started, "definitionId": process_instance.c.definition_key,
        "occurrence": _in.c.seq, "tenantId": true(),
    },
)  # fmt: skip


def number_of(id: str) -> int:
    """What ``key`` says of an activity instance ``element:case-token``; -1 if it is the id of none."""
    root, _, token = id.rpartition(":")[2].partition("-")
    fits = root.isdecimal() and len(root) < 10 and token.isdecimal() and len(token) < 10
    return int(root) * 10**9 + int(token) if fits else -1
