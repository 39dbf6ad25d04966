"""What people did to cases, out of the history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, literal_column, select, true

from engine.queries.listings.listing import Filter, Listing, after, before, equal
from engine.store.deployments import definition
from engine.store.history import history_event
from engine.store.instances import process_instance


@dataclass(frozen=True, slots=True)
class Told:
    """What Camunda 7's user operation log says of a kind of event: the entity, the operation, and what it changed."""

    entity: str
    operation: str
    property: str | None = None
    before: str | None = None
    after: str | None = None


PEOPLES: dict[str, Told] = {
    "task_claimed": Told("Task", "Claim", "assignee"),
    "task_unclaimed": Told("Task", "Assign", "assignee"),
    "task_assigned": Told("Task", "Assign", "assignee"),
    "task_completed": Told("Task", "Complete", "delete", "false", "true"),
    "task_delegated": Told("Task", "Delegate", "assignee"),
    "task_resolved": Told("Task", "Resolve", "delegation", "PENDING", "RESOLVED"),
    "task_updated": Told("Task", "Update"),
    "task_commented": Told("Task", "AddComment"),
    "case_started": Told("ProcessInstance", "Create"),
    "case_cancelled": Told("ProcessInstance", "Delete"),
    "case_suspended": Told("ProcessInstance", "Suspend", "suspensionState", None, "suspended"),
    "case_resumed": Told("ProcessInstance", "Activate", "suspensionState", None, "active"),
    "variables_changed": Told("Variable", "SetVariable"),
    "incident_retried": Told("Job", "SetJobRetries", "retries"),
    "job_retries_set": Told("Job", "SetJobRetries", "retries"),
    "timer_moved": Told("Job", "SetDueDate", "duedate"),
    "case_modified": Told("ProcessInstance", "ModifyProcessInstance"),
    "case_migrated": Told("ProcessInstance", "Migrate"),
    "element_begun": Told("ProcessInstance", "ModifyProcessInstance"),
}
"""What people do, by the kind of event."""
_event = history_event.c
_instance = func.coalesce(_event.instance_key, _event.root_key)


def _kinds(name: str) -> Filter:
    """Events of which the log says a word."""
    return Filter(
        "text", lambda word: _event.kind.in_([one for one, told in PEOPLES.items() if getattr(told, name) == word])
    )


def _of_instance(key: int) -> Any:
    root = select(process_instance.c.root_key).where(process_instance.c.key == key).scalar_subquery()
    return (_event.root_key == root) & (_instance == key)


OPERATIONS = Listing(
    select(
        _event.root_key, _event.seq, _event.at, _event.kind, _event.actor, _event.instance_key, _event.token,
        _event.detail, process_instance.c.definition_key, process_instance.c.process_id, definition.c.version,
    )
    .join(process_instance, process_instance.c.key == _instance)
    .join(definition, definition.c.key == process_instance.c.definition_key)
    .where(_event.kind.in_(list(PEOPLES)), ~definition.c.cases_deleted),
    literal_column("history_event.root_key * 1000000000 + history_event.seq"),
    {
        "process_instance_id": Filter("key", _of_instance),
        "process_definition_id": equal(process_instance.c.definition_key, "key"),
        "process_definition_key": equal(process_instance.c.process_id),
        "task_id": Filter("text", lambda key: _event.detail.op("->>")("task") == key),
        "job_id": Filter("text", lambda key: _event.detail.op("->>")("job") == key),
        "operation_type": _kinds("operation"),
        "entity_type": _kinds("entity"),
        "property": _kinds("property"),
        "user_id": equal(_event.actor),
        "after_timestamp": after(_event.at),
        "before_timestamp": before(_event.at),
    },
    {"timestamp": _event.at, "tenantId": true()},
)  # fmt: skip
