"""Incidents: where cases are stuck."""

from __future__ import annotations

from typing import Any

from bpmn.sentence import say
from engine import NotFound, RetryIncident
from engine.flow.problem import unpacked
from engine.queries.listings.waiting import INCIDENTS
from web import here
from web.api.camunda7 import lists
from web.api.camunda7.api import api
from web.api.camunda7.model import Id, Moment, Told, definition_id, execution_id
from web.api.operation import do
from web.languages import words


class IncidentDto(Told):
    """A place where a case is stuck."""

    id: Id
    process_definition_id: str
    process_instance_id: Id
    execution_id: str
    incident_timestamp: Moment
    incident_type: str
    activity_id: str
    failed_activity_id: str
    cause_incident_id: Id
    root_cause_incident_id: Id
    configuration: str | None
    tenant_id: str | None = None
    incident_message: str | None
    job_definition_id: str | None = None
    annotation: str | None = None


def told(row: Any) -> IncidentDto:
    external = row.job_key is not None and row.code == "JOB_NO_RETRIES"
    return IncidentDto(
        id=row.key, process_definition_id=definition_id(row.process_id, row.version, row.definition_key),
        process_instance_id=row.instance_key, execution_id=execution_id(row.root_key, row.token),
        incident_timestamp=row.raised_at, incident_type="failedExternalTask" if external else "failedJob",
        activity_id=row.element_id, failed_activity_id=row.element_id, cause_incident_id=row.key,
        root_cause_incident_id=row.key, configuration=str(row.job_key) if row.job_key else None,
        incident_message=words(unpacked({"template": row.template, "values": row.places or {}})),
    )  # fmt: skip


lists.serve(
    api, "/incident", "incidents", INCIDENTS, lists.query("IncidentQuery", INCIDENTS), IncidentDto, told, post=False
)


def _row(key: int) -> Any:
    with here.the_engine().read() as connection:
        row = INCIDENTS.one(connection, key)
    if row is None:
        raise NotFound(say("No matching incident with id {id}", id=key))
    return row


@api.operation("GET", "/incident/{id}", "An incident", answer=IncidentDto)
def get(id: Id) -> IncidentDto:
    """The open incident of that id."""
    return told(_row(id))


@api.operation("DELETE", "/incident/{id}", "Resolve an incident", status=204)
def resolve(id: Id) -> None:
    """What failed is tried again."""
    do(RetryIncident(_row(id).key))
