"""A step costs the same after ten rounds and after two thousand, in a small and in a large diagram.

Work is counted in calls of Python functions, which does not depend on how busy the machine is.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from bpmn.diagram import Element
from engine.flow import Case, Definition
from tests.engine.flow.kit import TestHost, both, diagram, end, scope, start, user, xor


def calls_of(work: Callable[[], Any]) -> int:
    """How many functions are called while it runs. A garbage collection in between would call those that other tests
    have left to be told of it."""
    count = 0

    def profile(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event == "call"

    gc.disable()
    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(None)
        gc.enable()
    return count


class Loop:
    """A task that is done again and again, with a restart before every time, as the engine does it."""

    def __init__(self, definition: Definition, host: TestHost) -> None:
        self.definition, self.host = definition, host
        case = Case.begin(definition, 1, {"n": 0}, host)
        case.start()
        self.variables: dict[str, Any] = {}
        self._keep(case)

    def _keep(self, case: Case) -> None:
        step = case.step()
        self.stored = json.dumps(step.snapshot)
        self.variables.update({name: value for (_, name), value in step.variables.items()})
        self.waits = [wait.token for wait in case.waits()]

    def turn(self) -> None:
        case = Case.restore(self.definition, json.loads(self.stored), {1: self.variables}, self.host)
        case.complete(self.waits[0], {"n": self.variables["n"] + 1})
        self._keep(case)


def loop() -> Loop:
    host = TestHost()
    drawn = diagram(
        scope(
            "s > m > t > g > e; g > m",
            start(),
            xor("m"),
            user("t"),
            xor("g", default="g_m"),
            end(),
            when={"g_e": "n < 0"},
        )
    )
    return Loop(host.deploy(drawn), host)


def fork_loop() -> Loop:
    host = TestHost()
    drawn = diagram(
        scope("s > m > f > a > j > m; f > b > j", start(), xor("m"), both("f"), user("a"), user("b"), both("j"))
    )
    return Loop(host.deploy(drawn), host)


def test_iteration_2000_costs_what_iteration_10_does() -> None:
    for one in (loop(), fork_loop()):
        for _ in range(10):
            one.turn()
        early, small = calls_of(lambda one=one: [one.turn(), one.turn()]), len(one.stored)
        for _ in range(2000):
            one.turn()
        late = calls_of(lambda one=one: [one.turn(), one.turn()])
        assert late <= early * 1.05
        assert len(one.stored) <= small + 20


def test_a_waiting_case_is_small() -> None:
    assert len(loop().stored) < 300


def chain(count: int) -> Loop:
    tasks: list[Element] = [user(f"t{n}") for n in range(count)]
    host = TestHost()
    flows = " > ".join(["s", *(f"t{n}" for n in range(count)), "e"])
    return Loop(host.deploy(diagram(scope(flows, start(), *tasks, end()))), host)


def test_a_large_diagram_costs_what_a_small_one_does() -> None:
    small, large = chain(5), chain(300)
    assert calls_of(large.turn) == calls_of(small.turn)
    assert len(large.stored) == len(small.stored)


def test_a_completion_needs_few_calls() -> None:
    """About 0.2 ms; the figure is here to notice when a change makes every step dearer."""
    one = loop()
    one.turn()
    assert calls_of(one.turn) < 450
