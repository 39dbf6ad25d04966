"""Random structured processes: a live case and a restored one do the same, the trail folds to the state, all complete.

The player checks after every step that folding the trail gives the live tokens and variables, that every token leaves
once, and that restoring a snapshot gives the same snapshot.
"""

from __future__ import annotations

import itertools
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpmn.diagram import Diagram, Element, Flow, Scope
from tests.engine.flow.kit import (
    Player,
    both,
    boundary,
    diagram,
    end,
    repeated,
    script,
    some,
    start,
    sub,
    timer,
    toy,
    user,
    xor,
)

Block = tuple[Any, ...]

LEAVES: st.SearchStrategy[Block] = st.one_of(
    st.just(("task",)),
    st.just(("pass",)),
    st.tuples(st.just("many"), st.booleans(), st.integers(0, 3)),
)
BLOCKS: st.SearchStrategy[Block] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(st.just("seq"), st.lists(inner, min_size=1, max_size=4)),
        st.tuples(st.just("xor"), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("and"), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("or"), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("loop"), inner),
        st.tuples(st.just("sub"), inner),
        st.tuples(st.just("late"), inner, inner, st.booleans()),
    ),
    max_leaves=16,
)


class Draw:
    """Turns a block into elements and flows; every block has one way in and one way out."""

    def __init__(self, numbers: list[int] | None = None) -> None:
        self.numbers = numbers if numbers is not None else [0]
        self.elements: list[Element] = []
        self.flows: list[Flow] = []

    def add(self, element: Element) -> str:
        self.elements.append(element)
        return element.id

    def flow(self, source: str, target: str, when: str | None = None) -> str:
        id = f"flow{len(self.flows)}_{self.name('')}"
        self.flows.append(Flow(id, source, target, condition=None if when is None else toy(when)))
        return id

    def name(self, kind: str) -> str:
        self.numbers[0] += 1
        return f"{kind}{self.numbers[0]}"

    def block(self, block: Block) -> tuple[str, str]:
        made: tuple[str, str] = getattr(self, f"_{block[0]}")(*block[1:])
        return made

    def _task(self) -> tuple[str, str]:
        id = self.add(user(self.name("task")))
        return id, id

    def _pass(self) -> tuple[str, str]:
        id = self.add(script(self.name("script"), "count", "(count or 0) + 1"))
        return id, id

    def _many(self, sequential: bool, count: int) -> tuple[str, str]:
        name = self.name("many")
        body = repeated(
            user(name), sequential=sequential, collection=toy(str(list(range(count)))), item="one",
            output_collection="all", output_item=toy("one"),
        )  # fmt: skip
        id = self.add(body)
        return id, id

    def _seq(self, blocks: list[Block]) -> tuple[str, str]:
        ends = [self.block(block) for block in blocks]
        for (_, out), (into, _) in itertools.pairwise(ends):
            self.flow(out, into)
        return ends[0][0], ends[-1][1]

    def _branches(self, make: Any, blocks: list[Block], conditions: bool) -> tuple[str, str]:
        split, join = self.name("split"), self.name("join")
        default = None
        for place, block in enumerate(blocks):
            into, out = self.block(block)
            last = place == len(blocks) - 1
            id = self.flow(split, into, f"r % {place + 2} == 0" if conditions and not last else None)
            default = id if last and conditions else None
            self.flow(out, join)
        self.add(make(split, default) if conditions else make(split))
        self.add(make(join))
        return split, join

    def _xor(self, blocks: list[Block]) -> tuple[str, str]:
        return self._branches(xor, blocks, True)

    def _and(self, blocks: list[Block]) -> tuple[str, str]:
        return self._branches(both, blocks, False)

    def _or(self, blocks: list[Block]) -> tuple[str, str]:
        return self._branches(some, blocks, True)

    def _loop(self, block: Block) -> tuple[str, str]:
        into, out = self.add(xor(self.name("again"))), self.name("more")
        first, last = self.block(block)
        counter = self.name("turns")
        count = self.add(script(self.name("count"), counter, f"({counter} or 0) + 1"))
        self.flow(into, first)
        self.flow(last, count)
        self.flow(count, out)
        self.flow(out, into, f"{counter} % 3 != 0 and r % 2 == 0")
        leave = self.add(script(self.name("leave"), "count", "(count or 0) + 1"))
        self.add(xor(out, self.flow(out, leave)))
        return into, leave

    def _inside(self, block: Block) -> Scope:
        inner = Draw(self.numbers)
        into, out = inner.block(block)
        inner.flow(inner.add(start(self.name("start"))), into)
        inner.flow(out, inner.add(end(self.name("end"))))
        return Scope(tuple(inner.elements), tuple(inner.flows))

    def _sub(self, block: Block) -> tuple[str, str]:
        id = self.add(sub(self.name("sub"), self._inside(block)))
        return id, id

    def _late(self, block: Block, handler: Block, interrupting: bool) -> tuple[str, str]:
        """A subprocess with a timer; what the timer starts joins behind it, or ends by itself.

        The handler of a timer that does not interrupt can run twice at once: each has a subprocess of its own, or its
        joins would mix up the two, as they should.
        """
        host, out = self.add(sub(self.name("host"), self._inside(block))), self.add(xor(self.name("out")))
        what = timer("duration", "PT1H") if interrupting else timer("cycle", "R2/PT1H")
        late = self.add(boundary(self.name("late"), host, what, interrupting=interrupting))
        into, done = self.block(handler if interrupting else ("sub", handler))
        self.flow(host, out)
        self.flow(late, into)
        self.flow(done, out if interrupting else self.add(end(self.name("end"))))
        return host, out


