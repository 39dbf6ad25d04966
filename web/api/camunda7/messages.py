"""Messages for one waiting case or a start event, and signals for all who wait."""

from __future__ import annotations

from typing import Any

from flask import Response
from pydantic import Field

from bpmn.sentence import say
from engine import BroadcastSignal, CorrelateMessage, InvalidCommand, Refusal, WrongState
from engine.queries.listings.waiting import SUBSCRIPTIONS
from web import here
from web.api.camunda7 import executions
from web.api.camunda7.api import api
from web.api.camunda7.executions import ExecutionDto
from web.api.camunda7.model import Id, Sent, Told, execution_id, not_served
from web.api.camunda7.process_instances import ProcessInstanceDto, found, variables_of
from web.api.camunda7.process_instances import told as told_instance
from web.api.camunda7.typed_values import TypedValue, VariableValueDto, all_typed, plain
from web.api.operation import do


class Mismatching(Refusal):
    """Nobody waits for the message, or several do."""

    code = "mismatched"


class CorrelationMessageDto(Sent):
    """A message, and whom it is for."""

    message_name: str | None = None
    business_key: str | None = None
    tenant_id: str | None = None
    without_tenant_id: bool = False
    process_instance_id: Id | None = None
    correlation_keys: dict[str, VariableValueDto] | None = None
    local_correlation_keys: dict[str, VariableValueDto] | None = None
    process_variables: dict[str, VariableValueDto] | None = None
    process_variables_local: dict[str, VariableValueDto] | None = None
    process_variables_to_triggered_scope: dict[str, VariableValueDto] | None = None
    all: bool = False
    result_enabled: bool = False
    variables_in_result_enabled: bool = False


class MessageResultDto(Told):
    """Who got it: an execution that waited, or a case that it started."""

    result_type: str
    process_instance: ProcessInstanceDto | None
    execution: ExecutionDto | None
    variables: dict[str, TypedValue] | None = None


class SignalDto(Sent):
    """A signal; with ``executionId`` for that execution alone."""

    name: str = Field(min_length=1)
    execution_id: str | None = None
    variables: dict[str, VariableValueDto] | None = None
    tenant_id: str | None = None
    without_tenant_id: bool = False


@api.operation(
    "POST", "/message", "Correlate a message", body=CorrelationMessageDto, answer=list[MessageResultDto],
    also={"204": "Correlated"},
)  # fmt: skip
def correlate(body: CorrelationMessageDto) -> Any:
    """To exactly one receiver, or with ``all`` to all there are."""
    not_served(tenant_id=body.tenant_id)
    if not body.message_name:
        raise InvalidCommand(say("No message name supplied"))
    if body.variables_in_result_enabled and not body.result_enabled:
        raise InvalidCommand(say("variablesInResultEnabled needs resultEnabled."))
    command = CorrelateMessage(
        name=body.message_name, business_key=body.business_key, instance_key=body.process_instance_id,
        variables=plain(body.process_variables), local_variables=_local(body),
        correlation_keys=plain(body.correlation_keys), local_correlation_keys=plain(body.local_correlation_keys),
        all=body.all,
    )  # fmt: skip
    try:
        results = do(command)
    except WrongState as wrong:
        told = say("{error}: {reason}", error="MismatchingMessageCorrelationException", reason=wrong.sentence)
        raise Mismatching(told) from wrong
    if not body.result_enabled:
        return Response(status=204)
    return [_result(each, body.variables_in_result_enabled) for each in results]


@api.operation("POST", "/signal", "Throw a signal", body=SignalDto, status=204)
def signal(body: SignalDto) -> None:
    """All that wait for it get it, and cases start by it; or one execution alone."""
    not_served(tenant_id=body.tenant_id)
    if body.execution_id is None:
        do(BroadcastSignal(body.name, plain(body.variables)))
        return
    instance, at = executions.found_at(body.execution_id)
    with here.the_engine().read() as connection:
        wanted = {"event_name": body.name, "event_type": "signal", "process_instance_id": instance}
        rows = [row for row in SUBSCRIPTIONS.find(connection, wanted) if row.token in at]
    if not rows:
        raise InvalidCommand(
            say("Execution {id} has not subscribed to a signal event with name '{name}'.", id=body.execution_id,
                name=body.name)
        )  # fmt: skip
    do(BroadcastSignal(body.name, plain(body.variables), subscription_key=rows[0].key))


def _local(body: CorrelationMessageDto) -> dict[str, Any]:
    """What the receiving event keeps for itself."""
    return {**plain(body.process_variables_local), **plain(body.process_variables_to_triggered_scope)}


def _result(case: Any, with_variables: bool) -> MessageResultDto:
    """``case``: engine.answers.Correlated."""
    instance = found(case.process_instance_key)
    variables = all_typed(variables_of(case.process_instance_key), deserialize=False) if with_variables else None
    if case.token is None:
        return MessageResultDto(
            result_type="ProcessDefinition", process_instance=told_instance(instance), execution=None,
            variables=variables,
        )  # fmt: skip
    place = ExecutionDto(
        id=execution_id(instance.root_key, case.token), process_instance_id=case.process_instance_key, ended=False
    )
    return MessageResultDto(result_type="Execution", process_instance=None, execution=place, variables=variables)
