"""Executions: where cases are. What waits there can be triggered, what is local there be read and changed."""

from __future__ import annotations

from typing import Any

from pydantic import create_model

from bpmn.sentence import say
from engine import BroadcastSignal, CompleteJob, CorrelateMessage, InvalidCommand, NotFound, SetVariables
from engine.queries import scopes
from engine.queries.listings.executions import EXECUTIONS
from engine.queries.listings.jobs import EXTERNAL
from engine.queries.listings.waiting import SUBSCRIPTIONS
from web import here
from web.api.camunda7 import lists, places, variable_operations
from web.api.camunda7.api import api
from web.api.camunda7.event_subscriptions import EventSubscriptionDto
from web.api.camunda7.event_subscriptions import told as told_subscription
from web.api.camunda7.model import Id, Sent, Told, place_of
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


def told(id: str, instance_key: int) -> ExecutionDto:
    return ExecutionDto(id=id, process_instance_id=instance_key, ended=False)


ExecutionQuery = lists.query("ExecutionQuery", EXECUTIONS)
OF_PLACES = {"activity_id", "message_event_subscription_name", "signal_event_subscription_name", "incident_id"}
"""Filters that ask what waits at an execution; the others ask about its process instance."""


def _all(query: Any) -> list[ExecutionDto]:
    """The executions that are asked for, in the order of the list, without the window."""
    what = lists.asked(EXECUTIONS, query)
    narrowed = bool(OF_PLACES & what.wanted.keys())
    with here.the_engine().read() as connection:
        rows = EXECUTIONS.find(connection, what.wanted, what.orders)
    if not narrowed:
        rows = [row for row in rows if row.token is None]
    known = places.of_instances({row.instance_key: row.root_key for row in rows})
    found: dict[str, ExecutionDto] = {}
    for row in rows:
        here_are = known[row.instance_key]
        ids = [here_are.by_token.get(row.token) or str(row.instance_key)] if narrowed else here_are.all
        found |= {id: told(id, row.instance_key) for id in ids}
    return list(found.values())


def _window(query: Any, body: Any = None) -> list[ExecutionDto]:
    found = _all(body or query)[query.first_result :]
    return found if query.max_results is None else found[: query.max_results]


Window = create_model("ExecutionQueryWindow", __base__=Sent, first_result=(int, 0), max_results=(int | None, None))


@api.operation("GET", "/execution", "List executions", query=ExecutionQuery, answer=list[ExecutionDto])
def find(query: Any) -> list[ExecutionDto]:
    """Those of running process instances."""
    return _window(query)


@api.operation("POST", "/execution", "Find executions", query=Window, body=ExecutionQuery, answer=list[ExecutionDto])
def find_by_body(query: Any, body: Any) -> list[ExecutionDto]:
    """Those of running process instances."""
    return _window(query, body)


@api.operation("GET", "/execution/count", "Count executions", query=ExecutionQuery, answer=lists.CountResultDto)
def count(query: Any) -> lists.CountResultDto:
    """Those of running process instances."""
    return lists.CountResultDto(count=len(_all(query)))


@api.operation("POST", "/execution/count", "Count executions", body=ExecutionQuery, answer=lists.CountResultDto)
def count_by_body(body: Any) -> lists.CountResultDto:
    """Those of running process instances."""
    return lists.CountResultDto(count=len(_all(body)))


def _found(id: str) -> tuple[int, places.Places]:
    """The process instance of an execution and where it is; NotFound if there is no such execution."""
    if (found := places.find(id)) is None:
        raise NotFound(say("Execution with id {id} does not exist", id=id))
    return found


def found_at(id: str) -> tuple[int, list[int]]:
    """The process instance of an execution, and what of it is there; InvalidCommand if there is no such execution."""
    try:
        instance, found = _found(id)
    except NotFound as missing:  # Camunda 7 answers 400
        raise InvalidCommand(missing.sentence) from missing
    return instance, found.tokens(id)


@api.operation("GET", "/execution/{id}", "An execution", answer=ExecutionDto)
def get(id: str) -> ExecutionDto:
    """The execution of that id."""
    return told(id, _found(id)[0])


@api.operation("POST", "/execution/{id}/signal", "Let an execution go on", body=ExecutionTriggerDto, status=204)
def signal(id: str, body: ExecutionTriggerDto) -> None:
    """What waits there without more is done: a receive task without a message, a job."""
    instance, tokens = found_at(id)
    with here.the_engine().read() as connection:
        jobs = EXTERNAL.find(connection, {"process_instance_id": instance})
        waiting = SUBSCRIPTIONS.find(connection, {"process_instance_id": instance})
    for job in jobs:
        if job.token in tokens:
            do(CompleteJob(job.key, plain(body.variables)))
            return
    for subscription in waiting:
        if subscription.token in tokens:
            _give(subscription, plain(body.variables))
            return
    raise InvalidCommand(say("Nothing waits for a signal at the execution {id}.", id=id))


def _subscription(id: str, name: str) -> Any:
    instance, found = _found(id)
    with here.the_engine().read() as connection:
        wanted = {"event_name": name, "event_type": "message", "process_instance_id": instance}
        rows = SUBSCRIPTIONS.find(connection, wanted)
    tokens = found.tokens(id)
    rows = [row for row in rows if row.token in tokens] or (rows if len(rows) == 1 and id == str(instance) else [])
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
    try:
        found = _subscription(id, message_name)
    except NotFound as missing:  # Camunda 7 answers 400
        raise InvalidCommand(missing.sentence) from missing
    _give(found, plain(body.variables))


def _give(subscription: Any, variables: dict[str, Any]) -> None:
    if subscription.kind == "signal":
        do(BroadcastSignal(subscription.name, variables, subscription_key=subscription.key))
    else:
        do(CorrelateMessage(subscription.name, subscription_key=subscription.key, variables=variables))


def _place(id: str) -> tuple[int, int | None, int]:
    """Process instance, token (None: the instance itself) and case of an execution."""
    instance, _ = _found(id)
    root, token = place_of(id)
    return instance, token, root


def _local(id: str) -> dict[str, Any]:
    instance, token, root = _place(id)
    if token is None:
        return variables_of(instance)
    with here.the_engine().read() as connection:
        return scopes.local_to(here.the_engine(), connection, root, token) or {}


def _set(id: str, values: dict[str, Any], removed: tuple[str, ...]) -> None:
    instance, token, root = _place(id)
    if token is None:
        do(SetVariables(instance, values, removed=removed))
    else:
        do(SetVariables(root, values, removed=removed, token=token, local=True))


variable_operations.serve(Variables("/execution/{id}/localVariables", "execution", _local, _set, api.roles))
