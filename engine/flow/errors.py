"""Errors travel outward from where they were thrown; the specific catcher comes before the catch-all at every level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bpmn.diagram import EventKind
from engine.flow import expressions
from engine.flow.token import Memo, Token
from engine.flow.variables import write

if TYPE_CHECKING:
    from engine.flow.node import Node


@dataclass(frozen=True, slots=True)
class CaughtBy:
    """``node`` is the boundary event on ``host``; ``crossed`` are the call activities between it and the thrower."""

    host: Token
    node: Node
    crossed: tuple[Token, ...]


def find(token: Token, kind: EventKind, code: str) -> CaughtBy | None:
    """Who catches what ``token`` throws. Changes nothing."""
    level: Token | None = token
    crossed: list[Token] = []
    while level is not None:
        body = level.memo.get("item_of")
        host = level if body is None else level.case.index[body]
        if (node := _catcher(host, kind, code)) is not None:
            return CaughtBy(host, node, tuple(crossed))
        scope = host.scope
        level = scope.token
        if level is not None and scope.variables is not None:
            crossed.append(level)
    return None


def cross(catch: CaughtBy) -> None:
    """Camunda 7: a call activity hands out its variables even when the called process ends with an error."""
    found = [(call, call.node.results(call)) for call in catch.crossed if not call.scope.spec.camunda8]
    for call, values in found:
        for name, value in values.items():
            write(call, name, value)


def land(catch: CaughtBy, code: str, message: str | None, values: Mapping[str, Any]) -> None:
    """The catching event gets a token, then its host goes (if it interrupts). Must not fail."""
    event = catch.node.element.event
    assert event is not None
    brought = dict(values)
    if event.code_variable:
        brought[event.code_variable] = code
    if event.message_variable:
        brought[event.message_variable] = message
    scope = catch.host.scope
    scope.spawn(catch.node, Memo(on=1, values=brought), None, host=catch.host.number)
    if catch.node.element.interrupting:
        scope.terminate(catch.host)


def _catcher(host: Token, kind: EventKind, code: str) -> Node | None:
    everything = None
    for node in host.node.catchers:
        event = node.element.event
        if event is None or event.kind != kind:
            continue
        if event.code is None:
            everything = everything or node
        elif expressions.value(host, event.code) == code:
            return node
    return everything
