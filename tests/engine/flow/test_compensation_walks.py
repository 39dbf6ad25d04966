"""Random processes of tasks, parallel branches and subprocesses, done in random order, then undone in random order."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from bpmn.diagram import Dialect, Element, Scope
from tests.engine.flow.kit import Player, both, diagram, end, scope, start, sub, user
from tests.engine.flow.test_compensation import started, throw, undone

WALKS = 25


class Drawing:
    """Draws scopes; every task has a handler, so has every other subprocess."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.count = 0
        self.handled: set[str] = set()

    def name(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def scope(self, depth: int, last: str = "") -> Scope:
        first, final = self.name("s"), self.name("e")
        chains, elements = [first], [start(first), end(final)]
        flows: list[str] = []
        for _ in range(self.chance.randint(1, 3)):
            if self.chance.random() < 0.3:
                fork, join = self.name("f"), self.name("j")
                elements += [both(fork), both(join)]
                for _ in range(2):
                    flows.append(f"{fork} > {self.step(depth, elements)} > {join}")
                flows.append(f"{chains[-1]} > {fork}")
                chains.append(join)
            else:
                step = self.step(depth, elements)
                flows.append(f"{chains[-1]} > {step}")
                chains.append(step)
        if last:
            elements.append(throw(last))
            flows.append(f"{chains[-1]} > {last}")
            chains.append(last)
        flows.append(f"{chains[-1]} > {final}")
        return scope("; ".join(flows), *elements)

    def step(self, depth: int, elements: list[Element]) -> str:
        if depth and self.chance.random() < 0.4:
            name = self.name("p")
            elements.append(sub(name, self.scope(depth - 1)))
            if self.chance.random() < 0.5:
                elements.extend(undone(name))
                self.handled.add(name)
        else:
            name = self.name("a")
            elements += [user(name), *undone(name)]
            self.handled.add(name)
        return name


@pytest.mark.parametrize("dialect", ["camunda7", "camunda8"])
@pytest.mark.parametrize("seed", range(WALKS))
def test_everything_that_completed_is_undone_once_and_the_case_ends(seed: int, dialect: Dialect) -> None:
    chance = random.Random(seed)
    drawing = Drawing(chance)
    case = Player(diagram(drawing.scope(2, last="t"), dialect), restart=seed % 2 == 1).start()
    while case.state == "active":
        case.complete(chance.choice(sorted(row.token for row in case.rows.values())))
    assert Counter(started(case)) == Counter(f"undo_{element}" for element in drawing.handled)
    assert not case.case.records
