"""Changes of variables that are tried before they are made: all of them happen or none (Camunda 7's parameters)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from engine.flow import variables

if TYPE_CHECKING:
    from engine.flow.token import Token
    from engine.flow.variables import Layer


class Rehearsal:
    """While it lasts every layer of variables is seen through a draft that takes the changes. Nothing is copied."""

    def __init__(self) -> None:
        self._layers: dict[int | None, Mapping[str, Any]] = {}
        self._drafts: dict[int | None, variables.InstanceVariables] = {}
        self._steps: list[Callable[[], None]] = []

    def drafts(self, layers: Iterable[Layer]) -> Iterator[Layer]:
        return ((owner, self._draft(owner, layer)) for owner, layer in layers)

    def put(self, token: Token, owner: int | None, layer: Mapping[str, Any], name: str, value: Any) -> None:
        self._draft(owner, layer).put(name, value)
        self._steps.append(lambda: variables.put(token, owner, self._layers[owner], name, value))

    def take_away(self, token: Token, owner: int | None, layer: Mapping[str, Any], name: str) -> None:
        draft = self._draft(owner, layer)
        if name in draft:
            draft.remove(name)
            self._steps.append(lambda: variables.take_away(token, owner, self._layers[owner], name))

    def perform(self) -> None:
        """Make the changes, in their order. It cannot fail."""
        for step in self._steps:
            step()

    def _draft(self, owner: int | None, layer: Mapping[str, Any]) -> variables.InstanceVariables:
        """``layer`` is the layer itself, or what has been made of it before."""
        if owner not in self._drafts:
            self._layers[owner] = layer
            self._drafts[owner] = variables.InstanceVariables(layer)
        return self._drafts[owner]


@contextmanager
def rehearsed(token: Token) -> Iterator[None]:
    """What is written inside is seen inside at once, and written when all of it has gone well; else nothing is."""
    rehearsal = token.case.rehearsal = Rehearsal()
    try:
        yield
    finally:
        token.case.rehearsal = None
    rehearsal.perform()
