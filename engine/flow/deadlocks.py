"""Finds what waits in vain: joins that no live token can come to any more, and cases that wait for nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bpmn.sentence import Sentence, say
from engine.flow.token import ROOT, Token

if TYPE_CHECKING:
    from engine.flow.gateways import Join
    from engine.flow.running import Running
    from engine.flow.scope import ScopeMixin


def joins_in_vain(scope: ScopeMixin) -> Iterator[tuple[Token, Sentence]]:
    """The oldest token at every join of the scope that can never go on, and why it cannot.

    Asked when everything is at rest. A join has hope if a live token can come to each flow it waits for without passing
    the join itself; tokens at other joins are live if those have hope. A token with an incident is live: it may be
    retried.
    """
    joins: dict[str, Join] = {name: scope.spec.task_specs[name] for name in scope.arrivals}
    live = {token.node.element.id for token in scope.tasks.values() if _moves(token)}
    while found := [name for name, join in joins.items() if join.has_hope(scope, live)]:
        live.update(found)
        for name in found:
            del joins[name]
    for join in joins.values():
        oldest = min((queue[0] for queue in scope.arrivals[join.name].values()), key=lambda token: token.number)
        if not any("incident" in token.memo for queue in scope.arrivals[join.name].values() for token in queue):
            yield oldest, _why(scope, join)


def waiting_for_nothing(case: Running) -> Iterator[tuple[Token, Sentence]]:
    """If nothing at all can happen in the case any more, the tokens at which it stands still."""
    if case.apart.away:
        return  # only what waits for something rests apart
    if any(token.waiting or token.node.by_hand or "incident" in token.memo for token in case.index.values()):
        return
    standing = list(case.index.values())
    hosts = {token.memo.get("item_of") for token in standing} | set(case.subprocesses)
    for token in standing:
        if token.number not in hosts and "guard" not in token.memo:
            here = token.node.element.id
            yield token, say("The case stands still at {id}: it waits for nothing that could still happen.", id=here)


def _moves(token: Token) -> bool:
    """Guards count as well: each stands beside a token that can come wherever it can, or leads nowhere."""
    return token.id != ROOT and "via" not in token.memo


def _why(scope: ScopeMixin, join: Join) -> Sentence:
    missing = ", ".join(flow.id for flow in join.incoming if flow.id not in scope.arrivals[join.name])
    return say(
        "{id} waits for a token by {missing}, but none can come there any more.", id=join.element.id, missing=missing
    )
