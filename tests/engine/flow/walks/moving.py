"""Walks in which tokens are moved from outside as well, whatever the diagram is: some moves are refused."""

from __future__ import annotations

from typing import Any

from bpmn.diagram import Element
from engine.flow import NotWaiting
from engine.flow.facts import Fact
from engine.flow.moving import Leave, Move, Shift
from engine.flow.places import Begin
from tests.engine.flow.kit import Player
from tests.engine.flow.walks import laws
from tests.engine.flow.walks.walking import Deed, Walk


class MovedLaws(laws.Laws):
    """The laws that hold also where tokens come to be beside the flows."""

    def came_together(self, token: int, element: Element) -> None:
        """Who began at a gateway came by no flow."""
        came = [self.entered[one].detail.get("via") for one in (token, *self.joined[token])]
        by_flows = [one for one in came if one is not None]
        assert len(by_flows) == len(set(by_flows)), f"{element.id} joined two tokens of one flow: {came}"

    def interrupted(self, player: Player) -> None:
        """Something may have begun beside an event subprocess."""

    def listened(self, fact: Fact) -> None:
        """A token that was cancelled and one that began somewhere need not have heard everything."""


class MovedWalk(Walk):
    """Does anything that a walk does, and moves tokens."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.laws = MovedLaws(self.live.host.definitions)
        self.moved = self.refused = 0

    def possible(self) -> list[Deed]:
        found = super().possible()
        return found + [
            ("move", self._moves(), self._instance(), self._skips()) for _ in range(max(2, len(found) // 3))
        ]

    def _moves(self) -> tuple[Move, ...]:
        return tuple(self._move() for _ in range(self.chance.choice([1, 1, 1, 2, 2, 3])))

    def _move(self) -> Move:
        chance, camunda8 = self.chance, self.live.definition.spec.camunda8
        kind = chance.choice(["begin", "begin", "end", "shift" if camunda8 else "begin"])
        if kind == "begin":
            return self._begin()
        live = sorted(self.live.case.index)
        leave = Leave(chance.choice(live)) if live and chance.random() < 0.6 else Leave(element=self._element())
        return leave if kind == "end" else Shift(leave, self._begin(), chance.choice([None, "inferred", "parent"]))

    def _begin(self) -> Begin:
        chance = self.chance
        values = {"r": chance.randrange(12)} if chance.random() < 0.3 else {}
        local = {"own": 1} if chance.random() < 0.3 else {}
        inside = chance.choice([None, None, None, 0, chance.choice(sorted(self.live.case.index))])
        if not self.live.definition.spec.camunda8 and chance.random() < 0.3:
            if chance.random() < 0.5:
                return Begin(chance.choice(sorted(self.laws.flows)), "transition", inside, values, local)
            return Begin(self._element(), "after", inside, values, local)
        return Begin(self._element(), "before", inside, values, local)

    def _element(self) -> str:
        return self.chance.choice(sorted(self.laws.elements))

    def _skips(self) -> frozenset[str]:
        return frozenset(one for one in ("listeners", "mappings") if self.chance.random() < 0.1)

    def _is_expected(self, deed: Deed) -> bool:
        return True if deed[0] == "move" else super()._is_expected(deed)

    def _both(self, deed: Deed) -> None:
        if deed[0] != "move":
            super()._both(deed)
            return
        told = len(self.live.facts)
        answers = [self._one(player, deed, None) for player in (self.live, self.restored)]
        assert answers[0] == answers[1], answers
        self._compare()
        self.laws.after(self.live, told)
        self.moved += answers[0] is None
        self.refused += answers[0] is not None
        assert answers[0] is None or len(self.live.facts) == told

    def _one(self, player: Player, deed: Deed, due: Any) -> str | None:
        if deed[0] != "move":
            return super()._one(player, deed, due)
        try:
            player.move(*deed[1], instance=deed[2], skips=deed[3])
        except NotWaiting as refusal:
            player.undo()
            return str(refusal.sentence)
        return None
