"""The activity instances of a running process instance, as a tree of scopes."""

from __future__ import annotations

from typing import Any

from engine.queries.listings.activities import ACTIVITIES
from web import here
from web.api.camunda7.api import api
from web.api.camunda7.elements import described
from web.api.camunda7.model import Id, Told, definition_id, execution_id
from web.api.camunda7.process_instances import running


class ActivityInstanceDto(Told):
    """An activity with what is active inside it."""

    id: str
    parent_activity_instance_id: str | None
    activity_id: str
    activity_name: str | None
    name: str | None
    activity_type: str
    process_instance_id: Id
    process_definition_id: str
    child_activity_instances: list[ActivityInstanceDto]
    child_transition_instances: list[Any]
    execution_ids: list[str]
    incident_ids: list[str]
    incidents: list[Any]


@api.operation("GET", "/process-instance/{id}/activity-instances", "What is active", answer=ActivityInstanceDto)
def tree(id: Id) -> ActivityInstanceDto:
    """By scopes: subprocesses hold what is active inside them."""
    instance = running(id)
    with here.the_engine().read() as connection:
        rows = ACTIVITIES.find(connection, {"process_instance_id": id, "unfinished": True})
    name, kind = described(instance.definition_key, "")
    return ActivityInstanceDto(
        **_common(instance, id), id=str(id), parent_activity_instance_id=None, activity_id=instance.process_id,
        activity_name=name, name=name, activity_type=kind, execution_ids=[str(id)],
        child_activity_instances=_inside(instance, id, rows, None, str(id)),
    )  # fmt: skip


def _inside(instance: Any, id: int, rows: list[Any], scope: int | None, parent: str) -> list[ActivityInstanceDto]:
    tokens = {row.token for row in rows}
    made = []
    for row in rows:
        around = row.scope_token if row.scope_token in tokens else None
        if around != scope:
            continue
        name, kind = described(instance.definition_key, row.element_id)
        me = f"{row.element_id}:{row.root_key}-{row.token}"
        inside = _inside(instance, id, rows, row.token, me)
        made.append(
            ActivityInstanceDto(
                **_common(instance, id),
                id=me,
                parent_activity_instance_id=parent,
                activity_id=row.element_id,
                activity_name=name,
                name=name,
                activity_type=kind,
                execution_ids=[execution_id(row.root_key, row.token)],
                child_activity_instances=inside,
            )
        )
    return made


def _common(instance: Any, id: int) -> dict[str, Any]:
    return {
        "process_instance_id": id,
        "process_definition_id": definition_id(instance.process_id, instance.version, instance.definition_key),
        "child_transition_instances": [], "incident_ids": [], "incidents": [],
    }  # fmt: skip
