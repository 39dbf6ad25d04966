"""Names and types of elements as Camunda 7's history tells them (its class ActivityTypes)."""

from __future__ import annotations

from collections.abc import Mapping

from bpmn.diagram import Element
from engine.reading import Reading
from web import here

TYPES: Mapping[tuple[str, str], str] = {
    ("startEvent", ""): "startEvent", ("startEvent", "timer"): "startTimerEvent",
    ("startEvent", "message"): "messageStartEvent", ("startEvent", "signal"): "signalStartEvent",
    ("startEvent", "escalation"): "escalationStartEvent", ("startEvent", "compensation"): "compensationStartEvent",
    ("startEvent", "error"): "errorStartEvent", ("startEvent", "condition"): "conditionalStartEvent",
    ("intermediateCatchEvent", "message"): "intermediateMessageCatch",
    ("intermediateCatchEvent", "timer"): "intermediateTimer",
    ("intermediateCatchEvent", "link"): "intermediateLinkCatch",
    ("intermediateCatchEvent", "signal"): "intermediateSignalCatch",
    ("intermediateCatchEvent", "condition"): "intermediateConditional",
    ("intermediateThrowEvent", ""): "intermediateNoneThrowEvent",
    ("intermediateThrowEvent", "signal"): "intermediateSignalThrow",
    ("intermediateThrowEvent", "compensation"): "intermediateCompensationThrowEvent",
    ("intermediateThrowEvent", "message"): "intermediateMessageThrowEvent",
    ("intermediateThrowEvent", "escalation"): "intermediateEscalationThrowEvent",
    ("boundaryEvent", "timer"): "boundaryTimer", ("boundaryEvent", "message"): "boundaryMessage",
    ("boundaryEvent", "signal"): "boundarySignal", ("boundaryEvent", "error"): "boundaryError",
    ("boundaryEvent", "escalation"): "boundaryEscalation", ("boundaryEvent", "condition"): "boundaryConditional",
    ("boundaryEvent", "compensation"): "compensationBoundaryCatch",
    ("boundaryEvent", "cancel"): "cancelBoundaryCatch",
    ("endEvent", ""): "noneEndEvent", ("endEvent", "error"): "errorEndEvent",
    ("endEvent", "cancel"): "cancelEndEvent", ("endEvent", "terminate"): "terminateEndEvent",
    ("endEvent", "message"): "messageEndEvent", ("endEvent", "signal"): "signalEndEvent",
    ("endEvent", "compensation"): "compensationEndEvent", ("endEvent", "escalation"): "escalationEndEvent",
}  # fmt: skip
"""Kind of an event and of its definition -> type. Activities and gateways are called as BPMN calls them."""


def type_of(element: Element) -> str:
    """Its type."""
    return TYPES.get((element.kind, element.event.kind if element.event else ""), element.kind)


def described(definition_key: int, element_id: str) -> tuple[str | None, str]:
    """Name and type of an element in a version of a process."""
    engine = here.the_engine()
    with engine.read() as connection:
        process = Reading(engine, connection).definition(definition_key).process
    for element in process.elements():
        if element.id == element_id:
            return element.name or None, type_of(element)
    return process.name or None, "processDefinition"
