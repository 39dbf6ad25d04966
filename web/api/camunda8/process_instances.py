"""Process instances: search and get, cancel, their incidents, the flows they have taken."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from bpmn.sentence import say
from engine import CancelInstance, NotFound, WrongState
from engine.queries import reads
from engine.queries.nouns.instances import INSTANCES
from web import here
from web.api.camunda8 import reading
from web.api.camunda8.api import TENANT, api
from web.api.camunda8.filters import AnyKey, Number, PageRequest, Results, Sort, States, Text, VariableValue, When
from web.api.model import Key, Moment, Sent, Told
from web.api.operation import do

State = Literal["ACTIVE", "COMPLETED", "TERMINATED", "SUSPENDED"]
STATES = {"SUSPENDED": "suspended", "ACTIVE": "active", "COMPLETED": "completed", "TERMINATED": "terminated"}
REASON = "Cancelled by a program"


class InstanceFields(Sent):
    """What process instances are found by."""

    process_instance_key: AnyKey | None = None
    parent_process_instance_key: AnyKey | None = None
    parent_element_instance_key: AnyKey | None = None
    process_definition_id: Text | None = None
    process_definition_name: Text | None = None
    process_definition_version: Number | None = None
    process_definition_version_tag: Text | None = None
    process_definition_key: AnyKey | None = None
    start_date: When | None = None
    end_date: When | None = None
    state: State | States[State] | None = None
    has_incident: bool | None = None
    tenant_id: Text | None = None
    variables: list[VariableValue] | None = None
    element_id: Text | None = None
    business_id: Text | None = None


class InstanceFilter(InstanceFields):
    """All of it, and one of ``$or``."""

    either: list[InstanceFields] | None = Field(None, alias="$or")


Field_ = Literal[
    "processInstanceKey", "processDefinitionId", "processDefinitionName", "processDefinitionVersion",
    "processDefinitionVersionTag", "processDefinitionKey", "parentProcessInstanceKey", "parentElementInstanceKey",
    "startDate", "endDate", "state", "hasIncident", "businessId",
]  # fmt: skip


class InstanceSearch(Sent):
    """A search for process instances."""

    filter: InstanceFilter | None = None
    sort: list[Sort[Field_]] | None = None
    page: PageRequest | None = None


class ProcessInstance(Told):
    """A process instance."""

    process_definition_id: str
    process_definition_name: str | None
    process_definition_version: int
    process_definition_version_tag: str | None
    start_date: Moment
    end_date: Moment | None
    state: State
    suspended_date: Moment | None = None
    has_incident: bool
    tenant_id: str = TENANT
    process_instance_key: Key
    process_definition_key: Key
    parent_process_instance_key: Key | None
    parent_element_instance_key: Key | None
    root_process_instance_key: Key | None
    tags: list[str]
    business_id: str | None


class SequenceFlow(Told):
    """A sequence flow that was taken."""

    sequence_flow_id: str
    process_instance_key: Key
    root_process_instance_key: Key | None
    process_definition_key: Key | None
    process_definition_id: str | None
    element_id: str
    tenant_id: str = TENANT


class SequenceFlows(Told):
    """All of them."""

    items: list[SequenceFlow]


class Caller(Told):
    """A process instance on the way from the case down."""

    process_instance_key: Key
    process_definition_key: Key
    process_definition_name: str


class ElementStatistics(Told):
    """How often an element is and was visited."""

    element_id: str
    active: int
    canceled: int
    incidents: int
    completed: int


class Statistics(Told):
    """Of all elements."""

    items: list[ElementStatistics]


class Cancellation(Sent):
    """Nothing is needed."""

    operation_reference: int | None = Field(None, ge=1)


def told(row: Any) -> ProcessInstance:
    """A row as the contract has it."""
    return ProcessInstance(
        process_definition_id=row.process_id, process_definition_name=row.name, process_definition_version=row.version,
        process_definition_version_tag=row.version_tag, start_date=row.started_at, end_date=row.ended_at,
        state=row.shown_state.upper(), has_incident=row.has_incident, process_instance_key=row.key,
        process_definition_key=row.definition_key, parent_process_instance_key=row.parent_key,
        parent_element_instance_key=row.parent_element_instance_key, root_process_instance_key=row.root_key,
        tags=list(row.tags or ()), business_id=row.business_key,
    )  # fmt: skip


def known(key: int) -> Any:
    """The row of a process instance, or NotFound."""
    return reading.got(INSTANCES, key, say("There is no process instance with the key {key}.", key=key))


@api.operation("POST", "/process-instances/search", "Search process instances", body=InstanceSearch,
               answer=Results[ProcessInstance])  # fmt: skip
def search(body: InstanceSearch) -> Any:
    """Cases, and the processes they have called."""
    reading.must_oversee()
    return reading.searched(INSTANCES, body, told, {"state": STATES})


@api.operation("GET", "/process-instances/{processInstanceKey}", "One process instance", answer=ProcessInstance)
def get(process_instance_key: Key) -> ProcessInstance:
    """By its key."""
    reading.must_oversee()
    return told(known(process_instance_key))


@api.operation("POST", "/process-instances/{processInstanceKey}/cancellation", "Cancel a process instance",
               body=Cancellation | None, status=204)  # fmt: skip
def cancel(process_instance_key: Key, body: Cancellation | None) -> None:
    """Ends it with all that it has open. One that was called is cancelled by its caller only."""
    row = known(process_instance_key)
    if row.state != "active":
        raise NotFound(say("There is no running process instance with the key {key}.", key=row.key))
    if row.parent_key is not None:
        raise WrongState(say("Case {key} was called by case {root}; cancel that one.", key=row.key, root=row.root_key))
    do(CancelInstance(process_instance_key, REASON))


@api.operation("GET", "/process-instances/{processInstanceKey}/sequence-flows", "The flows it has taken",
               answer=SequenceFlows)  # fmt: skip
def sequence_flows(process_instance_key: Key) -> SequenceFlows:
    """Each once, in the order in which they were taken first."""
    reading.must_oversee()
    row = known(process_instance_key)
    with here.the_engine().read() as connection:
        flows = reads.flows_taken(connection, process_instance_key)
    return SequenceFlows(items=[
        SequenceFlow(
            sequence_flow_id=f"{row.key}_{flow}", process_instance_key=row.key, root_process_instance_key=row.root_key,
            process_definition_key=row.definition_key, process_definition_id=row.process_id, element_id=flow)
        for flow in flows
    ])  # fmt: skip


@api.operation("GET", "/process-instances/{processInstanceKey}/statistics/element-instances",
               "How often its elements were visited", answer=Statistics)  # fmt: skip
def statistics(process_instance_key: Key) -> Statistics:
    """Of one process instance."""
    reading.must_oversee()
    known(process_instance_key)
    with here.the_engine().read() as connection:
        rows = reads.element_statistics(connection, instance_key=process_instance_key)
    return Statistics(items=[ElementStatistics(**row._mapping) for row in rows])


@api.operation("GET", "/process-instances/{processInstanceKey}/call-hierarchy", "Who has called it",
               answer=list[Caller])  # fmt: skip
def call_hierarchy(process_instance_key: Key) -> list[Caller]:
    """From the case down to the process instance itself; empty if nobody has called it."""
    reading.must_oversee()
    known(process_instance_key)
    with here.the_engine().read() as connection:
        rows = reads.callers(connection, process_instance_key)
    return [
        Caller(process_instance_key=row.key, process_definition_key=row.definition_key,
               process_definition_name=row.name)
        for row in (rows if len(rows) > 1 else ())
    ]  # fmt: skip
