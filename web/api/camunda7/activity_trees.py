"""The activity instances of a running process instance, as a tree of scopes."""

from __future__ import annotations

from typing import Any

from engine.queries.listings.activities import ACTIVITIES, BODY
from engine.queries.listings.incidents import INCIDENTS
from engine.queries.listings.jobs import JOBS
from web import here
from web.api.camunda7.api import api
from web.api.camunda7.elements import described, element_of
from web.api.camunda7.model import Id, Told, definition_id
from web.api.camunda7.places import execution_of
from web.api.camunda7.process_instances import running


class ActivityInstanceIncidentDto(Told):
    """A place where it is stuck."""

    id: Id
    activity_id: str


class TransitionInstanceDto(Told):
    """An activity that is to be entered or left by a job."""

    id: str
    parent_activity_instance_id: str
    activity_id: str
    activity_name: str | None
    activity_type: str
    process_instance_id: Id
    process_definition_id: str
    execution_id: str
    target_activity_id: str
    incident_ids: list[str]
    incidents: list[ActivityInstanceIncidentDto]


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
    child_transition_instances: list[TransitionInstanceDto]
    execution_ids: list[str]
    incident_ids: list[str]
    incidents: list[ActivityInstanceIncidentDto]


@api.operation("GET", "/process-instance/{id}/activity-instances", "What is active", answer=ActivityInstanceDto)
def tree(id: Id) -> ActivityInstanceDto:
    """By scopes: subprocesses hold what is active inside them."""
    return _Tree(running(id)).whole()


class _Tree:
    """The tree of one process instance, from what it has entered and not left."""

    def __init__(self, instance: Any) -> None:
        self.instance = instance
        of = {"process_instance_id": instance.key}
        with here.the_engine().read() as connection:
            rows = ACTIVITIES.find(connection, {**of, "unfinished": True})
            jobs = JOBS.find(connection, of)
            stuck = INCIDENTS.find(connection, of)
        self.rows = {row.token: row for row in rows}
        self.moving = {job.token for job in jobs if job.kind == "continuation" or self._rolled_back(job)}
        self.stuck: dict[int | None, list[Any]] = {}
        for incident in stuck:
            self.stuck.setdefault(self._token_of(incident), []).append(incident)

    @staticmethod
    def _rolled_back(job: Any) -> bool:
        """What failed in an activity that a job was to enter would be at that job in Camunda 7."""
        element = element_of(job.definition_key, job.element_id) if job.kind == "incident" else None
        return element is not None and any(each.on == "before" for each in element.listeners)

    def _token_of(self, incident: Any) -> int | None:
        """Where it is; that of a called process is at the call activity."""
        if incident.token is not None:
            return int(incident.token)
        return next((row.token for row in self.rows.values() if row.element_id == incident.element_id), None)

    def whole(self) -> ActivityInstanceDto:
        instance, id = self.instance, str(self.instance.key)
        name, kind = described(instance.definition_key, "")
        inside, moving = self._inside(None, id)
        return ActivityInstanceDto(
            **self._common(None), id=id, parent_activity_instance_id=None, activity_id=instance.process_id,
            activity_name=name, name=name, activity_type=kind, execution_ids=[id],
            child_activity_instances=inside, child_transition_instances=moving,
        )  # fmt: skip

    def _inside(self, scope: int | None, parent: str) -> tuple[list[ActivityInstanceDto], list[TransitionInstanceDto]]:
        inside, moving = [], []
        for row in self.rows.values():
            around = row.body if row.body is not None else row.scope_token
            if (around if around in self.rows else None) == scope:
                if row.token in self.moving:
                    moving.append(self._transition(row, parent))
                else:
                    inside.append(self._activity(row, parent))
        return inside, moving

    def _activity(self, row: Any, parent: str) -> ActivityInstanceDto:
        me = f"{row.activity_id}:{row.root_key}-{row.token}"
        name, kind = described(row.definition_key, row.element_id)
        inside, moving = self._inside(row.token, me)
        return ActivityInstanceDto(
            **self._common(row), id=me, parent_activity_instance_id=parent, activity_id=row.activity_id,
            activity_name=name, name=name,
            activity_type="multiInstanceBody" if row.activity_id.endswith(BODY) else kind,
            execution_ids=[execution_of(row)], child_activity_instances=inside, child_transition_instances=moving,
        )  # fmt: skip

    def _transition(self, row: Any, parent: str) -> TransitionInstanceDto:
        name, kind = described(row.definition_key, row.element_id)
        execution = execution_of(row)
        return TransitionInstanceDto(
            **self._common(row), id=f"{row.activity_id}:{row.root_key}-{row.token}",
            parent_activity_instance_id=parent, activity_id=row.activity_id, target_activity_id=row.activity_id,
            activity_name=name, activity_type=kind, execution_id=execution,
        )  # fmt: skip

    def _common(self, row: Any) -> dict[str, Any]:
        found = self.stuck.get(row.token, []) if row is not None else []
        instance = self.instance
        return {
            "process_instance_id": instance.key,
            "process_definition_id": definition_id(instance.process_id, instance.version, instance.definition_key),
            "incident_ids": [str(each.key) for each in found],
            "incidents": [ActivityInstanceIncidentDto(id=each.key, activity_id=each.element_id) for each in found],
        }  # fmt: skip
