"""The state of a case at rest as JSON: live tokens and local variables. No diagram, no instance-level variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.flow.gateways import Inclusive
from engine.flow.scope import Scope, ScopeMixin
from engine.flow.token import ERROR, ROOT, STARTED, WAITING, Token

if TYPE_CHECKING:
    from engine.flow.running import Running

VERSION = 1
STATES = {"w": WAITING, "s": STARTED, "e": ERROR}
LETTERS = {state: letter for letter, state in STATES.items()}


def take(case: Running) -> dict[str, Any]:
    """The snapshot. Taken at rest only: nothing is ready."""
    assert not case.queue
    stored: dict[str, Any] = {"v": VERSION, "instance": case.instance, "last": case.last_number}
    if case.state != "active":
        return stored | {"state": case.state}
    return stored | {"scopes": [_scope(scope) for scope in (case, *case.subprocesses.values())]}


def load(case: Running, stored: Mapping[str, Any], variables: Mapping[int, Mapping[str, Any]]) -> None:
    """Fill a new case with what ``take`` stored."""
    if stored["v"] != VERSION:
        raise ValueError(f"snapshot of version {stored['v']}, expected {VERSION}")
    case.last_number = stored["last"]
    if "state" in stored:
        case.state, case.completed, case.ended = stored["state"], True, True
        return
    for row in stored["scopes"]:
        scope: ScopeMixin = case if row["of"] == 0 else _inside(case, row, variables)
        scope.last = row.get("last")
        scope.ended = bool(row.get("ended"))
        scope.records = row.get("records", [])
        for entry in row["tokens"]:
            _token(scope, *entry)


def _scope(scope: ScopeMixin) -> dict[str, Any]:
    row: dict[str, Any] = {"of": 0 if scope.token is None else scope.token.number}
    if scope.token is not None and scope.variables is not None:
        row.update(instance=scope.instance, definition=scope.definition.key)
    if scope.last is not None:
        row["last"] = scope.last
    if scope.ended:
        row["ended"] = 1
    if scope.records:
        row["records"] = scope.records
    row["tokens"] = [_entry(token) for token in scope.tasks.values() if token.id != ROOT]
    return row


def _entry(token: Token) -> list[Any]:
    entry = [token.number, token.node.name, LETTERS[token.state], token.memo]
    return [*entry, token.data] if token.data else entry


def _inside(case: Running, row: Mapping[str, Any], variables: Mapping[int, Mapping[str, Any]]) -> Scope:
    """The scope of a token that is restored already: outer scopes come first."""
    token = case.index[row["of"]]
    if "definition" in row:
        definition = case.host.definition(row["definition"])
        instance = row["instance"]
        return Scope(definition.spec, token, definition, instance, variables.get(instance, {}))
    assert token.node.inner is not None
    return Scope(token.node.inner, token)


def _token(
    scope: ScopeMixin,
    number: int,
    name: str,
    letter: str,
    memo: Mapping[str, Any],
    data: Mapping[str, Any] | None = None,
) -> None:
    """Put a token back where it was, without running anything."""
    node = scope.spec.task_specs[name]
    token = Token(scope, node, number, {**memo}, STATES[letter])  # type: ignore[typeddict-item]
    token.data = dict(data or {})
    scope.case.index[number] = token
    if "guard" in memo:
        token.waiting = letter != "e"
        if token.waiting and node.awaited(token) == "condition":
            scope.case.watch(token)
        return
    scope.alive += 1
    token.waiting = letter == "s" and (node.wait_kind is not None or "stop" in memo)
    if token.waiting and node.awaited(token) == "condition":
        scope.case.watch(token)
    if "via" in memo:
        scope.arrive(token)
        if isinstance(node, Inclusive):
            scope.case.undecided[scope, node] = None
