"""Visits of elements: search and get."""

from __future__ import annotations

from typing import Any, Literal

from bpmn.sentence import say
from engine import NotFound
from engine.queries import reads
from engine.queries.nouns.element_instances import ELEMENT_INSTANCES
from engine.queries.nouns.keys import place_of
from engine.queries.search import Test, search
from web import here
from web.api.camunda8 import reading
from web.api.camunda8.api import TENANT, api
from web.api.camunda8.filters import PageRequest, Results, Sort, States, When
from web.api.camunda8.kinds import INNER, ElementType, element_type
from web.api.model import Key, Moment, Sent, Told

State = Literal["ACTIVE", "COMPLETED", "TERMINATED"]


class ElementFilter(Sent):
    """What element instances are found by."""

    process_definition_id: str | None = None
    state: State | States[State] | None = None
    element_id: str | None = None
    has_incident: bool | None = None
    tenant_id: str | None = None
    element_instance_key: Key | None = None
    process_instance_key: Key | None = None
    process_definition_key: Key | None = None
    incident_key: Key | None = None
    start_date: When | None = None
    end_date: When | None = None


class ElementSearch(Sent):
    """A search for element instances."""

    filter: ElementFilter | None = None
    sort: list[Sort[Literal[
        "elementInstanceKey", "processInstanceKey", "processDefinitionKey", "processDefinitionId", "startDate",
        "endDate", "elementId", "state", "incidentKey",
    ]]] | None = None  # fmt: skip
    page: PageRequest | None = None


class ElementInstance(Told):
    """A visit of an element."""

    process_definition_id: str | None
    start_date: Moment
    end_date: Moment | None
    element_id: str
    element_name: str
    type: ElementType
    state: State
    has_incident: bool
    tenant_id: str = TENANT
    element_instance_key: Key
    process_instance_key: Key
    root_process_instance_key: Key | None
    process_definition_key: Key | None
    incident_key: Key | None


def _told(row: Any) -> ElementInstance:
    engine = here.the_engine()
    with engine.read() as connection:
        process = reads.compiled(engine, connection, row.definition_key).process
    element = next((each for each in process.elements() if each.id == row.element_id), None)
    kind: ElementType
    name, kind = (process.name, "PROCESS") if row.token is None else (
        element.name if element else "", element_type(element, row.body, row.inner)
    )  # fmt: skip
    return ElementInstance(
        process_definition_id=row.process_id, start_date=row.started_at, end_date=row.ended_at,
        element_id=f"{row.element_id}#innerInstance" if kind == INNER else row.element_id,
        element_name=name or row.element_id, type=kind, state=row.state,
        has_incident=row.has_incident, element_instance_key=row.key, process_instance_key=row.instance_key,
        root_process_instance_key=row.root_key, process_definition_key=row.definition_key,
        incident_key=row.incident_key,
    )  # fmt: skip


@api.operation("POST", "/element-instances/search", "Search element instances", body=ElementSearch,
               answer=Results[ElementInstance])  # fmt: skip
def find(body: ElementSearch) -> Any:
    """Process instances as a whole, and each visit of an element, from the history."""
    reading.must_oversee()
    key = body.filter.element_instance_key if body.filter else None
    more = [] if key is None else [Test("root_key", "eq", _root(key))]
    return reading.searched(ELEMENT_INSTANCES, body, _told, more=more)


@api.operation("GET", "/element-instances/{elementInstanceKey}", "One element instance", answer=ElementInstance)
def get(element_instance_key: Key) -> ElementInstance:
    """By its key."""
    reading.must_oversee()
    tests = [Test("root_key", "eq", _root(element_instance_key)),
             Test("element_instance_key", "eq", element_instance_key)]  # fmt: skip
    with here.the_engine().read() as connection:
        rows = search(connection, ELEMENT_INSTANCES, tests).rows
    if not rows:
        raise NotFound(say("There is no element instance with the key {key}.", key=element_instance_key))
    return _told(rows[0])


def _root(key: int) -> int:
    root, token = place_of(key)
    if token is not None:
        return root
    with here.the_engine().read() as connection:
        return reads.root_of(connection, key) or 0
