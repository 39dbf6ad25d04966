"""What rests apart from the snapshot: the items of parallel multi-instance activities, which come when asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from engine.flow import snapshot
from engine.flow.collected import gathered

if TYPE_CHECKING:
    from engine.flow.running import Running
    from engine.flow.token import Token

Resting = tuple[int, list[Any]]
"""A token at rest: the item it belongs to, and its row (engine.flow.pieces)."""


class Rest(Protocol):
    """What the host has kept of a case apart from its snapshot."""

    def item_with(self, token: int) -> Iterable[Resting]:
        """All tokens of the item that the token is in, in order of their numbers; none if it is in no item."""
        ...

    def items_of(self, body: int) -> Iterable[Resting]:
        """All tokens of all items of a body, in order of their numbers."""
        ...

    def results_of(self, body: int) -> Mapping[int, Any]:
        """What the items of a body have brought, by place."""
        ...


class Apart:
    """The part of a case that has not come yet."""

    def __init__(self, case: Running, rest: Rest | None = None) -> None:
        self._case = case
        self._rest = rest
        self.away: dict[int, int] = {}  # body -> how many of its items have not come
        self.came: set[int] = set()  # items that have: what the host has of them is old
        self.collections: set[int] = set()  # bodies whose results rest

    @property
    def rest(self) -> Rest:
        assert self._rest is not None  # only a snapshot in pieces says that something is away
        return self._rest

    def bring(self, token: int) -> bool:
        """Let the item come that the token is in. False if none has it."""
        return bool(self.away) and self._put(self.rest.item_with(token))

    def bring_items(self, body: Token) -> None:
        """Let all items of a body come."""
        if body.number in self.away:
            self._put(self.rest.items_of(body.number))

    def bring_all(self) -> None:
        """Let everything come; there may be bodies inside items."""
        while self.away:
            for number in list(self.away):
                self.bring_items(self._case.index[number])

    def results(self, body: Token) -> list[Any]:
        """The output collection of a body."""
        return gathered(body.memo["total"], self.rest.results_of(body.number))

    def _put(self, rows: Iterable[Resting]) -> bool:
        came: set[int] = set()
        for item, row in rows:
            if item in self.came:
                continue
            token = snapshot.put_back(self._case, row)
            if token.number == item:
                self._count(token)
            came.add(item)
        self.came |= came
        return bool(came)

    def _count(self, item: Token) -> None:
        """Its scope has counted it already."""
        body = item.memo["item_of"]
        item.scope.alive -= 1
        self.away[body] -= 1
        if not self.away[body]:
            del self.away[body]


class LiveTokens(dict[int, "Token"]):
    """The live tokens of a case by number. Asked for by its number, a token that rests comes; walking through them
    shows those that have come."""

    def __init__(self, apart: Apart) -> None:
        super().__init__()
        self._apart = apart

    def __missing__(self, number: int) -> Token:
        if self._apart.bring(number) and super().__contains__(number):
            return self[number]
        raise KeyError(number)

    def __contains__(self, number: object) -> bool:
        return super().__contains__(number) or (
            isinstance(number, int) and self._apart.bring(number) and super().__contains__(number)
        )

    def find(self, number: int) -> Token | None:
        """The token, or None if it has left."""
        try:
            return self[number]
        except KeyError:
            return None
