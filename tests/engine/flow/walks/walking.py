"""Walks through a case with random arrival: a live engine and a restored one get the same, and must do the same."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from bpmn.diagram import Diagram
from bpmn.sentence import say
from engine.flow import Definition, NotWaiting, compile_process
from engine.flow.facts import Fact, Wait
from tests.engine.flow.kit import Player, TestHost
from tests.engine.flow.walks import laws
from tests.engine.flow.walks.parts import FLAGS

Deed = tuple[Any, ...]
"""A verb of the case with its arguments."""

VERBS = ("complete", "trigger", "throw_error", "stick", "retry")


class Walk:
    """Two players of one case: ``live`` stays in memory, ``restored`` comes back from JSON for every verb."""

    def __init__(self, model: Diagram, chance: Random) -> None:
        self.chance = chance
        definitions = {
            key: Definition(key, compile_process(model, process.id))
            for key, process in enumerate(model.processes, start=1)
        }
        self.laws = laws.Laws(definitions)
        self.live, self.restored = (self._player(definitions, restart) for restart in (False, True))
        self.gone: list[int] = []
        self.did: list[Deed] = []

    def _player(self, definitions: dict[int, Definition], restart: bool) -> Player:
        host = TestHost()
        host.definitions = definitions
        called = next(one for one in definitions.values() if one.process_id == "p")
        return Player(called, restart, host, r=3, a=False, b=False, fix=1)

    # The walk

    def go(self, most: int) -> Walk:
        """So many things happen, whatever may; then only what brings the case to its end."""
        self.do(("start",))
        for _ in range(most):
            if self.over or self.grows:
                return self
            self.do(self.chance.choice(self.possible()))
        return self

    def finish(self, most: int = 100) -> Walk:
        """Answer what stands in the flow until nothing does any more, then cancel what is left."""
        for _ in range(most):
            deed = None if self.over or self.grows else self._onward()
            if deed is None:
                break
            self.do(deed)
        if not self.over:
            self.do(("cancel",))
        return self

    @property
    def grows(self) -> bool:
        """What was drawn turns and leaves tokens behind at each turn: the limits have been reached."""
        return len(self.live.case.index) > 300

    @property
    def over(self) -> bool:
        return self.live.state != "active"

    def possible(self) -> list[Deed]:
        """Everything that may happen now, some of it in vain."""
        found: list[Deed] = []
        for row in self.rows():
            found += self._answers(row)
        for token in sorted(self.live.stuck):
            found.append(("retry", token))
        found += [("set", values, self._instance()) for values in self._changes()]
        found += [("signal", "m", {}), ("signal", "n", {"a": True})]
        for element, inside in self.live.case.choices():
            found += [("begin_element", element.id, one.id) for one in inside]
        if self.gone:
            found.append((self.chance.choice(VERBS), self.chance.choice(self.gone)))
        return found

    def rows(self) -> list[Wait]:
        return sorted(self.live.rows.values(), key=lambda row: row.token)

    def _answers(self, row: Wait) -> list[Deed]:
        values = self._values()
        if row.kind == "user":
            return [("complete", row.token, values)] * 2
        if row.kind == "job":
            fails = ("throw_error", row.token, self.chance.choice(["A", "B", "C"]), values)
            return [("complete", row.token, values), ("complete", row.token, {}), fails, ("stick", row.token)]
        if row.kind == "condition":
            return []  # the kernel asks by itself
        return [("trigger", row.token, {} if row.kind == "timer" else values)]

    def _changes(self) -> list[dict[str, Any]]:
        flag = {self.chance.choice(FLAGS): self.chance.random() < 0.5}
        return [flag, {"r": self.chance.randrange(12)}, {"fix": int(self.chance.random() < 0.7)}]

    def _instance(self) -> int:
        """The case itself, or a process that it has called and that still runs."""
        return self.chance.choice(sorted({1, *(row.instance for row in self.live.rows.values())}))

    def _values(self) -> dict[str, Any]:
        return self.chance.choice([{}, {"r": self.chance.randrange(12)}, {self.chance.choice(FLAGS): True}])

    def _onward(self) -> Deed | None:
        """Something that brings a token on: what failed is tried again only once its cause has gone."""
        for instance in sorted({1, *(stuck.instance for stuck in self.live.stuck.values())}):
            if self.live.variables[instance].get("fix") == 0:
                return ("set", {"fix": 1}, instance)
        for token, incident in sorted(self.live.stuck.items()):
            if incident.code == "JOB_NO_RETRIES" or "//" in str(incident.sentence):
                return ("retry", token)
        for row in self.rows():
            if row.kind in ("user", "job") and "change" not in row.detail:
                return ("complete", row.token, {"r": self.chance.randrange(12)})
            if row.kind in ("message", "signal", "timer") and not (
                row.guard and row.element.startswith(("late", "start"))
            ):
                return ("trigger", row.token, {})
        held = [row for row in self.rows() if row.kind == "condition" and not row.element.startswith(("late", "start"))]
        if held:
            flags = {name: self.chance.random() < 0.8 for name in FLAGS}
            return ("set", flags | {"r": self.chance.choice([2, 8, 10])}, held[0].instance)
        return None

    def told(self) -> str:
        """What has happened and what there is now, for whoever looks for the fault."""
        return "\n".join([*map(str, self.did), f"rows: {self.rows()}", f"stuck: {self.live.stuck}"])

    # What happens

    def do(self, deed: Deed) -> None:
        """Both do it, and both must say the same about it."""
        self.did.append(deed)
        before = set(self.live.rows) | set(self.live.stuck)
        if deed[0] == "signal":
            self._broadcast(deed[1], deed[2])
        else:
            self._both(deed)
        self.gone += sorted(before - set(self.live.rows) - set(self.live.stuck))

    def _broadcast(self, name: str, values: dict[str, Any]) -> None:
        """Everybody who waits now gets it, one after the other, if then he still does."""
        for row in [row for row in self.rows() if row.kind == "signal" and row.name == name]:
            self._both(("trigger", row.token, values))

    def _both(self, deed: Deed) -> None:
        told = len(self.live.facts)
        due = self.live.rows[deed[1]].due if deed[0] == "trigger" and deed[1] in self.live.rows else None
        expected = self._is_expected(deed)
        answers = [self._one(player, deed, due) for player in (self.live, self.restored)]
        assert answers[0] == answers[1], answers
        assert (answers[0] is None) == expected or deed[0] == "begin_element", (deed, answers)
        self._compare()
        if answers[0] is not None:
            assert len(self.live.facts) == told, f"refused, and yet {self.live.facts[told:]}"
        self.laws.after(self.live, told)

    def _is_expected(self, deed: Deed) -> bool:
        """Whether the rows say that it can be done."""
        verb, *rest = deed
        if verb in ("start", "set", "cancel", "begin_element"):
            return True
        if verb == "retry":
            return rest[0] in self.live.stuck
        row = self.live.rows.get(rest[0])
        kinds = {
            "complete": ("user", "job"), "throw_error": ("user", "job"),
            "trigger": ("message", "signal", "timer", "condition"), "stick": ("user", "job", "message", "timer"),
        }  # fmt: skip
        if row is not None and verb == "complete" and "change" in row.detail:
            return False  # a worker is being asked about it
        listens = verb == "throw_error" and row is not None and self._listens(row)
        return row is not None and row.kind in kinds[verb] and not listens

    def _listens(self, row: Wait) -> bool:
        return row.name in ("listen", "alur:continue")

    def _one(self, player: Player, deed: Deed, due: Any) -> str | None:
        """None, or the sentence of a refusal."""
        verb, *rest = deed
        if due is not None:
            player.host.now = max(player.host.now, due)
        try:
            self._say(player.case, verb, rest)
        except NotWaiting as refusal:
            player.settle()
            return str(refusal.sentence)
        player.settle()
        return None

    def _say(self, case: Any, verb: str, rest: list[Any]) -> None:
        if verb == "start":
            case.start()
        elif verb == "set":
            case.set_variables(rest[0], instance=rest[1])
        elif verb == "throw_error" and len(rest) > 1:
            case.throw_error(rest[0], rest[1], "it failed", rest[2])
        elif verb == "throw_error":
            case.throw_error(rest[0], "A")
        elif verb == "stick":
            case.stick(rest[0], "JOB_NO_RETRIES", say("No retries are left."))
        else:
            getattr(case, verb)(*rest)

    def _compare(self) -> None:
        live, restored = self.live, self.restored
        assert live.facts == restored.facts, _first_difference(live.facts, restored.facts)
        assert live.rows == restored.rows
        assert live.stuck == restored.stuck
        assert live.variables == restored.variables
        assert live.published == restored.published
        assert json.loads(live.snapshot) == json.loads(restored.snapshot)
        assert live.state == restored.state


def _first_difference(live: list[Fact], restored: list[Fact]) -> str:
    pairs = zip(live, restored, strict=False)
    return next((f"{one} / {other}" for one, other in pairs if one != other), f"{len(live)} / {len(restored)} facts")
