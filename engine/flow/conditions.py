"""Conditional events: the kernel asks them itself, on arrival and again whenever a variable that they see changes.

An event that does not interrupt comes again with every such change, as long as its condition holds (both Camundas).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.flow import expressions, guards
from engine.flow.problem import Problem
from engine.flow.variables import layers

if TYPE_CHECKING:
    from bpmn.diagram import Event
    from engine.flow.running import Running
    from engine.flow.token import Token

NAMES = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Change:
    """A variable was written or removed: in which scope (its token, None for the process instance), and which of
    create, update and delete it was."""

    instance: int
    owner: int | None
    name: str
    event: str


def look(case: Running) -> int:
    """Ask all conditions that may hold now, the outer scopes first; how many events have happened."""
    changes, case.changes, case.unasked = case.changes, [], False
    waiting = [token for token in case.conditions.values() if token.alive and token.waiting]
    case.conditions = {token.number: token for token in waiting}
    happened = 0
    for token in sorted(waiting, key=lambda one: (one.scope.depth, one.number)):
        if not (token.alive and token.waiting):
            continue  # a scope around it was interrupted
        if "asked" in token.memo and not any(_concerns(token, change) for change in changes):
            continue
        token.memo["asked"] = 1
        if _holds(token):
            happened += 1
            _fire(token)
    return happened


def _fire(token: Token) -> None:
    if "guard" in token.memo:
        guards.fire(token, {})
    else:
        token.case.journal.close(token)
        token._ready()


def _event(token: Token) -> Event:
    event = token.node.trigger.event
    assert event is not None  # only conditional events are kept in case.conditions
    return event


def _watcher(token: Token) -> Token:
    """Whose variables count: a boundary event sees those of its activity."""
    host = token.memo.get("host")
    return token if host is None else token.case.index[host]


def _concerns(token: Token, change: Change) -> bool:
    """Whether the change is one the event listens to, in a scope that it sees."""
    event = _event(token)
    if event.variable_events and change.event not in event.variable_events:
        return False
    if not _listens(token, event, change.name):
        return False
    if change.owner is None:
        return change.instance == token.scope.instance
    return change.owner in _owners(token)


def _listens(token: Token, event: Event, name: str) -> bool:
    """Camunda 8 asks again only if the condition speaks of the variable; Camunda 7 after any change."""
    if event.variable_names:
        return name in event.variable_names
    if not token.scope.spec.camunda8 or event.condition is None:
        return True
    return name in NAMES.findall(event.condition.text)


def _owners(token: Token) -> Iterable[int | None]:
    return [owner for owner, _ in layers(_watcher(token))]


def _holds(token: Token) -> bool:
    """True, and nothing else: a condition that has no value yet does not hold, as in both Camundas."""
    event = _event(token)
    assert event.condition is not None  # see events.Guard.check
    try:
        return expressions.value(_watcher(token), event.condition) is True
    except Problem:
        return False
