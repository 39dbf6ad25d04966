"""Process instances: cases and called processes, running and ended."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true

from engine.queries.listings.incidents import OPEN, external
from engine.queries.listings.listing import Filter, Listing, after, among, before, equal, like, when
from engine.queries.listings.values import having
from engine.store.deployments import definition
from engine.store.history import history_event
from engine.store.instances import process_instance
from engine.store.waiting import incident, job, subscription, task

_it, _root, _called = process_instance, process_instance.alias("root"), process_instance.alias("called")
_running = _it.c.state == "active"


def _waits_at(*elements: str) -> ColumnElement[bool]:
    """Whether a task, job, event or incident of the instance is at one of these elements."""
    return or_(
        *(
            exists().where(kind.c.instance_key == _it.c.key, kind.c.element_id.in_(elements), condition)
            for kind, condition in (
                (task, task.c.state == "open"),
                (job, true()),
                (subscription, true()),
                (incident, incident.c.state == "open"),
            )
        )
    )


def _did(*elements: str) -> ColumnElement[bool]:
    """Whether the instance has completed one of these elements."""
    return exists().where(
        history_event.c.root_key == _it.c.root_key, history_event.c.instance_key == _it.c.key,
        history_event.c.kind == "element_completed", history_event.c.element_id.in_(elements),
    )  # fmt: skip


def _incident(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(OPEN.c.instance_key == _it.c.key, condition)


def _of_type(kind: str) -> ColumnElement[bool]:
    """Camunda 7 tells apart what kind of job failed."""
    of_worker = external(OPEN.c.code, OPEN.c.job_type)
    return of_worker if kind == "failedExternalTask" else ~of_worker if kind == "failedJob" else ~true()


COLUMNS = (
    _it.c.key, _it.c.root_key, _it.c.parent_key, _it.c.parent_element_id, _it.c.definition_key, _it.c.process_id,
    _it.c.business_key, _it.c.state, _it.c.started_by, _it.c.started_at, _it.c.ended_at, _it.c.end_element_id,
    _root.c.suspended, definition.c.version, definition.c.name.label("process_name"), definition.c.deployment_key,
    definition.c.version_tag,
)  # fmt: skip
_rows = (
    select(*COLUMNS)
    .join(_root, _root.c.key == _it.c.root_key)
    .join(definition, definition.c.key == _it.c.definition_key)
    .where(~definition.c.cases_deleted)
)
_COMMON: dict[str, Filter] = {
    "process_instance_ids": among(_it.c.key, "keys"),
    "process_definition_id": equal(_it.c.definition_key, "key"),
    "process_definition_key": equal(_it.c.process_id),
    "process_definition_key_in": among(_it.c.process_id),
    "process_definition_key_not_in": Filter("texts", lambda names: _it.c.process_id.not_in(names)),
    "super_process_instance": equal(_it.c.parent_key, "key"),
    "sub_process_instance": Filter(
        "key", lambda key: exists().where(_called.c.key == key, _called.c.parent_key == _it.c.key)
    ),
    "active": when(and_(_running, ~_root.c.suspended)),
    "suspended": when(and_(_running, _root.c.suspended)),
    "incident_id": Filter("key", lambda key: _incident(OPEN.c.key == key)),
    "incident_type": Filter("text", lambda kind: _incident(_of_type(kind))),
    "root_process_instances": when(_it.c.parent_key.is_(None)),
    "variables": having(_it.c.key),
}


INSTANCES = Listing(
    _rows.where(_running),
    _it.c.key,
    {
        **_COMMON,
        "deployment_id": equal(definition.c.deployment_key, "key"),
        "business_key": equal(_it.c.business_key),
        "business_key_like": like(_it.c.business_key),
        "with_incident": when(_incident(true())),
        "activity_id_in": Filter("texts", lambda elements: _waits_at(*elements)),
        "leaf_process_instances": when(~exists().where(_called.c.parent_key == _it.c.key, _called.c.state == "active")),
    },
    {
        "instanceId": _it.c.key, "definitionKey": _it.c.process_id, "definitionId": _it.c.definition_key,
        "businessKey": _it.c.business_key, "tenantId": true(),
    },
)  # fmt: skip
"""Those that run."""

_first = (
    select(history_event.c.element_id)
    .where(
        history_event.c.root_key == _it.c.root_key, history_event.c.instance_key == _it.c.key,
        history_event.c.kind == "element_entered",
    )
    .order_by(history_event.c.seq)
    .limit(1)
    .scalar_subquery()
)  # fmt: skip
_internally = and_(_it.c.state == "terminated", or_(_root.c.state != "terminated", _root.c.ended_at != _it.c.ended_at))
"""Its case went another way; else somebody has cancelled that."""
ALL_INSTANCES = Listing(
    _rows.add_columns(_first.label("start_element_id"), func.coalesce(_internally, false()).label("internally")),
    _it.c.key,
    {
        **_COMMON,
        "process_instance_id": equal(_it.c.key, "key"),
        "process_definition_name": equal(definition.c.name),
        "process_definition_name_like": like(definition.c.name),
        "process_instance_business_key": equal(_it.c.business_key),
        "process_instance_business_key_in": among(_it.c.business_key),
        "process_instance_business_key_like": like(_it.c.business_key),
        "super_process_instance_id": equal(_it.c.parent_key, "key"),
        "sub_process_instance_id": _COMMON["sub_process_instance"],
        "finished": when(_it.c.ended_at.is_not(None)),
        "unfinished": when(_it.c.ended_at.is_(None)),
        "with_incidents": when(exists().where(incident.c.instance_key == _it.c.key)),
        "started_before": before(_it.c.started_at),
        "started_after": after(_it.c.started_at),
        "finished_before": before(_it.c.ended_at),
        "finished_after": after(_it.c.ended_at),
        "started_by": equal(_it.c.started_by),
        "completed": when(_it.c.state == "completed"),
        "externally_terminated": when(and_(_it.c.state == "terminated", ~_internally)),
        "internally_terminated": when(_internally),
        "executed_activity_id_in": Filter("texts", lambda elements: _did(*elements)),
        "active_activity_id_in": Filter("texts", lambda elements: _waits_at(*elements)),
    },
    {
        "instanceId": _it.c.key, "definitionId": _it.c.definition_key, "definitionKey": _it.c.process_id,
        "definitionName": definition.c.name, "definitionVersion": definition.c.version,
        "businessKey": _it.c.business_key, "startTime": _it.c.started_at, "endTime": _it.c.ended_at,
        "duration": _it.c.ended_at - _it.c.started_at, "tenantId": true(),
    },
)  # fmt: skip
"""All, ended ones too."""
