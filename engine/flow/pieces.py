"""The state of a case in pieces: a small snapshot, and rows for the items of parallel multi-instance activities.

One completion of a thousand then reads and writes one item. An item rests with everything inside it and beside it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.flow import snapshot
from engine.flow.collected import Collected
from engine.flow.token import Token

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.flow.running import Running
    from engine.flow.scope import ScopeMixin


@dataclass(frozen=True, slots=True)
class RestingToken:
    """A token that rests: the item it belongs to, that item's body, and the row. ``row``: the token around its scope
    (0: none), the token as in a snapshot, and what is to be known of the scope inside it, or None."""

    item: int
    body: int
    row: list[Any]


@dataclass(frozen=True, slots=True)
class Pieces:
    """``tokens`` by number: all that have come or come to be; who has come and is not among them rests no more.
    ``results``: what is new in the output collection of a body, by place. ``forgotten``: bodies whose results go."""

    snapshot: Mapping[str, Any]
    tokens: Mapping[int, RestingToken]
    results: Mapping[int, Mapping[int, Any]]
    forgotten: frozenset[int]


def take(case: Running) -> Pieces:
    """The pieces, for the host to store: what it has stored counts as known from then on. At rest only."""
    assert not case.queue
    apart, head = case.apart, snapshot.beginning(case)
    if case.state != "active":
        forgotten, apart.collections = apart.collections, set()
        return Pieces(head, {}, {}, frozenset(forgotten))
    scopes = snapshot.in_order(case)
    places = _Places(case, scopes)
    results = _results(scopes)
    forgotten, apart.collections = apart.collections - results.keys(), set(results)
    written = [_scope(scope, places, apart.collections) for scope in scopes if places.rests(scope.token) == 0]
    tokens = {
        token.number: RestingToken(item, places.body[item], _row(token, places, apart.collections))
        for scope in scopes
        for token in snapshot.tokens(scope)
        if (item := places.rests(token))
    }
    apart.came.update(one.item for one in tokens.values())
    return Pieces(head | {"scopes": written}, tokens, results, frozenset(forgotten))


class _Places:
    """With which item each token rests; 0: in the snapshot.

    In the snapshot stay also items with a conditional event, which is asked whenever a variable changes, and those that
    wait for nothing, which may be a case that stands still; and with them the items around them.
    """

    def __init__(self, case: Running, scopes: list[ScopeMixin]) -> None:
        self._case = case
        self.body: dict[int, int] = {}  # item -> its body
        self._item: dict[int, int] = {}  # token -> the innermost item it is part of
        self._around: dict[int, int] = {}  # item -> the item around that
        self._moves: set[int] = set()
        self._stays: set[int] = {0}
        for scope in scopes:
            around = 0 if scope.token is None else self._item[scope.token.number]
            for token in snapshot.tokens(scope):
                self._look(token, around)
        for item in sorted(self._around, reverse=True):
            (self._stays if item in self._stays or item not in self._moves else self._moves).add(self._around[item])
            if item not in self._moves:
                self._stays.add(item)
        self.away = Counter(self.body[item] for item in self._around if item not in self._stays)

    def rests(self, token: Token | None) -> int:
        item = 0 if token is None else self._item[token.number]
        return 0 if item in self._stays else item

    def _look(self, token: Token, around: int) -> None:
        memo, item = token.memo, around
        if (body := memo.get("item_of")) is not None and self._case.index[body].node.apart:
            item = token.number
            self.body[item], self._around[item] = body, around
        elif body is not None:
            item = self._item.get(body, around)  # an inner instance rests with its ad-hoc subprocess
        elif (host := memo.get("host")) is not None:
            item = self._item.get(host, around)
        self._item[token.number] = item
        if token.waiting or token.node.by_hand or "incident" in memo or token.number in self._case.apart.away:
            self._moves.add(item)
        if token.waiting and token.node.awaited(token) == "condition":
            self._stays.add(item)


def _results(scopes: list[ScopeMixin]) -> dict[int, Mapping[int, Any]]:
    """What is new, of every body whose results rest."""
    found: dict[int, Mapping[int, Any]] = {}
    for scope in scopes:
        for token in snapshot.tokens(scope):
            if isinstance(token.data, Collected) and "total" in token.memo and token.data.name in token.data:
                new = token.data.store(token.memo["total"])
                if new is not None:
                    found[token.number] = new
    return found


def _scope(scope: ScopeMixin, places: _Places, collections: set[int]) -> dict[str, Any]:
    entries = [_entry(token, collections) for token in snapshot.tokens(scope) if places.rests(token) == 0]
    return _about(scope, places, collections) | {"tokens": entries}


def _about(scope: ScopeMixin, places: _Places, collections: set[int]) -> dict[str, Any]:
    """The scope, and for each body in it that has something apart: how many items, and whether its results."""
    away = scope.case.apart.away
    apart = [
        [number, away.get(number, 0) + places.away[number], int(number in collections)]
        for number in (token.number for token in snapshot.tokens(scope) if token.node.items)
        if number in away or places.away[number] or number in collections
    ]
    return snapshot.about(scope) | ({"apart": apart} if apart else {})


def _row(token: Token, places: _Places, collections: set[int]) -> list[Any]:
    around = token.scope.token
    inside = token.case.subprocesses.get(token.number)
    return [
        0 if around is None else around.number,
        _entry(token, collections),
        None if inside is None else _about(inside, places, collections),
    ]


def _entry(token: Token, collections: set[int]) -> list[Any]:
    if token.number in collections and isinstance(token.data, Collected):
        return snapshot.entry(token, {**dict(token.data), token.data.name: None})
    return snapshot.entry(token, token.data.whole() if isinstance(token.data, Collected) else token.data)
