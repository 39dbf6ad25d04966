"""The trail of one step: facts in order, and which waits and incidents came and went meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.flow.facts import Fact, FactKind, WaitKind

if TYPE_CHECKING:
    from engine.flow.scope import ScopeMixin
    from engine.flow.token import Token


class Journal:
    """What has happened since the last step. Something that came and went between is only in the facts."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.opened: dict[int, Token] = {}
        self.closed: dict[int, WaitKind] = {}
        self.raised: dict[int, Token] = {}
        self.resolved: dict[int, None] = {}
        self.published: list[Mapping[str, Any]] = []
        self.told: dict[int, tuple[Token, Mapping[str, Any]]] = {}  # user tasks that have changed, and what in them
        self.done: dict[int, str] = {}  # user tasks that were completed once workers had agreed, and by whom
        self.after: dict[int, int] = {}  # token -> how much had been published when it came to be, if anything

    def add(
        self, kind: FactKind, token: Token, detail: Mapping[str, Any] | None = None, flow: str | None = None
    ) -> None:
        element = token.node.element.id
        if kind == "element_entered" and self.published:
            self.after[token.number] = len(self.published)
        self.facts.append(Fact(kind, token.scope.instance, token.number, element, flow, detail or {}))

    def of_instance(self, kind: FactKind, scope: ScopeMixin, element: str | None, detail: Mapping[str, Any]) -> None:
        self.facts.append(Fact(kind, scope.instance, None, element, None, detail))

    def open(self, token: Token) -> None:
        """The token waits for the host from now on."""
        token.waiting = True
        self.opened[token.number] = token
        if token.node.awaited(token) == "condition":
            token.case.watch(token)

    def close(self, token: Token) -> None:
        """It does not wait any more, if it did."""
        if not token.waiting:
            return
        token.waiting = False
        kind = token.node.awaited(token)
        if self.opened.pop(token.number, None) is None and kind is not None:
            self.closed[token.number] = kind

    def tell(self, token: Token, changed: Mapping[str, Any] | None = None) -> None:
        """A change of a user task begins, holds (then ``changed`` is what), or was denied."""
        before = self.told[token.number][1] if token.number in self.told else {}
        self.told[token.number] = token, {**before, **(changed or {})}

    def stuck(self, token: Token) -> None:
        self.raised[token.number] = token

    def unstuck(self, token: Token) -> None:
        if self.raised.pop(token.number, None) is None:
            self.resolved[token.number] = None
