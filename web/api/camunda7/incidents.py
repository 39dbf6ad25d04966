"""Incidents: where cases are stuck."""

from __future__ import annotations

from typing import Any

from bpmn.attachments import CONTINUATION
from bpmn.sentence import say
from engine import NotFound, RetryIncident
from engine.commands.jobs import NO_RETRIES
from engine.flow.problem import unpacked
from engine.queries.listings.incidents import INCIDENTS
from web import here
from web.api.camunda7 import lists
from web.api.camunda7.api import api
from web.api.camunda7.model import Id, Moment, Told, definition_id
from web.api.camunda7.places import execution_of
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
    return IncidentDto(
        id=row.key, process_definition_id=definition_id(row.process_id, row.version, row.definition_key),
        process_instance_id=row.instance_key, execution_id=_execution(row), incident_timestamp=row.raised_at,
        **common(row),
    )  # fmt: skip


def common(row: Any) -> dict[str, Any]:
    """What is told of an incident, open or not."""
    external = row.code == NO_RETRIES and row.job_type != CONTINUATION
    here = row.key == row.cause
    return {
        "incident_type": "failedExternalTask" if external else "failedJob", "activity_id": row.element_id,
        "failed_activity_id": row.element_id, "cause_incident_id": row.cause,
        "root_cause_incident_id": row.root_cause, "configuration": str(row.job_key or row.key) if here else None,
        "incident_message": said_of(row) if here else None,
        "job_definition_id": f"{row.definition_key}:{row.element_id}" if here and not external else None,
    }  # fmt: skip


def _execution(row: Any) -> str:
    return str(row.instance_key) if row.token is None else execution_of(row)


def said_of(row: Any) -> str:
    """What went wrong; of a job without retries what its worker said."""
    values = row.places or {}
    if row.code == NO_RETRIES:
        return str(values.get("message", ""))
    return words(unpacked({"template": row.template, "values": values}))


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
