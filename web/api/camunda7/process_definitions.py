"""Process definitions: by id, by key (the latest version), and starting cases of them."""

from __future__ import annotations

from typing import Any

from flask import request

from bpmn.kinds import with_kind
from bpmn.sentence import say
from engine import InvalidCommand, NotFound, StartInstance, SuspendInstance, Withdraw
from engine.commands.reinstating import Reinstate
from engine.queries import library
from engine.queries.listings.definitions import DEFINITIONS
from engine.queries.listings.instances import INSTANCES
from engine.queries.listings.waiting import ALL_VARIABLES
from web import here
from web.api.camunda7 import lists
from web.api.camunda7.api import ANYBODY, api
from web.api.camunda7.instructions import StartInstructionDto, begun, skipped
from web.api.camunda7.model import AtomLink, Id, Sent, Told, definition_id, definition_key, not_served
from web.api.camunda7.process_instances import ProcessInstanceDto, ProcessInstanceWithVariablesDto, found
from web.api.camunda7.process_instances import told as told_instance
from web.api.camunda7.typed_values import VariableValueDto, all_typed, plain
from web.api.operation import do


class ProcessDefinitionDto(Told):
    """A version of a process."""

    id: str
    key: str
    category: str | None
    description: str | None
    name: str | None
    version: int
    resource: str
    deployment_id: Id
    diagram: str | None = None
    suspended: bool
    tenant_id: str | None = None
    version_tag: str | None
    history_time_to_live: int | None = None
    startable_in_tasklist: bool


class ProcessDefinitionDiagramDto(Told):
    """The file."""

    id: str
    bpmn20_xml: str


class StartProcessInstanceDto(Sent):
    """How to start a case."""

    business_key: str | None = None
    variables: dict[str, VariableValueDto] | None = None
    case_instance_id: str | None = None
    start_instructions: list[StartInstructionDto] | None = None
    skip_custom_listeners: bool = False
    skip_io_mappings: bool = False
    with_variables_in_return: bool = False


class SubmitFormDto(Sent):
    """A start form that was filled in."""

    business_key: str | None = None
    variables: dict[str, VariableValueDto] | None = None


class SuspensionDto(Sent):
    """Whether new cases may be started, and whether those that run are held."""

    suspended: bool
    include_process_instances: bool = False
    execution_date: str | None = None


def told(row: Any) -> ProcessDefinitionDto:
    return ProcessDefinitionDto(
        id=definition_id(row.process_id, row.version, row.key), key=row.process_id, category=None,
        description=row.documentation or None, name=row.name or None, version=row.version, resource=row.resource_name,
        deployment_id=row.deployment_key, suspended=row.withdrawn_at is not None, version_tag=row.version_tag,
        startable_in_tasklist=row.startable,
    )  # fmt: skip


lists.serve(
    api, "/process-definition", "process definitions", DEFINITIONS,
    lists.query("ProcessDefinitionQuery", DEFINITIONS), ProcessDefinitionDto, told, post=False,
    roles=ANYBODY,
)  # fmt: skip


def by_id(id: str) -> Any:
    """The row of that id, or NotFound."""
    with here.the_engine().read() as connection:
        row = DEFINITIONS.one(connection, definition_key(id))
    if row is None or id not in (definition_id(row.process_id, row.version, row.key), str(row.key)):
        raise NotFound(say("No matching definition with id {id}", id=id))
    return row


def by_key(key: str) -> Any:
    """The latest version, or NotFound."""
    with here.the_engine().read() as connection:
        rows = DEFINITIONS.find(connection, {"key": key, "latest_version": True})
    if not rows:
        raise NotFound(say("No matching process definition with key: {key} and no tenant-id", key=key))
    return rows[0]


def _xml(row: Any) -> ProcessDefinitionDiagramDto:
    with here.the_engine().read() as connection:
        source = library.source(connection, row.key)
    assert source is not None  # a definition has its file
    return ProcessDefinitionDiagramDto(id=told(row).id, bpmn20_xml=bytes(source.content).decode("utf-8", "replace"))


def _start(row: Any, body: StartProcessInstanceDto, form: bool = False) -> ProcessInstanceWithVariablesDto:
    not_served(case_instance_id=body.case_instance_id)
    command = StartInstance(
        definition_key=row.key, variables=plain(body.variables), business_key=body.business_key, validate_form=form,
        begins=tuple(begun(each) for each in body.start_instructions or ()),
        skips=skipped(body) if body.start_instructions else frozenset(),  # only then Camunda 7 looks at it either
    )  # fmt: skip
    started = do(command)
    instance = found(started.instance_key)
    variables = None
    if body.with_variables_in_return:
        with here.the_engine().read() as connection:
            kept = ALL_VARIABLES.find(connection, {"process_instance_id": started.instance_key})
        variables = all_typed({each.name: with_kind(each.value, each.kind) for each in kept}, deserialize=False)
    address = f"{request.host_url.rstrip('/')}/engine-rest/process-instance/{started.instance_key}"
    told = told_instance(instance).model_dump() | {"links": [AtomLink(rel="self", href=address, method="GET")]}
    return ProcessInstanceWithVariablesDto(**told, variables=variables)


