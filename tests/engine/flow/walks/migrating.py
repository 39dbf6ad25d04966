"""Walks in which the case goes on in another version, which is drawn as its own was: nobody must notice."""

from __future__ import annotations

from random import Random
from typing import Any

from bpmn.diagram import Diagram
from engine.flow import Definition, NotWaiting, compile_process
from engine.flow.migration import MigrationPlan, same_ids
from tests.engine.flow.kit import Player
from tests.engine.flow.walks.walking import Deed, Walk


class MigratedWalk(Walk):
    """Does anything that a walk does, and migrates."""

    def __init__(self, model: Diagram, chance: Random) -> None:
        super().__init__(model, chance)
        self.model, self.migrated = model, 0

    def possible(self) -> list[Deed]:
        found = super().possible()
        return found + [("migrate", self._instance())] * max(1, len(found) // 4)

    def _is_expected(self, deed: Deed) -> bool:
        return True if deed[0] == "migrate" else super()._is_expected(deed)

    def _both(self, deed: Deed) -> None:
        if deed[0] != "migrate":
            super()._both(deed)
            return
        told, definitions = len(self.live.facts), self.live.host.definitions
        process = self.live.case._instance_scope(deed[1]).definition.process_id
        key = len(definitions) + 1
        definitions[key] = Definition(key, compile_process(self.model, process))
        answers = [self._migrate(player, definitions[key], deed[1]) for player in (self.live, self.restored)]
        assert answers[0] == answers[1], answers
        self._compare()
        self.laws.after(self.live, told)
        self.migrated += answers[0] is None
        if answers[0] is not None:
            assert len(self.live.facts) == told
            assert "cannot be migrated now" in answers[0] or "being changed" in answers[0], answers[0]

    def _migrate(self, player: Player, to: Definition, instance: int) -> Any:
        case = player.case
        plan: MigrationPlan = same_ids(case._instance_scope(instance).definition, to)
        try:
            case.migrate(to, plan, instance)
        except NotWaiting as refusal:
            player.settle()
            return str(refusal.sentence)
        if instance == 1:
            player.definition = to
        player.settle()
        return None
