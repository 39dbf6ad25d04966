"""Link events: a throw goes on at the catch of the same name in its scope, as if a flow led there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpmn.sentence import say
from engine.flow.node import Node
from engine.flow.problem import NotRunnable

if TYPE_CHECKING:
    from engine.flow.spec import ProcessSpec
    from engine.flow.token import Token


class LinkThrow(Node):
    """Sends its token to the catch."""

    target: Node

    def choose(self, token: Token) -> list[str]:
        return []

    def ends_scope(self, token: Token) -> bool:
        return False

    def follow(self, token: Token) -> None:
        token.scope.spawn(self.target)


def wire(spec: ProcessSpec) -> None:
    """Give every throw of the scope its catch; NotRunnable if it has none, or more than one."""
    nodes = [spec.task_specs[element.id] for element in spec.contents.elements]
    for throw in nodes:
        if not isinstance(throw, LinkThrow):
            continue
        link = _link(throw)
        catches = [node for node in nodes if node.element.kind == "intermediateCatchEvent" and _link(node) == link]
        if link is None or len(catches) != 1:
            sentence = say("The link {id} leads to {count} catching events; expected one.",
                           id=throw.element.id, count=len(catches))  # fmt: skip
            raise NotRunnable(throw.element.id, sentence)
        throw.target = catches[0]
        catches[0].linked += (throw,)


def _link(node: Node) -> str | None:
    event = node.element.event
    return event.link if event is not None and event.kind == "link" else None
