"""Executions, as Camunda 7 calls the places where running cases are: the instances, and what waits inside them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, cast, exists, literal, null, select, true, union_all
from sqlalchemy.types import Integer, Text

from engine.queries.listings.listing import Filter, Listing, equal, when
from engine.queries.listings.values import having
from engine.store.instances import process_instance
from engine.store.waiting import incident, job, subscription, task

_nothing = cast(null(), Text)
_parts = [
    select(
        process_instance.c.root_key, process_instance.c.key.label("instance_key"), cast(null(), Integer).label("token"),
        _nothing.label("element_id"), _nothing.label("kind"), _nothing.label("name"),
    ).where(process_instance.c.state == "active"),
    *(
        select(
            kind.c.root_key, kind.c.instance_key, kind.c.token, kind.c.element_id, cast(said, Text).label("kind"),
            cast(name, Text).label("name"),
        ).where(condition)
        for kind, said, name, condition in (
            (task, literal("user"), null(), task.c.state == "open"),
            (job, literal("job"), job.c.type, true()),
            (subscription, subscription.c.kind, subscription.c.name, true()),
            (incident, literal("incident"), incident.c.code,
             and_(incident.c.state == "open", incident.c.job_key.is_(None))),
        )
    ),
]  # fmt: skip
_all = union_all(*_parts).subquery("execution")
_it = _all.c
_instance, _case = process_instance.alias("instance_of_execution"), process_instance.alias("case_of_execution")


def _waits(kind: str) -> Filter:
    return Filter("text", lambda name: and_(_it.kind == kind, _it.name == name))


def _stuck(condition: ColumnElement[bool]) -> Any:
    return exists().where(
        incident.c.root_key == _it.root_key, incident.c.token == _it.token, incident.c.state == "open", condition
    )


EXECUTIONS = Listing(
    select(_all, _instance.c.process_id, _instance.c.business_key, _case.c.suspended)
    .join(_instance, _instance.c.key == _it.instance_key)
    .join(_case, _case.c.key == _it.root_key),
    _it.instance_key,
    {
        "process_instance_id": equal(_it.instance_key, "key"),
        "root_process_instance_id": equal(_it.root_key, "key"),
        "process_definition_id": equal(_instance.c.definition_key, "key"),
        "process_definition_key": equal(_instance.c.process_id),
        "business_key": equal(_instance.c.business_key),
        "activity_id": equal(_it.element_id),
        "message_event_subscription_name": _waits("message"),
        "signal_event_subscription_name": _waits("signal"),
        "active": when(~_case.c.suspended),
        "suspended": when(_case.c.suspended),
        "incident_id": Filter("key", lambda key: _stuck(incident.c.key == key)),
        "variables": having(_it.instance_key),
        "process_variables": having(_it.instance_key),
    },
    {
        "instanceId": _it.instance_key, "definitionKey": _instance.c.process_id,
        "definitionId": _instance.c.definition_key, "tenantId": true(),
    },
)  # fmt: skip
"""``token`` NULL: the execution of the process instance itself."""
