"""Executions: where cases are. What waits there can be triggered, what is local there be read and changed."""

from __future__ import annotations

from typing import Any

from bpmn.sentence import say
from engine import BroadcastSignal, CompleteJob, CorrelateMessage, InvalidCommand, NotFound, SetVariables
from engine.queries import scopes
from engine.queries.listings.executions import EXECUTIONS
from engine.queries.listings.jobs import EXTERNAL
from engine.queries.listings.waiting import SUBSCRIPTIONS
from web import here
from web.api.camunda7 import lists, variable_operations
from web.api.camunda7.api import api
from web.api.camunda7.event_subscriptions import EventSubscriptionDto
from web.api.camunda7.event_subscriptions import told as told_subscription
from web.api.camunda7.model import Id, Sent, Told, execution_id, place_of
from web.api.camunda7.process_instances import variables_of
from web.api.camunda7.typed_values import VariableValueDto, plain
from web.api.camunda7.variable_operations import Variables
from web.api.operation import do


class ExecutionDto(Told):
    """A place where a case is."""

    id: str
    process_instance_id: Id
    ended: bool
    tenant_id: str | None = None


class ExecutionTriggerDto(Sent):
    """What is brought along."""

    variables: dict[str, VariableValueDto] | None = None


def told(row: Any) -> ExecutionDto:
    id = str(row.instance_key) if row.token is None else execution_id(row.root_key, row.token)
    return ExecutionDto(id=id, process_instance_id=row.instance_key, ended=False)


ExecutionQuery = lists.query("ExecutionQuery", EXECUTIONS)
lists.serve(api, "/execution", "executions", EXECUTIONS, ExecutionQuery, ExecutionDto, told)


def _found(id: str) -> tuple[int, int | None, Any]:
    """Case or instance, token and a row of what is there; NotFound if nothing is."""
    key, token = place_of(id)
    with here.the_engine().read() as connection:
        narrowed = {} if token is not None else {"process_instance_id": key}
        rows = [
            row
            for row in EXECUTIONS.find(connection, narrowed or _of_case(key))
            if row.token == token and (token is None or row.root_key == key)
        ]
    if not rows:
        raise NotFound(say("Execution with id {id} does not exist", id=id))
    return key, token, rows[0]


def _of_case(key: int) -> dict[str, Any]:
    return {"root_process_instance_id": key}


@api.operation("GET", "/execution/{id}", "An execution", answer=ExecutionDto)
def get(id: str) -> ExecutionDto:
    """The execution of that id."""
    return told(_found(id)[2])


@api.operation("POST", "/execution/{id}/signal", "Let an execution go on", body=ExecutionTriggerDto, status=204)
def signal(id: str, body: ExecutionTriggerDto) -> None:
    """What waits there without more is done: a receive task without a message, a job."""
    _, token, row = _found(id)
    if token is None:
        waiting = _only_wait(row.instance_key)
        row = waiting or row
    if row.kind == "job":
        with here.the_engine().read() as connection:
            jobs = EXTERNAL.find(connection, {"process_instance_id": row.instance_key})
        for job in jobs:
            if job.token == row.token:
                do(CompleteJob(job.key, plain(body.variables)))
                return
    if row.kind in ("message", "signal"):
        with here.the_engine().read() as connection:
            found = SUBSCRIPTIONS.find(connection, {"process_instance_id": row.instance_key})
        for subscription in found:
            if subscription.token == row.token:
                _give(subscription, plain(body.variables))
                return
    raise InvalidCommand(say("Nothing waits for a signal at the execution {id}.", id=id))


def _only_wait(instance_key: int) -> Any:
    with here.the_engine().read() as connection:
        rows = EXECUTIONS.find(connection, {"process_instance_id": instance_key})
    waits = [row for row in rows if row.token is not None]
    return waits[0] if len(waits) == 1 else None


def _subscription(id: str, name: str) -> Any:
    key, token = place_of(id)
    with here.the_engine().read() as connection:
        wanted: dict[str, Any] = {"event_name": name, "event_type": "message"}
        rows = SUBSCRIPTIONS.find(connection, wanted | ({"process_instance_id": key} if token is None else {}))
    rows = [row for row in rows if token is None or (row.root_key == key and row.token == token)]
    if len(rows) != 1:
        raise NotFound(
            say("Message event subscription for execution {id} named {name} does not exist", id=id, name=name)
        )
    return rows[0]


@api.operation(
    "GET", "/execution/{id}/messageSubscriptions/{messageName}", "A message it waits for", answer=EventSubscriptionDto
)
def subscription(id: str, message_name: str) -> EventSubscriptionDto:
    """The subscription."""
    return told_subscription(_subscription(id, message_name))


@api.operation(
    "POST", "/execution/{id}/messageSubscriptions/{messageName}/trigger", "Give it a message",
    body=ExecutionTriggerDto, status=204,
)  # fmt: skip
def trigger(id: str, message_name: str, body: ExecutionTriggerDto) -> None:
    """That execution alone gets the message."""
    _give(_subscription(id, message_name), plain(body.variables))


def _give(subscription: Any, variables: dict[str, Any]) -> None:
    if subscription.kind == "signal":
        do(BroadcastSignal(subscription.name, variables, subscription_key=subscription.key))
    else:
        do(CorrelateMessage(subscription.name, subscription_key=subscription.key, variables=variables))


def _local(id: str) -> dict[str, Any]:
    _, token, row = _found(id)
    if token is None:
        return variables_of(row.instance_key)
    with here.the_engine().read() as connection:
        return scopes.local_to(here.the_engine(), connection, row.root_key, token) or {}


def _set(id: str, values: dict[str, Any], removed: tuple[str, ...]) -> None:
    _, token, row = _found(id)
    if token is None:
        do(SetVariables(row.instance_key, values, removed=removed))
    else:
        do(SetVariables(row.root_key, values, removed=removed, token=token, local=True))


variable_operations.serve(Variables("/execution/{id}/localVariables", "execution", _local, _set, api.roles))
