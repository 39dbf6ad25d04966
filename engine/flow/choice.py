"""Which flows a token takes when it leaves: conditions, defaults, several flows, on every kind of node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpmn.diagram import Flow
from bpmn.sentence import say
from engine.flow.expressions import truth
from engine.flow.problem import CONDITION, Problem
from engine.flow.seen import seen
from engine.flow.variables import Sight

if TYPE_CHECKING:
    from engine.flow.token import Token


def choose(token: Token) -> list[str]:
    """The ids of all flows that are taken: those whose condition is true, else the default flow."""
    node = token.node
    if node.unconditional:
        return [flow.id for flow, _ in node.ways]
    default = node.element.default
    if taken := [flow.id for flow, _ in node.ways if flow.id != default and holds(token, flow)]:
        return taken
    return otherwise(token)


def choose_first(token: Token) -> list[str]:
    """The first flow in document order whose condition is true, else the default flow."""
    default = token.node.element.default
    for flow, _ in token.node.ways:
        if flow.id != default and holds(token, flow):
            return [flow.id]
    return otherwise(token)


def otherwise(token: Token) -> list[str]:
    node = token.node
    if any(flow.id == node.element.default for flow, _ in node.ways):
        return [node.element.default or ""]
    if not node.ways:
        return []
    conditions = [flow.condition for flow, _ in node.ways if flow.condition]
    raise Problem(
        CONDITION,
        say(
            "No flow out of {element} can be taken: expected a true condition or a default flow, found neither. {seen}",
            element=node.element.id, seen=seen(Sight(token), *conditions),
        ),
    )  # fmt: skip


def holds(token: Token, flow: Flow) -> bool:
    return flow.condition is None or truth(token, flow.condition, say("the condition of flow {flow}", flow=flow.id))
