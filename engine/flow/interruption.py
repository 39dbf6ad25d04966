"""What Camunda 7 still does for what is taken away: end listeners, output mappings, delete listeners of tasks.

All of it is done before anything goes, so that what fails is an incident where the taking away begins, and nothing has
gone yet. Nothing is done twice when that is retried. Camunda 8 does none of it (its canceling listeners are jobs).

Source: Camunda 7's PvmAtomicOperationDeleteCascadeFireActivityEnd and ExecutionEntity.destroy; User Guide, Process
Variables, "IO mapping of canceled activities" (the default of skipOutputMappingOnCanceledActivities). A case that is
cancelled from outside does none of it, as in Cockpit, where skipping both is the default.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from engine.flow import listeners, mappings
from engine.flow.token import ROOT, Token

if TYPE_CHECKING:
    from engine.flow.scope import ScopeMixin


def prepare(tokens: Iterable[Token]) -> None:
    """Do what is left to do for these tokens and all that is inside them, the innermost first. May raise a Problem."""
    for token in list(tokens):
        for doomed in _inside_out(token):
            _part_with(doomed)


def prepare_scope(scope: ScopeMixin, spare: Token | None = None) -> None:
    """The same for all tokens of a scope but one."""
    prepare(token for token in scope.tasks.values() if token.id != ROOT and token is not spare)


def _inside_out(token: Token) -> Iterator[Token]:
    if token.node.items:
        for item in token.scope.items_of(token):
            yield from _inside_out(item)
    if (inside := token.case.subprocesses.get(token.number)) is not None and not inside.ended:
        for inner in [one for one in inside.tasks.values() if one.id != ROOT]:
            yield from _inside_out(inner)
    yield token


def _end_called(token: Token) -> None:
    """A called process ends too, and its own listeners are called: by whoever is left inside."""
    inside = token.case.subprocesses.get(token.number)
    if inside is not None and inside.variables is not None and not inside.spec.camunda8:
        last = max(inside.tasks.values(), key=lambda one: one.number, default=None)
        if last is not None and last.id != ROOT:
            listeners.hear(last, listeners.PROCESS_END)


def _part_with(token: Token) -> None:
    memo, node = token.memo, token.node
    if token.scope.spec.camunda8 or "on" not in memo or "out" in memo:
        return
    _end_called(token)
    if node.listeners:
        listeners.hear(token, "end")
    if node.element.outputs and "parted" not in memo:
        mappings.hand_out(token)
        memo["parted"] = 1
    if "delete" in node.listeners:
        listeners.hear(token, "delete", task=node.known(token))