def drawn(block: Block) -> Diagram:
    draw = Draw()
    into, out = draw.block(block)
    draw.flow(draw.add(start("s")), into)
    draw.flow(out, draw.add(end("e")))
    return diagram(Scope(tuple(draw.elements), tuple(draw.flows)))


def walk(model: Diagram, seed: int, restart: bool, most: int = 400) -> Player:
    """Answer waits at random until the case has ended."""
    random = Random(seed)
    case = Player(model, restart, r=random.randrange(12)).start()
    for _ in range(most):
        if case.state != "active":
            return case
        assert case.rows, f"stuck: {case.stuck}"
        row = random.choice(sorted(case.rows.values(), key=lambda row: row.token))
        if row.guard and random.random() < 0.7 and len(case.rows) > 1:
            continue
        if row.kind == "timer":
            case.trigger(row.token)
        else:
            case.complete(row.token, r=random.randrange(12))
    return case


def check(block: Block, seed: int) -> None:
    model = drawn(block)
    live, restored = walk(model, seed, False), walk(model, seed, True)
    assert live.facts == restored.facts
    assert live.variables == restored.variables
    assert live.snapshot == restored.snapshot
    assert live.state == "completed"
    assert not live.stuck


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(BLOCKS, st.integers(0, 2**16))
def test_random_processes(block: Block, seed: int) -> None:
    check(block, seed)


@pytest.mark.soak
@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(BLOCKS, st.integers(0, 2**16))
def test_many_random_processes(block: Block, seed: int) -> None:
    check(block, seed)


def random_block(random: Random, depth: int) -> Block:
    """Larger than hypothesis likes to make them."""
    if depth == 0:
        return random.choice([("task",), ("pass",), ("many", random.random() < 0.5, random.randrange(4))])
    kind = random.choice(["seq", "seq", "xor", "and", "or", "loop", "sub", "late"])
    if kind == "late":
        return (kind, random_block(random, depth - 1), random_block(random, depth - 1), random.random() < 0.5)
    if kind in ("loop", "sub"):
        return (kind, random_block(random, depth - 1))
    return (kind, [random_block(random, depth - 1) for _ in range(random.randint(2, 3))])


@pytest.mark.parametrize("seed", range(12))
def test_large_random_processes(seed: int) -> None:
    model = drawn(random_block(Random(seed), 4))
    live, restored = walk(model, seed, False, most=300), walk(model, seed, True, most=300)
    assert live.facts == restored.facts
    assert live.snapshot == restored.snapshot
    assert not live.stuck