def _submitted(row: Any, body: SubmitFormDto) -> ProcessInstanceDto:
    asked = StartProcessInstanceDto(business_key=body.business_key, variables=body.variables)
    answer = _start(row, asked, form=True)
    return ProcessInstanceDto(**answer.model_dump(exclude={"variables"}))


def _suspend(row: Any, body: SuspensionDto) -> None:
    not_served(execution_date=body.execution_date)
    if (row.withdrawn_at is not None) != body.suspended:
        do(Withdraw(row.process_id) if body.suspended else Reinstate(row.process_id))
    if body.include_process_instances:
        with here.the_engine().read() as connection:
            cases = INSTANCES.find(
                connection, {"process_definition_key": row.process_id, "root_process_instances": True}
            )
        for case in cases:
            do(SuspendInstance(case.key, body.suspended))


@api.operation("GET", "/process-definition/{id}", "A process definition", answer=ProcessDefinitionDto, roles=ANYBODY)
def get(id: str) -> ProcessDefinitionDto:
    """The version of that id."""
    return told(by_id(id))


@api.operation("GET", "/process-definition/key/{key}", "The latest version", answer=ProcessDefinitionDto, roles=ANYBODY)
def get_by_key(key: str) -> ProcessDefinitionDto:
    """The latest version of that key."""
    return told(by_key(key))


@api.operation("GET", "/process-definition/{id}/xml", "Its file", answer=ProcessDefinitionDiagramDto, roles=ANYBODY)
def xml(id: str) -> ProcessDefinitionDiagramDto:
    """The BPMN file as it was uploaded."""
    return _xml(by_id(id))


@api.operation(
    "GET", "/process-definition/key/{key}/xml", "Its file", answer=ProcessDefinitionDiagramDto, roles=ANYBODY
)
def xml_by_key(key: str) -> ProcessDefinitionDiagramDto:
    """The BPMN file of the latest version."""
    return _xml(by_key(key))


@api.operation(
    "POST", "/process-definition/{id}/start", "Start a case", body=StartProcessInstanceDto,
    answer=ProcessInstanceWithVariablesDto, roles=ANYBODY,
)  # fmt: skip
def start(id: str, body: StartProcessInstanceDto) -> ProcessInstanceWithVariablesDto:
    """Of that version."""
    return _start(by_id(id), body)


@api.operation(
    "POST", "/process-definition/key/{key}/start", "Start a case", body=StartProcessInstanceDto,
    answer=ProcessInstanceWithVariablesDto, roles=ANYBODY,
)  # fmt: skip
def start_by_key(key: str, body: StartProcessInstanceDto) -> ProcessInstanceWithVariablesDto:
    """Of the latest version."""
    return _start(by_key(key), body)


@api.operation(
    "POST", "/process-definition/{id}/submit-form", "Start a case by its form", body=SubmitFormDto,
    answer=ProcessInstanceDto, roles=ANYBODY,
)  # fmt: skip
def submit(id: str, body: SubmitFormDto) -> ProcessInstanceDto:
    """The values are checked by the form."""
    return _submitted(by_id(id), body)


@api.operation(
    "POST", "/process-definition/key/{key}/submit-form", "Start a case by its form", body=SubmitFormDto,
    answer=ProcessInstanceDto, roles=ANYBODY,
)  # fmt: skip
def submit_by_key(key: str, body: SubmitFormDto) -> ProcessInstanceDto:
    """The values are checked by the form."""
    return _submitted(by_key(key), body)


@api.operation(
    "PUT",
    "/process-definition/{id}/suspended",
    "Withdraw a procedure, or put it in force again",
    body=SuspensionDto,
    status=204,
    roles=ANYBODY,
)
def suspend(id: str, body: SuspensionDto) -> None:
    """No new case of any of its versions; running ones go on."""
    _suspend(by_id(id), body)


@api.operation(
    "PUT",
    "/process-definition/key/{key}/suspended",
    "Withdraw a procedure, or put it in force again",
    body=SuspensionDto,
    status=204,
    roles=ANYBODY,
)
def suspend_by_key(key: str, body: SuspensionDto) -> None:
    """No new case of any of its versions; running ones go on."""
    _suspend(by_key(key), body)


class DefinitionSuspensionDto(SuspensionDto):
    """Which procedure."""

    process_definition_id: str | None = None
    process_definition_key: str | None = None
    process_definition_tenant_id: str | None = None
    process_definition_without_tenant_id: bool = False


@api.operation(
    "PUT", "/process-definition/suspended", "Withdraw a procedure, or put it in force again",
    body=DefinitionSuspensionDto, status=204, roles=ANYBODY,
)  # fmt: skip
def suspend_one(body: DefinitionSuspensionDto) -> None:
    """By the id of a version, or by key."""
    not_served(process_definition_tenant_id=body.process_definition_tenant_id)
    if (body.process_definition_id is None) == (body.process_definition_key is None):
        raise InvalidCommand(say("Say which process definition: either by its id or by its key."))
    id, key = body.process_definition_id, body.process_definition_key or ""
    _suspend(by_key(key) if id is None else by_id(id), body)
