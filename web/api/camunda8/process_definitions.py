"""Versions of processes: search, get, their file, their start form, how often their elements were visited."""

from __future__ import annotations

from typing import Any, Literal

from flask import Response

from bpmn.sentence import say
from engine.queries import reads
from engine.queries.nouns.definitions import DEFINITIONS
from web import here
from web.api.camunda8 import reading
from web.api.camunda8.api import TENANT, api
from web.api.camunda8.filters import PageRequest, Results, Sort, Text
from web.api.camunda8.forms import Form, of_id
from web.api.camunda8.process_instances import ElementStatistics, Statistics
from web.api.model import Key, Sent, Told

State = Literal["ACTIVE", "DRAINING", "DELETED"]


class DefinitionFilter(Sent):
    """What definitions are found by."""

    name: Text | None = None
    is_latest_version: bool | None = None
    resource_name: str | None = None
    version: int | None = None
    version_tag: str | None = None
    process_definition_id: Text | None = None
    tenant_id: str | None = None
    process_definition_key: Key | None = None
    has_start_form: bool | None = None
    state: State | None = None


class DefinitionSearch(Sent):
    """A search for definitions."""

    filter: DefinitionFilter | None = None
    sort: list[Sort[Literal[
        "processDefinitionKey", "name", "resourceName", "version", "versionTag", "processDefinitionId",
    ]]] | None = None  # fmt: skip
    page: PageRequest | None = None


class ProcessDefinition(Told):
    """A version of a process."""

    name: str | None
    resource_name: str
    version: int
    version_tag: str | None
    process_definition_id: str
    tenant_id: str = TENANT
    process_definition_key: Key
    has_start_form: bool
    state: State


class StatisticsQuery(Sent):
    """Of all its process instances."""

    filter: dict[str, None] | None = None


def told(row: Any) -> ProcessDefinition:
    """A row as the contract has it."""
    return ProcessDefinition(
        name=row.name, resource_name=row.resource_name, version=row.version, version_tag=row.version_tag,
        process_definition_id=row.process_id, process_definition_key=row.key,
        has_start_form=row.start_form_id is not None, state="DRAINING" if row.withdrawn_at else "ACTIVE",
    )  # fmt: skip


def known(key: int) -> Any:
    """The row of a definition, or NotFound."""
    return reading.got(DEFINITIONS, key, say("There is no process definition {key}.", key=key))


@api.operation("POST", "/process-definitions/search", "Search process definitions", body=DefinitionSearch,
               answer=Results[ProcessDefinition])  # fmt: skip
def search(body: DefinitionSearch) -> Any:
    """All versions. DRAINING is one that was withdrawn: its cases go on, no new one begins."""
    return reading.searched(DEFINITIONS, body, told)


@api.operation("GET", "/process-definitions/{processDefinitionKey}", "One process definition",
               answer=ProcessDefinition)  # fmt: skip
def get(process_definition_key: Key) -> ProcessDefinition:
    """By its key."""
    return told(known(process_definition_key))


@api.operation("GET", "/process-definitions/{processDefinitionKey}/xml", "The file it came in", media_type="text/xml")
def xml(process_definition_key: Key) -> Response:
    """Byte for byte as it was deployed."""
    known(process_definition_key)
    with here.the_engine().read() as connection:
        content = reads.source(connection, process_definition_key)
    return Response(content or b"", mimetype="text/xml")


@api.operation("GET", "/process-definitions/{processDefinitionKey}/form", "Its start form", answer=Form,
               also={"204": "It has none"})  # fmt: skip
def start_form(process_definition_key: Key) -> Form | Response:
    """The latest version of the form that its none start event names."""
    row = known(process_definition_key)
    found = of_id(row.start_form_id) if row.start_form_id else None
    return found or Response(status=204)


@api.operation("POST", "/process-definitions/{processDefinitionKey}/statistics/element-instances",
               "How often its elements were visited", body=StatisticsQuery, answer=Statistics)  # fmt: skip
def statistics(process_definition_key: Key, body: StatisticsQuery) -> Statistics:
    """In all its process instances."""
    reading.must_oversee()
    known(process_definition_key)
    with here.the_engine().read() as connection:
        rows = reads.element_statistics(connection, definition_key=process_definition_key)
    return Statistics(items=[ElementStatistics(**row._mapping) for row in rows])
