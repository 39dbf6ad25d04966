"""The state of a case at rest as JSON: live tokens and local variables. No diagram, no instance-level variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.flow.collected import Collected
from engine.flow.gateways import Inclusive
from engine.flow.scope import Scope, ScopeMixin
from engine.flow.token import ERROR, ROOT, STARTED, WAITING, Token

if TYPE_CHECKING:
    from engine.flow.running import Running

VERSION = 1
STATES = {"w": WAITING, "s": STARTED, "e": ERROR}
LETTERS = {state: letter for letter, state in STATES.items()}


def take(case: Running) -> dict[str, Any]:
    """The snapshot with everything in it (engine.flow.pieces: without what rests). Taken at rest only: nothing is
    ready."""
    assert not case.queue
    case.apart.bring_all()
    stored = beginning(case)
    if case.state != "active":
        return stored
    return stored | {"scopes": [_scope(scope) for scope in in_order(case)]}


def load(case: Running, stored: Mapping[str, Any]) -> None:
    """Fill a new case with what ``take`` stored, here or in engine.flow.pieces."""
    if stored["v"] != VERSION:
        raise ValueError(f"snapshot of version {stored['v']}, expected {VERSION}")
    case.last_number = stored["last"]
    case.ends_after = frozenset(stored.get("ends_after", ()))
    if "state" in stored:
        case.state, case.completed, case.ended = stored["state"], True, True
        return
    for row in stored["scopes"]:
        scope: ScopeMixin = case if row["of"] == 0 else _inside(case, row)
        collections = _know(scope, row)
        for entry in row["tokens"]:
            _token(scope, collections, *entry)


def put_back(case: Running, row: list[Any]) -> Token:
    """A token that rested, with the scope inside it; what it is inside of comes first, if need be."""
    around, entry, inside = row
    scope: ScopeMixin = case if around == 0 else case.subprocesses[case.index[around].number]
    token = _token(scope, case.apart.collections, *entry)
    if inside is not None:
        _know(_inside(case, inside), inside)
    return token


def beginning(case: Running) -> dict[str, Any]:
    """What every snapshot begins with."""
    head: dict[str, Any] = {"v": VERSION, "instance": case.instance, "last": case.last_number}
    if case.state != "active":
        return head | {"state": case.state}
    return head | {"ends_after": sorted(case.ends_after)} if case.ends_after else head


def in_order(case: Running) -> list[ScopeMixin]:
    """The scopes that have come, the outer before the inner ones, in an order that a restart does not change."""
    return [case, *(case.subprocesses[number] for number in sorted(case.subprocesses))]


def tokens(scope: ScopeMixin) -> list[Token]:
    """The tokens of a scope that have come, in order of their numbers."""
    return sorted((token for token in scope.tasks.values() if token.id != ROOT), key=lambda token: token.number)


def about(scope: ScopeMixin) -> dict[str, Any]:
    """A scope without its tokens."""
    row: dict[str, Any] = {"of": 0 if scope.token is None else scope.token.number}
    if scope.token is not None and scope.variables is not None:
        row.update(instance=scope.instance, definition=scope.definition.key)
    if scope.last is not None:
        row["last"] = scope.last
    if scope.ended:
        row["ended"] = 1
    if scope.records:
        row["records"] = scope.records
    return row


def entry(token: Token, variables: Mapping[str, Any]) -> list[Any]:
    """A token with these variables of its own."""
    found = [token.number, token.node.name, LETTERS[token.state], token.memo]
    return [*found, variables] if variables else found


def _scope(scope: ScopeMixin) -> dict[str, Any]:
    row = about(scope)
    row["tokens"] = [
        entry(token, token.data.whole() if isinstance(token.data, Collected) else token.data) for token in tokens(scope)
    ]
    return row


def _know(scope: ScopeMixin, row: Mapping[str, Any]) -> set[int]:
    """What the row says of the scope but its tokens; the bodies whose results rest."""
    apart = scope.case.apart
    scope.last = row.get("last")
    scope.ended = bool(row.get("ended"))
    scope.records = row.get("records", [])
    for body, items, results in row.get("apart", ()):
        if items:
            apart.away[body] = items
            scope.alive += items
        if results:
            apart.collections.add(body)
    return apart.collections


def _inside(case: Running, row: Mapping[str, Any]) -> Scope:
    """The scope of a token that is restored already: outer scopes come first."""
    token = case.index[row["of"]]
    if "definition" in row:
        definition = case.host.definition(row["definition"])
        instance = row["instance"]
        return Scope(definition.spec, token, definition, instance, case.stored_variables.get(instance, {}))
    assert token.node.inner is not None
    return Scope(token.node.inner, token)


def _token(
    scope: ScopeMixin,
    collections: set[int],
    number: int,
    name: str,
    letter: str,
    memo: Mapping[str, Any],
    data: Mapping[str, Any] | None = None,
) -> Token:
    """Put a token back where it was, without running anything."""
    case = scope.case
    node = scope.spec.task_specs[name]
    token = Token(scope, node, number, {**memo}, STATES[letter])  # type: ignore[typeddict-item]
    token.data = dict(data or {})
    if node.collection is not None:
        come = (lambda: case.apart.results(token)) if number in collections else None
        token.data = Collected(node.collection, token.data, come)
    case.index[number] = token
    if "guard" in memo:
        token.waiting = letter != "e"
        if token.waiting and node.awaited(token) == "condition":
            case.watch(token)
        return token
    scope.alive += 1
    token.waiting = letter == "s" and (node.wait_kind is not None or "stop" in memo)
    if token.waiting and node.awaited(token) == "condition":
        case.watch(token)
    if "via" in memo:
        scope.arrive(token)
        if isinstance(node, Inclusive):
            case.undecided[scope, node] = None
    return token
