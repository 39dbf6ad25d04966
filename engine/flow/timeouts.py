"""Camunda 7's task listeners for a timeout: each is a timer beside its user task, and nothing follows but the call."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bpmn.diagram import Element, Event, Listener
from engine.flow import deeds
from engine.flow.node import Node
from engine.flow.token import Token

if TYPE_CHECKING:
    from engine.flow.spec import ProcessSpec

TIMEOUT = "timeout"


class TimeoutListener(Node):
    """A guard that calls its listener each time its timer is due. The task stays as it is."""

    listening = True

    def __init__(self, spec: ProcessSpec, element: Element, name: str, listener: Listener) -> None:
        super().__init__(spec, Element(element.id, element.kind, name=element.name, lane=element.lane), name)
        self.listener = listener
        self.trigger = replace(self.element, events=(Event("timer", timer=listener.timer),), interrupting=False)

    def heard_event(self, guard: Token) -> None:
        host = guard.case.index[guard.memo["host"]]
        assert self.listener.script is not None  # Camunda 7 has no listeners that are jobs
        deeds.act(host, self.listener.script, TIMEOUT, host.node.known(host))


def attach(node: Node) -> None:
    """Give a user task (or each item of one) its timeout listeners."""
    for number, listener in enumerate(node.element.listeners):
        if listener.on == TIMEOUT and listener.timer is not None:
            name = f"{node.element.id}#timeout{number}"
            node.guards += (TimeoutListener(node.spec, node.element, name, listener),)
