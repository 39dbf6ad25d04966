"""Names and types of elements as Camunda 7's history tells them (its class ActivityTypes)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bpmn.diagram import Element, Process, Scope
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


def process_of(definition_key: int) -> Process:
    """A version of a process, as it was read."""
    engine = here.the_engine()

    def fetch(sql: str, values: tuple[Any, ...]) -> Any:
        with engine.read() as connection:
            return Reading(engine, connection).row(sql, values)

    return engine.definitions.get(definition_key, fetch).process


def element_of(definition_key: int, element_id: str) -> Element | None:
    """The element of that id in a version of a process."""
    return next((each for each in elements_of(definition_key) if each.id == element_id), None)


def around(definition_key: int, element_id: str) -> list[Element]:
    """The subprocesses an element is in, the innermost first."""

    def found(scope: Scope, outer: list[Element]) -> list[Element] | None:
        for each in scope.elements:
            if each.id == element_id:
                return outer
            if each.scope is not None and (inside := found(each.scope, [each, *outer])) is not None:
                return inside
        return None

    return found(process_of(definition_key).scope, []) or []


def source_of(definition_key: int, element: Element) -> str | None:
    """The element that leads to one with a single incoming flow."""
    process = process_of(definition_key)
    for scope in (process.scope, *(each.scope for each in process.elements() if each.scope is not None)):
        for flow in scope.flows:
            if flow.id in element.incoming[:1]:
                return flow.source
    return None


def is_scope(definition_key: int, element: Element) -> bool:
    """Whether Camunda 7 gives the activity, or each item of it, an execution of its own (BpmnParse, isScope)."""
    if element.scope or element.call or element.job or element.inputs or element.outputs:
        return True
    if element.kind in ("eventBasedGateway", "intermediateCatchEvent"):
        return True
    if element.kind == "receiveTask" and element.event is not None and not _woken_by_code(element):
        return True
    return element.repeat is None and any(one.attached_to == element.id for one in elements_of(definition_key))


def _woken_by_code(element: Element) -> bool:
    """A receive task that names no message; the reader gives it one of its own id."""
    name = element.event.name if element.event else None
    return name is not None and name.text == element.id


def elements_of(definition_key: int) -> Iterator[Element]:
    """All elements of a version of a process."""
    return process_of(definition_key).elements()


def documentation(definition_key: int, element_id: str) -> str | None:
    """What the diagram says of an element at length."""
    found = element_of(definition_key, element_id)
    return (found.documentation or None) if found else None


def described(definition_key: int, element_id: str) -> tuple[str | None, str]:
    """Name and type of an element in a version of a process, or of the process itself."""
    if (found := element_of(definition_key, element_id)) is not None:
        return found.name or None, type_of(found)
    return process_of(definition_key).name or None, "processDefinition"
