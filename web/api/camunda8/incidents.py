"""Incidents: search and get, resolve."""

from __future__ import annotations

from typing import Any, Literal, cast

from pydantic import Field

from bpmn.sentence import say
from engine import RetryIncident
from engine.queries import reads
from engine.queries.nouns.incidents import INCIDENTS
from engine.queries.nouns.keys import element_key, place_of
from engine.queries.search import Test
from web import here
from web.api.camunda8 import process_instances, reading
from web.api.camunda8.api import TENANT, api
from web.api.camunda8.filters import AnyKey, PageRequest, Results, Sort, States, Text, When
from web.api.model import Key, Moment, Sent, Told
from web.api.operation import do
from web.languages import words

ErrorType = Literal[
    "AD_HOC_SUB_PROCESS_NO_RETRIES", "CALLED_DECISION_ERROR", "CALLED_ELEMENT_ERROR", "CONDITION_ERROR",
    "DECISION_EVALUATION_ERROR", "EXECUTION_LISTENER_NO_RETRIES", "EXTRACT_VALUE_ERROR", "FORM_NOT_FOUND",
    "IO_MAPPING_ERROR", "JOB_NO_RETRIES", "MESSAGE_SIZE_EXCEEDED", "RESOURCE_NOT_FOUND", "TASK_LISTENER_NO_RETRIES",
    "UNHANDLED_ERROR_EVENT", "UNKNOWN", "UNSPECIFIED",
]  # fmt: skip
State = Literal["ACTIVE", "MIGRATED", "PENDING", "RESOLVED", "UNKNOWN"]
STATES = {"ACTIVE": "open", "RESOLVED": "resolved"}


class IncidentFilter(Sent):
    """What incidents are found by."""

    process_definition_id: Text | None = None
    error_type: ErrorType | States[ErrorType] | None = None
    element_id: Text | None = None
    creation_time: When | None = None
    state: State | States[State] | None = None
    tenant_id: Text | None = None
    incident_key: AnyKey | None = None
    process_definition_key: AnyKey | None = None
    process_instance_key: AnyKey | None = None
    element_instance_key: AnyKey | None = None
    job_key: AnyKey | None = None


class IncidentSearch(Sent):
    """A search for incidents."""

    filter: IncidentFilter | None = None
    sort: list[Sort[Literal[
        "incidentKey", "processDefinitionKey", "processDefinitionId", "processInstanceKey", "errorType", "elementId",
        "elementInstanceKey", "creationTime", "state", "jobKey",
    ]]] | None = None  # fmt: skip
    page: PageRequest | None = None


class Incident(Told):
    """A step that is stuck, or was."""

    process_definition_id: str
    error_type: ErrorType
    error_message: str
    element_id: str
    creation_time: Moment
    state: State
    tenant_id: str = TENANT
    incident_key: Key
    process_definition_key: Key
    process_instance_key: Key
    root_process_instance_key: Key | None
    element_instance_key: Key
    job_key: Key | None


class Resolution(Sent):
    """Nothing is needed."""

    operation_reference: int | None = Field(None, ge=1)


def told(row: Any) -> Incident:
    """A row as the contract has it."""
    known = row.code in ErrorType.__args__  # type: ignore[attr-defined]
    return Incident(
        process_definition_id=row.process_id, error_type=cast(ErrorType, row.code) if known else "UNKNOWN",
        error_message=words(reads.sentence_of(row)), element_id=row.element_id, creation_time=row.raised_at,
        state="ACTIVE" if row.state == "open" else "RESOLVED", incident_key=row.key,
        process_definition_key=row.definition_key, process_instance_key=row.instance_key,
        root_process_instance_key=row.root_key, element_instance_key=element_key(row.root_key, row.token),
        job_key=row.job_key,
    )  # fmt: skip


@api.operation("POST", "/incidents/search", "Search incidents", body=IncidentSearch, answer=Results[Incident])
def search(body: IncidentSearch) -> Any:
    """Open and resolved ones."""
    reading.must_oversee()
    return reading.searched(INCIDENTS, body, told, {"state": STATES})


@api.operation("POST", "/process-instances/{processInstanceKey}/incidents/search", "The incidents of a case",
               body=IncidentSearch, answer=Results[Incident])  # fmt: skip
def of_instance(process_instance_key: Key, body: IncidentSearch) -> Any:
    """Of a process instance and of all that it has called."""
    reading.must_oversee()
    row = process_instances.known(process_instance_key)
    test = Test("root_key", "eq", row.root_key)
    more = [test] if row.parent_key is None else [test, Test("process_instance_key", "eq", row.key)]
    return reading.searched(INCIDENTS, body, told, {"state": STATES}, more)


@api.operation("POST", "/element-instances/{elementInstanceKey}/incidents/search", "The incidents of an element",
               body=IncidentSearch, answer=Results[Incident])  # fmt: skip
def of_element(element_instance_key: Key, body: IncidentSearch) -> Any:
    """Of one visit of an element, or of a process instance."""
    root, token = place_of(element_instance_key)
    if token is None:
        return of_instance(element_instance_key, body)
    reading.must_oversee()
    more = [Test("root_key", "eq", root), Test("element_instance_key", "eq", element_instance_key)]
    return reading.searched(INCIDENTS, body, told, {"state": STATES}, more)


@api.operation("GET", "/incidents/{incidentKey}", "One incident", answer=Incident)
def get(incident_key: Key) -> Incident:
    """By its key."""
    reading.must_oversee()
    return told(reading.got(INCIDENTS, incident_key, say("There is no incident {key}.", key=incident_key)))


@api.operation("POST", "/incidents/{incidentKey}/resolution", "Resolve an incident", body=Resolution | None,
               status=204)  # fmt: skip
def resolve(incident_key: Key, body: Resolution | None) -> None:
    """What failed is tried again; a job as often as its retries say, at least once."""
    with here.the_engine().read() as connection:
        retries = reads.job_retries(connection, incident_key)
    do(RetryIncident(incident_key, max(1, retries)))
