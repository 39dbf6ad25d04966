"""The cost report measures what it says. That costs are flat is asserted where nothing is timed: test_pieces."""

from __future__ import annotations

from pathlib import Path

from engine import Engine
from engine.bench.adapter import Alur
from engine.bench.cost import report
from tests.engine.cases import rows

LOOP = Path(__file__).resolve().parents[2] / "bench" / "loop.bpmn"


def test_every_pair_is_measured_small_and_large(engine: Engine) -> None:
    found = report(Alur(engine), LOOP, steps=2, rounds=5, most=20)
    assert [one.name for one in found] == [
        "iteration 5 of a loop",
        "a diagram of 300 elements",
        "1 MB of variables that the step does not touch",
        "12 forks in a row",
        "100 forks in a row",
        "6 parallel tasks",
        "20 parallel tasks",
        "6 parallel subprocesses with a timer inside",
        "20 parallel subprocesses with a timer inside",
        "6 parallel called processes",
        "20 parallel called processes",
        "the last turns of 20 in a sequence",
    ]
    for one in found:
        assert min(*one.milliseconds, *one.bytes) > 0
    assert rows(engine, "SELECT max(length(snapshot)) AS most FROM process_instance")[0].most < 1000
    assert rows(engine, "SELECT count(*) AS n FROM resting_token")[0].n > 20
