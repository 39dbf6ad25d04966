"""Instructions about tokens as Camunda 7 writes them when a case starts or is changed: where one begins."""

from __future__ import annotations

from typing import Any, Literal

from bpmn.sentence import say
from engine import Begin, InvalidCommand
from engine.flow.places import How
from web.api.camunda7.model import Sent
from web.api.camunda7.typed_values import VariableValueDto, plain

Type = Literal["startBeforeActivity", "startAfterActivity", "startTransition"]
HOW: dict[str, How] = {
    "startBeforeActivity": "before", "startAfterActivity": "after", "startTransition": "transition",
}  # fmt: skip


class StartInstructionDto(Sent):
    """Where a token begins: ``activityId``, or ``transitionId`` of a sequence flow."""

    type: Type
    activity_id: str | None = None
    transition_id: str | None = None
    variables: dict[str, VariableValueDto] | None = None


def begun(sent: StartInstructionDto, ancestor: int | None = None) -> Begin:
    """The instruction as the engine takes it; a variable that is ``local`` is that of the element alone."""
    at = sent.transition_id if sent.type == "startTransition" else sent.activity_id
    if not at:
        field = "transitionId" if sent.type == "startTransition" else "activityId"
        raise InvalidCommand(say("For instruction type {type}: {field} must be set.", type=sent.type, field=field))
    given = sent.variables or {}
    return Begin(
        at, HOW[sent.type], ancestor,
        plain({name: value for name, value in given.items() if not value.local}),
        plain({name: value for name, value in given.items() if value.local}),
    )  # fmt: skip


def skipped(sent: Any) -> frozenset[str]:
    """What is to be left out."""
    wanted = {"listeners": sent.skip_custom_listeners, "mappings": sent.skip_io_mappings}
    return frozenset(name for name, skips in wanted.items() if skips)
