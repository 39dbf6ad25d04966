"""Errors and escalations travel outward from where they were thrown; at every level event subprocesses are first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bpmn.diagram import EventKind
from engine.flow import expressions, interruption
from engine.flow.token import Memo, Token
from engine.flow.variables import write

if TYPE_CHECKING:
    from engine.flow.node import Node
    from engine.flow.scope import ScopeMixin


@dataclass(frozen=True, slots=True)
class CaughtBy:
    """``node`` is the boundary event on ``host``, or an event subprocess of ``scope`` (then ``host`` is None);
    ``crossed`` are the call activities between it and the thrower."""

    node: Node
    scope: ScopeMixin
    host: Token | None
    crossed: tuple[Token, ...]


def find(token: Token, kind: EventKind, code: str) -> CaughtBy | None:
    """Who catches what ``token`` throws. Changes nothing.

    In a scope that an event subprocess has interrupted Camunda 8 looks no further in this process for an error, and for
    an escalation at the boundary events of that scope only; a calling process is asked all the same (Camunda 8's
    CatchEventAnalyzer).
    """
    level: Token | None = token
    crossed: list[Token] = []
    shut, last = False, False  # nothing more may catch in this process; only boundary events of this level may
    while level is not None:
        host = level
        # an inner instance of a repeated ad-hoc subprocess has two bodies around it
        while (body := host.memo.get("item_of")) is not None:
            host = host.case.index[body]
        scope = host.scope
        # one that is open again has completed: what undoes it belongs to the event that asked for compensation
        asked = not shut and "again" not in host.memo
        if asked and (node := _catcher(host, host.node.catchers, kind, code)) is not None:
            return CaughtBy(node, scope, host, tuple(crossed))
        shut = shut or last
        if not shut and (node := _catcher(host, _event_subprocesses(host), kind, code)) is not None:
            return CaughtBy(node, scope, None, tuple(crossed))
        if _has_interrupted(host):
            shut, last = kind == "error", True
        level = scope.token
        if level is not None and scope.variables is not None:
            crossed.append(level)
            shut, last = False, False
    return None


def _has_interrupted(host: Token) -> bool:
    """It is an event subprocess of Camunda 8 that has ended all else in its scope."""
    node = host.node
    return bool(host.scope.spec.camunda8 and node.element.event_subprocess and node.trigger.interrupting)


def cross(catch: CaughtBy) -> None:
    """What has to be done before it is caught. Camunda 7: a call activity hands out its variables even when the called
    process ends with an error, and what is interrupted does what is left to do."""
    found = [(call, call.node.results(call)) for call in catch.crossed if not call.scope.spec.camunda8]
    for call, values in found:
        for name, value in values.items():
            write(call, name, value)
    if catch.node.trigger.interrupting:
        if catch.host is None:
            interruption.prepare_scope(catch.scope)
        else:
            interruption.prepare([catch.host])


def land(catch: CaughtBy, code: str, message: str | None, values: Mapping[str, Any]) -> None:
    """The catching event gets a token, then what it interrupts goes. Must not fail."""
    event = catch.node.trigger.event
    assert event is not None
    brought = dict(values)
    if event.code_variable:
        brought[event.code_variable] = code
    if event.message_variable:
        brought[event.message_variable] = message
    if catch.host is None:
        begun = catch.scope.spawn(catch.node, Memo(values=brought) if brought else None)
        if catch.node.trigger.interrupting:
            catch.scope.clear(begun)
        return
    catch.scope.spawn(catch.node, Memo(on=1, values=brought), None, host=catch.host.number)
    if catch.node.trigger.interrupting:
        catch.scope.terminate(catch.host)


def _event_subprocesses(thrower: Token) -> tuple[Node, ...]:
    """Those of the thrower's scope that may catch: none catches what comes from itself. Camunda 8 triggers nothing
    more in a scope that an event subprocess has interrupted."""
    node, found = thrower.node, thrower.scope.spec.catchers
    if not node.element.event_subprocess:
        return found
    if _has_interrupted(thrower):
        return ()
    return tuple(one for one in found if one is not node)


def _catcher(host: Token, nodes: tuple[Node, ...], kind: EventKind, code: str) -> Node | None:
    everything = None
    for node in nodes:
        event = node.trigger.event
        if event is None or event.kind != kind:
            continue
        if event.code is None:
            if not host.scope.spec.camunda8:
                return node  # Camunda 7 takes the first that fits, in the order of the file (ErrorEventDefinition)
            everything = everything or node
        elif expressions.value(host, event.code) == code:
            return node
    return everything
