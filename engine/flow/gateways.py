"""Gateways: exclusive, parallel, inclusive and event-based; how tokens join and which flows they take."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from bpmn.sentence import say
from engine.flow.choice import choose_first
from engine.flow.node import Node
from engine.flow.problem import NotRunnable
from engine.flow.token import ROOT, WAITING, Token

if TYPE_CHECKING:
    from engine.flow.scope import ScopeMixin


class Exclusive(Node):
    """Takes the first flow in document order whose condition is true. Every arriving token goes on by itself."""

    def choose(self, token: Token) -> list[str]:
        return choose_first(token)


class Join(Node):
    """A gateway at which tokens may have to wait for others."""

    def measure(self) -> None:
        self.joins = len(self.incoming) > 1

    @cached_property
    def reach(self) -> dict[str, frozenset[str]]:
        """For every incoming flow the elements from which a token can come to it without passing this gateway."""
        return {flow.id: reaching(self, flow.source) for flow in self.incoming}

    def has_hope(self, scope: ScopeMixin, live: set[str]) -> bool:
        """Whether it can go on some time, if tokens at the elements ``live`` move and all others do not."""
        raise NotImplementedError


class Parallel(Join):
    """Waits for one token per incoming flow, the oldest first; takes every outgoing flow without asking."""

    def _update_hook(self, token: Token) -> bool:
        if not self.joins or "straight" in token.memo:
            return True
        queues = token.scope.arrive(token)
        if len(queues) < len(self.incoming):
            return False
        token.scope.merge(self)  # the one that came last goes on
        return True

    def has_hope(self, scope: ScopeMixin, live: set[str]) -> bool:
        queues = scope.arrivals[self.name]
        missing = [flow.id for flow in self.incoming if flow.id not in queues]
        can_come = sum(not self.reach[flow].isdisjoint(live) for flow in missing)
        return can_come >= len(self.incoming) - len(queues)  # who began here by no flow stands for one of them

    def choose(self, token: Token) -> list[str]:
        return [flow.id for flow, _ in self.ways]


class Inclusive(Join):
    """Waits for every token that can still come; takes all flows whose condition is true."""

    def _update_hook(self, token: Token) -> bool:
        if not self.joins or "straight" in token.memo:
            return True
        token.scope.arrive(token)
        token.case.undecided[token.scope, self] = None
        return False

    def decide(self, scope: ScopeMixin) -> bool:
        """Join if nothing else can come. Asked only when every token of the case is at rest.

        A token elsewhere is waited for if it can come to a flow that is still empty without passing this gateway, and
        cannot come to a flow that is full already (BPMN 2.0, 13.4.3).
        """
        if next(self._awaited(scope), None) is not None:
            return False
        scope.merge(self)._ready()
        return True

    def has_hope(self, scope: ScopeMixin, live: set[str]) -> bool:
        return any(token.node.element.id in live for token in self._awaited(scope))

    def _awaited(self, scope: ScopeMixin) -> Iterator[Token]:
        """The tokens it waits for."""
        full = scope.arrivals[self.name]
        empty = [flow.id for flow in self.incoming if flow.id not in full]
        return (token for token in scope.tasks.values() if empty and self._is_awaited(token, empty, full))

    def _is_awaited(self, token: Token, empty: list[str], full: dict[str, deque[Token]]) -> bool:
        if token.id == ROOT or "guard" in token.memo or (token.node is self and token.state == WAITING):
            return False
        place = token.node.element.id
        comes = any(place in self.reach[flow] for flow in empty)
        return comes and not any(place in self.reach.get(flow, ()) for flow in full)


def reaching(join: Join, source: str) -> frozenset[str]:
    """Every element from which a token can come to ``source`` without passing the join, ``source`` included."""
    found: set[str] = set()
    todo = [source]
    while todo:
        name = todo.pop()
        if name in found or name == join.name:
            continue
        found.add(name)
        node = join.spec.task_specs[name]
        todo.extend(flow.source for flow in node.incoming)
        todo.extend(throw.name for throw in node.linked)
        if node.element.attached_to is not None:
            todo.append(node.element.attached_to)
    return frozenset(found)


class Race(Node):
    """Event-based gateway: stays until the first of the events behind it happens, then takes the flow to that one."""

    def check(self) -> None:
        if not self.element.outgoing and not any(flow.source == self.element.id for flow in self.spec.contents.flows):
            raise NotRunnable(self.element.id, say("An event-based gateway needs events behind it."))

    def measure(self) -> None:
        for _, target in self.ways:
            catches = target.element.kind in ("intermediateCatchEvent", "receiveTask") and not target.items
            if target.element.event is None or not catches:
                raise NotRunnable(target.element.id, say("Only events may follow an event-based gateway."))
        self.guards = tuple(dict.fromkeys(target for _, target in self.ways))

    def enter(self, token: Token) -> bool:
        return False

    def follow(self, token: Token) -> None:
        """The winner waits there already: it becomes the token that goes on."""
        flow = next(flow for flow, _ in self.ways if flow.id in token.memo["take"])
        token.case.journal.add("flow_taken", token, {"to": token.memo["fired"]}, flow.id)
