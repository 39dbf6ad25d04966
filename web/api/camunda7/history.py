"""The history: process instances, activities, variables, tasks, and what people did."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bpmn.kinds import with_kind
from bpmn.sentence import say
from engine import NotFound
from engine.queries.listings.activities import ACTIVITIES
from engine.queries.listings.instances import ALL_INSTANCES
from engine.queries.listings.operations import OPERATIONS
from engine.queries.listings.tasks import ALL_TASKS
from engine.queries.listings.waiting import ALL_VARIABLES
from web import here
from web.api.camunda7 import lists
from web.api.camunda7.api import api
from web.api.camunda7.elements import described
from web.api.camunda7.history_models import (
    HistoricActivityInstanceDto,
    HistoricProcessInstanceDto,
    HistoricTaskInstanceDto,
    HistoricVariableInstanceDto,
    UserOperationLogEntryDto,
)
from web.api.camunda7.model import Id, definition_id, execution_id
from web.api.camunda7.typed_values import typed

STATES = {"active": "ACTIVE", "completed": "COMPLETED", "terminated": "EXTERNALLY_TERMINATED"}


def _lasted(start: datetime, end: datetime | None) -> int | None:
    return None if end is None else int((end - start).total_seconds() * 1000)


def told_instance(row: Any) -> HistoricProcessInstanceDto:
    state = "SUSPENDED" if row.suspended and row.state == "active" else STATES[row.state]
    return HistoricProcessInstanceDto(
        id=row.key, root_process_instance_id=row.root_key, super_process_instance_id=row.parent_key,
        process_definition_name=row.process_name or None, process_definition_key=row.process_id,
        process_definition_version=row.version,
        process_definition_id=definition_id(row.process_id, row.version, row.definition_key),
        business_key=row.business_key, start_time=row.started_at, end_time=row.ended_at,
        duration_in_millis=_lasted(row.started_at, row.ended_at), start_user_id=row.started_by,
        end_activity_id=row.end_element_id, delete_reason=None if row.state != "terminated" else "cancelled",
        state=state,
    )  # fmt: skip


def told_activity(row: Any) -> HistoricActivityInstanceDto:
    name, kind = described(row.definition_key, row.element_id)
    return HistoricActivityInstanceDto(
        id=f"{row.element_id}:{row.root_key}-{row.token}", parent_activity_instance_id=row.instance_key,
        activity_id=row.element_id, activity_name=name, activity_type=kind, process_definition_key=row.process_id,
        process_definition_id=definition_id(row.process_id, row.version, row.definition_key),
        process_instance_id=row.instance_key, execution_id=execution_id(row.root_key, row.token),
        task_id=row.task_key, assignee=row.assignee, start_time=row.started_at, end_time=row.ended_at,
        duration_in_millis=_lasted(row.started_at, row.ended_at), canceled=row.ended_by == "element_terminated",
        complete_scope=False, root_process_instance_id=row.root_key,
    )  # fmt: skip


def told_task(row: Any) -> HistoricTaskInstanceDto:
    reason = {"completed": "completed", "cancelled": "deleted"}.get(row.state)
    return HistoricTaskInstanceDto(
        id=row.key, process_definition_key=row.process_id,
        process_definition_id=definition_id(row.process_id, row.version, row.definition_key),
        process_instance_id=row.instance_key, execution_id=execution_id(row.root_key, row.token),
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
    detail = row.detail or {}
    definition = definition_id(row.process_id, row.version, row.definition_key) if row.process_id else None
    return UserOperationLogEntryDto(
        id=f"{row.root_key}-{row.seq}", operation_id=f"{row.root_key}-{row.seq}", user_id=row.actor, timestamp=row.at,
        operation_type=OPERATION_TYPES.get(row.kind, row.kind),
        entity_type=ENTITY_TYPES.get(row.kind, "ProcessInstance"),
        category="TaskWorker" if "task" in row.kind else "Operator", property=_property(row.kind),
        org_value=_text(detail.get("before")), new_value=_text(detail.get("assignee")),
        process_definition_id=definition, process_definition_key=row.process_id, process_instance_id=row.instance_key,
        execution_id=execution_id(row.root_key, row.token) if row.token else None, task_id=_key(detail, "task"),
        job_id=_key(detail, "job"), root_process_instance_id=row.root_key,
    )  # fmt: skip


def _key(detail: dict[str, Any], name: str) -> str | None:
    return str(detail[name]) if name in detail else None


OPERATION_TYPES = {
    "task_claimed": "Claim", "task_unclaimed": "Claim", "task_assigned": "Assign", "task_completed": "Complete",
    "task_delegated": "Delegate", "task_resolved": "Resolve", "case_started": "Create", "case_cancelled": "Delete",
    "case_suspended": "Suspend", "case_resumed": "Activate", "variables_changed": "SetVariable",
    "incident_retried": "SetJobRetries", "job_retries_set": "SetJobRetries", "task_commented": "AddComment",
    "case_modified": "ModifyProcessInstance",
}  # fmt: skip
ENTITY_TYPES = {
    kind: "Task" if kind.startswith("task_") else "Job" if kind.startswith(("job_", "incident_")) else "ProcessInstance"
    for kind in OPERATION_TYPES
}
"""What Camunda 7 calls what people did; other events have our own names."""


def _property(kind: str) -> str | None:
    return "assignee" if kind in ("task_claimed", "task_unclaimed", "task_assigned", "task_delegated") else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


for path, what, listing, answer, tell, post in (
    ("process-instance", "process instances, ended ones too", ALL_INSTANCES, HistoricProcessInstanceDto, told_instance,
     True),
    ("activity-instance", "activities, ended ones too", ACTIVITIES, HistoricActivityInstanceDto, told_activity, True),
    ("task", "tasks, ended ones too", ALL_TASKS, HistoricTaskInstanceDto, told_task, True),
    ("variable-instance", "variables, of ended instances too", ALL_VARIABLES, HistoricVariableInstanceDto,
     told_variable, True),
    ("user-operation", "what people did", OPERATIONS, UserOperationLogEntryDto, told_operation, False),
):  # fmt: skip
    name = "".join(part.capitalize() for part in f"historic-{path}".split("-")) + "Query"
    lists.serve(
        api,
        f"/history/{path}",
        what,
        listing,
        lists.query(name, listing),
        answer,
        tell,
        post=post,
        values=tell is told_variable,
    )


@api.operation("GET", "/history/process-instance/{id}", "A process instance", answer=HistoricProcessInstanceDto)
def process_instance(id: Id) -> HistoricProcessInstanceDto:
    """Running or ended."""
    with here.the_engine().read() as connection:
        row = ALL_INSTANCES.one(connection, id)
    if row is None:
        raise NotFound(say("Historic process instance with id {id} does not exist", id=id))
    return told_instance(row)
