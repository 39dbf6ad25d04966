"""What people did to cases, out of the history."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, literal_column, select, true

from engine.queries.listings.listing import Filter, Listing, after, before, equal
from engine.store.deployments import definition
from engine.store.history import history_event
from engine.store.instances import process_instance

PEOPLES = (
    "task_claimed", "task_unclaimed", "task_assigned", "task_completed", "task_delegated", "task_resolved",
    "task_commented", "case_started", "case_cancelled", "case_suspended", "case_resumed", "variables_changed",
    "incident_retried", "job_retries_set", "element_begun", "timer_moved",
    "case_modified",
)  # fmt: skip
_event = history_event.c
_instance = func.coalesce(_event.instance_key, _event.root_key)


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
    .where(_event.kind.in_(PEOPLES)),
    literal_column("history_event.root_key * 1000000000 + history_event.seq"),
    {
        "process_instance_id": Filter("key", _of_instance),
        "process_definition_id": equal(process_instance.c.definition_key, "key"),
        "process_definition_key": equal(process_instance.c.process_id),
        "task_id": Filter("text", lambda key: _event.detail.op("->>")("task") == key),
        "job_id": Filter("text", lambda key: _event.detail.op("->>")("job") == key),
        "user_id": equal(_event.actor),
        "after_timestamp": after(_event.at),
        "before_timestamp": before(_event.at),
    },
    {"timestamp": _event.at, "tenantId": true()},
)  # fmt: skip
