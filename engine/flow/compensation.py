"""Compensation: what has completed is remembered in its scope, and undone by its handlers when somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import TYPE_CHECKING, Any, cast

from engine.flow.scope import Scope
from engine.flow.token import Memo, Token

if TYPE_CHECKING:
    from engine.flow.multi import Multi
    from engine.flow.node import Node
    from engine.flow.scope import ScopeMixin

Record = list[Any]
"""JSON. ``[element, times]``: the handler of the element is to run so many times. ``[element, times, records,
variables]``: inside the element, a subprocess, something is to be undone; its own variables are as they were."""


# Remembering


def keep(token: Token) -> None:
    """Remember an activity that has just completed, if anything would undo it. Must not fail."""
    element = token.node.element
    if "again" in token.memo or element.for_compensation or element.event_subprocess:
        return
    body = token.case.index[token.memo["item_of"]] if "item_of" in token.memo else None
    for record in _records_of(token, body):
        into = token.scope.records if body is None else body.memo.setdefault("records", [])
        _add(into, record, token.scope.spec.camunda8)


def _records_of(token: Token, body: Token | None) -> Iterator[Record]:
    """What there is to undo, the activity's own handler last: in Camunda 7 it then starts first."""
    camunda8, element = token.scope.spec.camunda8, token.node.element
    inside = token.case.subprocesses.get(token.number)
    if token.node.inner is not None and inside is not None and (inside.records or token.node.inner.undoing is not None):
        yield [element.id, 1, inside.records, {} if camunda8 else dict(token.data)]
    yield from token.memo.get("records", ())
    if _has_handler(token, body, camunda8):
        yield [element.id, 1]


def _has_handler(token: Token, body: Token | None, camunda8: bool) -> bool:
    """Camunda 8 undoes a multi-instance activity once, Camunda 7 each of its items."""
    if body is not None:
        return not camunda8 and body.node.undo is not None
    return token.node.undo is not None and (camunda8 or not token.node.items)


def _add(records: list[Record], record: Record, camunda8: bool) -> None:
    """The same thing once more is counted. Camunda 8 promises no order, so there everything of one element is one
    record; in Camunda 7 what follows itself is."""
    if camunda8:
        known = next((one for one in records if one[0] == record[0] and len(one) == len(record)), None)
        if known is not None and len(known) > 2:
            for one in record[2]:
                _add(known[2], one, camunda8)
            return
    else:
        known = records[-1] if records and records[-1][0] == record[0] and records[-1][2:] == record[2:] else None
    if known is None:
        records.append(record)
    else:
        known[1] += record[1]


# Undoing


def begin(throw: Token, activity: str | None) -> int:
    """Start the handlers of everything that has completed in the scope of ``throw``, or of one activity. The number of
    tokens to wait for. What was undone once is not undone again."""
    started = 0
    for scope in _scopes(throw):
        chosen: list[Record] = []
        others: list[Record] = []
        for record in scope.records:
            (chosen if activity is None or _is_meant(record, activity, scope) else others).append(record)
        scope.records = others
        started += _start_all(scope, chosen, throw.number)
    return started


def _scopes(throw: Token) -> list[ScopeMixin]:
    """An event subprocess undoes what has completed in itself and in the scope it belongs to."""
    scopes = [throw.scope]
    while (around := scopes[-1].token) is not None and around.node.element.event_subprocess:
        scopes.append(around.scope)
    return scopes


def _is_meant(record: Record, activity: str, scope: ScopeMixin) -> bool:
    """In Camunda 7, who names a subprocess with a handler means the handler, not what is inside."""
    if record[0] != activity:
        return False
    node = scope.spec.task_specs[activity]
    return scope.spec.camunda8 or node.undo is None or node.items or len(record) == 2


def _start_all(scope: ScopeMixin, records: list[Record], throw: int | None) -> int:
    """All handlers start at once: in Camunda 7 in the reverse order of completion, in Camunda 8 in any."""
    in_order: Iterable[Record] = records if scope.spec.camunda8 else reversed(records)
    return sum(_start(scope, record, throw) for record in in_order)


def _start(scope: ScopeMixin, record: Record, throw: int | None) -> int:
    element_id, times, *within = record
    node = scope.spec.task_specs[element_id]
    for _ in range(times):
        memo = Memo() if throw is None else Memo(undoes=throw)
        if within:
            _enter_again(scope, node, memo, *within)
        else:
            assert node.undo is not None  # or it would not have been remembered
            scope.spawn(node.undo, memo)
    return int(times)


def _enter_again(scope: ScopeMixin, node: Node, memo: Memo, records: list[Record], variables: dict[str, Any]) -> None:
    """A completed subprocess opens once more, only for what undoes its inside."""
    token = scope.enter_again(cast("Multi", node).item if node.items else node, memo)
    token.data.update(variables)
    inner = token.node.inner
    assert inner is not None  # only subprocesses have something inside to undo
    inside = Scope(inner, token)
    if inner.undoing is not None:
        inside.records = deepcopy(records)
        inside.spawn(inner.undoing)
    else:
        _start_all(inside, records, None)
