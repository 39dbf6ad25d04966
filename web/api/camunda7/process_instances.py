"""Process instances that run: their variables, holding and cancelling them."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from bpmn.kinds import with_kind
from bpmn.sentence import say
from engine import CancelInstance, InvalidCommand, NotFound, SetVariables, SuspendInstance
from engine.queries.listings.instances import INSTANCES
from engine.queries.listings.waiting import ALL_VARIABLES
from web import here
from web.api.camunda7 import lists, variable_operations
from web.api.camunda7.api import api
from web.api.camunda7.model import Id, Sent, Told, definition_id, key_of
from web.api.camunda7.typed_values import TypedValue
from web.api.camunda7.variable_operations import Variables
from web.api.operation import do

DELETED = "Deleted through the API"


class ProcessInstanceDto(Told):
    """A case or a called process."""

    links: list[Any] = Field(default_factory=list)
    id: Id
    definition_id: str
    definition_key: str
    business_key: str | None
    case_instance_id: str | None = None
    ended: bool
    suspended: bool
    tenant_id: str | None = None


class ProcessInstanceWithVariablesDto(ProcessInstanceDto):
    """With its variables, if they were asked for."""

    variables: dict[str, TypedValue] | None


class SuspensionStateDto(Sent):
    """Whether to hold."""

    suspended: bool


class InstancesSuspensionDto(Sent):
    """Which ones to hold or resume."""

    suspended: bool
    process_instance_ids: list[Id] | None = None
    process_definition_id: str | None = None
    process_definition_key: str | None = None


class DeletionQuery(Sent):
    """How to delete. Neither listeners nor mappings are done, and called processes go with their case."""

    skip_custom_listeners: bool = False
    skip_io_mappings: bool = False
    skip_subprocesses: bool = False
    fail_if_not_exists: bool = True


def told(row: Any) -> ProcessInstanceDto:
    return ProcessInstanceDto(
        id=row.key, definition_id=definition_id(row.process_id, row.version, row.definition_key),
        definition_key=row.process_id, business_key=row.business_key, ended=row.state != "active",
        suspended=row.suspended,
    )  # fmt: skip


InstanceQuery = lists.query("ProcessInstanceQuery", INSTANCES)
lists.serve(api, "/process-instance", "running process instances", INSTANCES, InstanceQuery, ProcessInstanceDto, told)


def found(key: int) -> Any:
    """The instance as the history knows it too: it may have ended as soon as it began."""
    from engine.queries.listings.instances import ALL_INSTANCES

    with here.the_engine().read() as connection:
        return ALL_INSTANCES.one(connection, key)


def running(key: int) -> Any:
    """The running instance, or NotFound."""
    with here.the_engine().read() as connection:
        row = INSTANCES.one(connection, key)
    if row is None:
        raise NotFound(say("Process instance with id {id} does not exist", id=key))
    return row


@api.operation("GET", "/process-instance/{id}", "A process instance", answer=ProcessInstanceDto)
def get(id: Id) -> ProcessInstanceDto:
    """The running instance of that id."""
    return told(running(id))


@api.operation("DELETE", "/process-instance/{id}", "Cancel a case", query=DeletionQuery, status=204)
def delete(id: Id, query: DeletionQuery) -> None:
    """All its open tasks and time limits end. Its history stays."""
    with here.the_engine().read() as connection:
        there = INSTANCES.one(connection, id) is not None
    if there or query.fail_if_not_exists:
        running(id)
        do(CancelInstance(id, DELETED))


@api.operation(
    "PUT", "/process-instance/{id}/suspended", "Hold a case, or resume it", body=SuspensionStateDto, status=204
)
def suspend(id: Id, body: SuspensionStateDto) -> None:
    """A held case keeps everything and goes nowhere."""
    do(SuspendInstance(running(id).root_key, body.suspended))


@api.operation(
    "PUT", "/process-instance/suspended", "Hold cases, or resume them", body=InstancesSuspensionDto, status=204
)
def suspend_many(body: InstancesSuspensionDto) -> None:
    """By id, or all of a definition or key."""
    narrowed: list[dict[str, Any]] = [
        {"process_instance_ids": body.process_instance_ids} if body.process_instance_ids else {},
        {"process_definition_key": body.process_definition_key} if body.process_definition_key else {},
    ]
    if body.process_definition_id:
        from web.api.camunda7.model import definition_key

        narrowed.append({"process_definition_id": definition_key(body.process_definition_id)})
    wanted = {name: value for each in narrowed for name, value in each.items()}
    if not wanted:
        raise InvalidCommand(say("Say which process instances: by ids, definition id or definition key."))
    with here.the_engine().read() as connection:
        rows = INSTANCES.find(connection, {**wanted, "root_process_instances": True})
    for row in rows:
        do(SuspendInstance(row.key, body.suspended))


def variables_of(key: int) -> dict[str, Any]:
    """The variables of an instance itself."""
    with here.the_engine().read() as connection:
        rows = ALL_VARIABLES.find(connection, {"process_instance_id": key})
    return {row.name: with_kind(row.value, row.kind) for row in rows}


def _read(id: str) -> dict[str, Any]:
    key = key_of(id)
    running(key)
    return variables_of(key)


def _write(id: str, values: dict[str, Any], removed: tuple[str, ...]) -> None:
    key = key_of(id)
    running(key)
    do(SetVariables(key, values, removed=removed))


variable_operations.serve(Variables("/process-instance/{id}/variables", "process instance", _read, _write, api.roles))
