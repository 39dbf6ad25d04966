"""The ways out of a user task that errors and escalations on its border offer, and an escalation thrown at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from bpmn.sentence import say
from engine.flow import errors, expressions
from engine.flow.problem import NotWaiting, Problem
from engine.flow.variables import write

if TYPE_CHECKING:
    from engine.flow.node import Node
    from engine.flow.token import Token


@dataclass(frozen=True, slots=True)
class WayOut:
    """A boundary event that catches what is thrown at the task with this code."""

    kind: Literal["error", "escalation"]
    element_id: str
    name: str
    code: str
    interrupting: bool


def of(token: Token) -> tuple[WayOut, ...]:
    """Those of a user task that waits, in the order of the file. Camunda 8 takes neither from a user task. An event for
    every error or escalation is meant by its own id, since a code must be said."""
    if token.scope.spec.camunda8:
        return ()
    host = token
    while (body := host.memo.get("item_of")) is not None:
        host = host.case.index[body]
    found = []
    for node in host.node.catchers:
        event = node.trigger.event
        if event is None or event.kind not in ("error", "escalation"):
            continue
        code = _code(host, node)
        catch = None if code is None else errors.find(token, event.kind, code)
        if code is not None and catch is not None and catch.node is node:  # else another event comes before it
            kind: Literal["error", "escalation"] = "error" if event.kind == "error" else "escalation"
            found.append(WayOut(kind, node.element.id, node.element.name, code, node.trigger.interrupting))
    return tuple(found)


def escalate(token: Token, code: str, values: Mapping[str, Any]) -> None:
    """Throw an escalation at a task; it stays, unless who catches it interrupts. NotWaiting if nobody catches it, or if
    what has to be done before fails; the host undoes what was done (Camunda 7's EscalationHandler)."""
    catch = errors.find(token, "escalation", code)
    if catch is None:
        at = token.node.element.id
        raise NotWaiting(say("Nobody catches the escalation {code} thrown at {id}.", code=code, id=at))
    for name, value in values.items():
        write(token, name, value)
    try:
        errors.cross(catch)
    except Problem as problem:
        raise NotWaiting(problem.sentence) from problem
    errors.land(catch, code, None, {})


def _code(host: Token, node: Node) -> str | None:
    event = node.trigger.event
    assert event is not None
    if event.code is None:
        return node.element.id
    try:
        found = expressions.value(host, event.code)
    except Problem:
        return None  # nothing can be thrown that this event catches
    return found if isinstance(found, str) and found else None
