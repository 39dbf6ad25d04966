"""The history: process instances, activities, variables, tasks, and what people did."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import Response

from bpmn.diagram import Element
from bpmn.kinds import with_kind
from bpmn.sentence import say
from engine import NotFound
from engine.queries.listings.activities import ACTIVITIES, BODY, number_of
from engine.queries.listings.definitions import DEFINITIONS
from engine.queries.listings.incidents import ALL_INCIDENTS
from engine.queries.listings.instances import ALL_INSTANCES
from engine.queries.listings.operations import OPERATIONS, PEOPLES
from engine.queries.listings.tasks import ALL_TASKS
from engine.queries.listings.waiting import ALL_VARIABLES
from web import here
from web.api.camunda7 import lists
from web.api.camunda7.api import api
from web.api.camunda7.elements import around, described, element_of, elements_of, type_of
from web.api.camunda7.history_models import (
    HistoricActivityInstanceDto,
    HistoricIncidentDto,
    HistoricProcessInstanceDto,
    HistoricTaskInstanceDto,
    HistoricVariableInstanceDto,
    UserOperationLogEntryDto,
)
from web.api.camunda7.incidents import common
from web.api.camunda7.model import Id, definition_id, execution_id
from web.api.camunda7.places import execution_of
from web.api.camunda7.typed_values import DeserializeValue, data_of, typed
from web.api.camunda7.variable_instances import found

STATES = {"active": "ACTIVE", "completed": "COMPLETED", "terminated": "EXTERNALLY_TERMINATED"}


def _lasted(start: datetime, end: datetime | None) -> int | None:
    return None if end is None else int((end - start).total_seconds() * 1000)


def told_instance(row: Any) -> HistoricProcessInstanceDto:
    state = "SUSPENDED" if row.suspended and row.state == "active" else STATES[row.state]
    state = "INTERNALLY_TERMINATED" if row.internally else state
    return HistoricProcessInstanceDto(
        id=row.key, root_process_instance_id=row.root_key, super_process_instance_id=row.parent_key,
        process_definition_name=row.process_name or None, process_definition_key=row.process_id,
        process_definition_version=row.version,
        process_definition_id=definition_id(row.process_id, row.version, row.definition_key),
        business_key=row.business_key, start_time=row.started_at, end_time=row.ended_at,
        duration_in_millis=_lasted(row.started_at, row.ended_at), start_user_id=row.started_by,
        start_activity_id=row.start_element_id, end_activity_id=row.end_element_id, delete_reason=None,
        state=state,
    )  # fmt: skip


def told_activity(row: Any) -> HistoricActivityInstanceDto:
    name, kind = described(row.definition_key, row.element_id)
    return HistoricActivityInstanceDto(
        id=f"{row.activity_id}:{row.root_key}-{row.token}", parent_activity_instance_id=_parent(row),
        activity_id=row.activity_id, activity_name=name,
        activity_type="multiInstanceBody" if row.activity_id.endswith(BODY) else kind,
        called_process_instance_id=row.called_key if kind == "callActivity" else None,
        process_definition_key=row.process_id,
        process_definition_id=definition_id(row.process_id, row.version, row.definition_key),
        process_instance_id=row.instance_key, execution_id=_execution(row),
        task_id=row.task_key, assignee=row.assignee, start_time=row.started_at, end_time=row.ended_at,
        duration_in_millis=_lasted(row.started_at, row.ended_at), canceled=row.ended_by == "element_terminated",
        complete_scope=_completes(row), root_process_instance_id=row.root_key,
    )  # fmt: skip


def _execution(row: Any) -> str:
    return execution_of(row) if row.ended_at is None else execution_id(row.root_key, row.token)


def _parent(row: Any) -> str:
    """The activity instance it is in: all items together, a subprocess, or the process instance."""
    if row.body is not None:
        return f"{row.element_id}{BODY}:{row.root_key}-{row.body}"
    outer = around(row.definition_key, row.element_id)
    if row.scope_token is None or not outer:
        return str(row.instance_key)
    return f"{outer[0].id}:{row.root_key}-{row.scope_token}"


def _completes(row: Any) -> bool:
    """Whether a path of its scope ended there (Camunda 7's NoneEndEventActivityBehavior)."""
    element = element_of(row.definition_key, row.element_id)
    done = row.ended_by == "element_completed" and row.body is None
    return done and element is not None and not element.outgoing and not element.event_subprocess


def told_task(row: Any) -> HistoricTaskInstanceDto:
    reason = {"completed": "completed", "cancelled": "deleted"}.get(row.state)
    return HistoricTaskInstanceDto(
        id=row.key, process_definition_key=row.process_id,
        process_definition_id=definition_id(row.process_id, row.version, row.definition_key),
        process_instance_id=row.instance_key, execution_id=_execution(row),
        activity_instance_id=f"{row.element_id}:{row.root_key}-{row.token}", name=row.name, delete_reason=reason,
        owner=row.owner, assignee=row.assignee, start_time=row.created_at, end_time=row.ended_at,
        duration=_lasted(row.created_at, row.ended_at), task_definition_key=row.element_id, priority=row.priority,
        due=row.due_at, follow_up=row.follow_up_at, root_process_instance_id=row.root_key,
    )  # fmt: skip


def told_variable(row: Any, deserialize: bool = True) -> HistoricVariableInstanceDto:
    value = typed(with_kind(row.value, row.kind), deserialize)
    return HistoricVariableInstanceDto(
        id=f"{row.instance_key}:{row.name}", name=row.name, process_definition_key=row.process_id,
        process_definition_id=definition_id(row.process_id, row.version, row.definition_key),
        process_instance_id=row.instance_key, execution_id=str(row.instance_key),
        activity_instance_id=str(row.instance_key), state="CREATED", create_time=row.started_at,
        root_process_instance_id=row.root_key, value=value.value, type=value.type, value_info=value.value_info,
    )  # fmt: skip


def told_operation(row: Any) -> UserOperationLogEntryDto:
    detail, told = row.detail or {}, PEOPLES[row.kind]
    definition = definition_id(row.process_id, row.version, row.definition_key) if row.process_id else None
    assigned = told.property == "assignee"
    return UserOperationLogEntryDto(
        id=f"{row.root_key}-{row.seq}", operation_id=f"{row.root_key}-{row.seq}", user_id=row.actor, timestamp=row.at,
        operation_type=told.operation, entity_type=told.entity,
        category="TaskWorker" if told.entity == "Task" else "Operator", property=told.property,
        org_value=_text(detail.get("before")) if assigned else told.before,
        new_value=_text(detail.get("assignee")) if assigned else told.after, process_definition_id=definition,
        process_definition_key=row.process_id, process_instance_id=row.instance_key,
        execution_id=execution_id(row.root_key, row.token) if row.token else None, task_id=_key(detail, "task"),
        job_id=_key(detail, "job"), root_process_instance_id=row.root_key,
    )  # fmt: skip


def _key(detail: dict[str, Any], name: str) -> str | None:
    return str(detail[name]) if name in detail else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def told_incident(row: Any) -> HistoricIncidentDto:
    return HistoricIncidentDto(
        id=row.key, process_definition_id=definition_id(row.process_id, row.version, row.definition_key),
        process_definition_key=row.process_id, process_instance_id=row.instance_key,
        execution_id=execution_id(row.root_key, row.token), create_time=row.raised_at, end_time=row.resolved_at,
        open=row.state == "open", resolved=row.state == "resolved", root_process_instance_id=row.root_key,
        **common(row),
    )  # fmt: skip


OF_ELEMENTS = {"activity_type": str, "activity_name": str, "activity_name_like": str, "complete_scope": bool}
"""What the diagrams know, not the history."""


def _elements(given: Any) -> dict[str, Any]:
    """The elements that are asked for, by the version they are in."""
    if not any(getattr(given, name) for name in OF_ELEMENTS):
        return {}
    with here.the_engine().read() as connection:
        keys = [row.key for row in DEFINITIONS.find(connection, {})]
    return {"elements": {key: [one for each in elements_of(key) for one in _named(each, given)] for key in keys}}


def _named(element: Element, given: Any) -> Iterator[str]:
    like = given.activity_name_like and re.escape(given.activity_name_like).replace("%", ".*").replace("_", ".")
    wanted = (
        given.activity_name in (None, element.name)
        and (like is None or re.fullmatch(like, element.name))
        and not (given.complete_scope and element.outgoing)
    )
    if wanted and given.activity_type in (None, type_of(element)):
        yield element.id
    if wanted and element.repeat is not None and given.activity_type in (None, "multiInstanceBody"):
        yield element.id + BODY


for path, what, listing, answer, tell, post in (
    ("process-instance", "process instances, ended ones too", ALL_INSTANCES, HistoricProcessInstanceDto, told_instance,
     True),
    ("activity-instance", "activities, ended ones too", ACTIVITIES, HistoricActivityInstanceDto, told_activity, True),
    ("task", "tasks, ended ones too", ALL_TASKS, HistoricTaskInstanceDto, told_task, True),
    ("variable-instance", "variables, of ended instances too", ALL_VARIABLES, HistoricVariableInstanceDto,
     told_variable, True),
    ("incident", "incidents, resolved ones too", ALL_INCIDENTS, HistoricIncidentDto, told_incident, False),
    ("user-operation", "what people did", OPERATIONS, UserOperationLogEntryDto, told_operation, False),
):  # fmt: skip
    name = "".join(part.capitalize() for part in f"historic-{path}".split("-")) + "Query"
    more: Any = OF_ELEMENTS if listing is ACTIVITIES else {}
    query = lists.query(name, listing, **more)
    also, values = _elements if more else None, tell is told_variable
    lists.serve(api, f"/history/{path}", what, listing, query, answer, tell, post=post, also=also, values=values)


@api.operation("GET", "/history/process-instance/{id}", "A process instance", answer=HistoricProcessInstanceDto)
def process_instance(id: Id) -> HistoricProcessInstanceDto:
    """Running or ended."""
    with here.the_engine().read() as connection:
        row = ALL_INSTANCES.one(connection, id)
    if row is None:
        raise NotFound(say("Historic process instance with id {id} does not exist", id=id))
    return told_instance(row)


@api.operation(
    "GET", "/history/variable-instance/{id}", "A variable, of an ended instance too",
    query=DeserializeValue, answer=HistoricVariableInstanceDto,
)  # fmt: skip
def variable_instance(id: str, query: DeserializeValue) -> HistoricVariableInstanceDto:
    """The variable of that id."""
    return told_variable(found(ALL_VARIABLES, id), query.deserialize_value)


@api.operation(
    "GET", "/history/variable-instance/{id}/data", "The content of a file", media_type="application/octet-stream"
)  # fmt: skip
def variable_data(id: str) -> Response:
    """Of a file, or bytes."""
    row = found(ALL_VARIABLES, id)
    return data_of(with_kind(row.value, row.kind), row.name)


@api.operation("GET", "/history/activity-instance/{id}", "An activity", answer=HistoricActivityInstanceDto)
def activity_instance(id: str) -> HistoricActivityInstanceDto:
    """Running or ended."""
    with here.the_engine().read() as connection:
        row = ACTIVITIES.one(connection, number_of(id))
    if row is None:
        raise NotFound(say("Historic activity instance with id '{id}' does not exist", id=id))
    return told_activity(row)
