"""What evaluations cost: microseconds of one, cached, and how much memory thousands of them leave behind."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bpmn.diagram import Expression
from bpmn.languages import Moment, dmn, evaluate
from bpmn.languages.javascript import POOL

MOMENT = Moment(datetime(2026, 3, 2, 8, 0, tzinfo=UTC))
VARIABLES: Mapping[str, object] = {"amount": 95, "limit": 100, "status": "open"}
MEGABYTE = "".join(chr(97 + number * number % 26) for number in range(1_000_000))
AIMS = {"feel": 100, "juel": 50, "dmn": 2_000}
"""Microseconds that one evaluation may take on a quiet machine. A script has no aim: it crosses to another process."""

TEXTS = {
    "feel": 'amount < limit and status = "open"',
    "juel": "${amount < limit && status == 'open'}",
    "javascript": "amount < limit && status == 'open'",
}
Evaluating = Callable[[Mapping[str, object]], object]


@dataclass(frozen=True, slots=True)
class Speed:
    """Microseconds of one evaluation: the best of several runs, so that others on the machine count little."""

    what: str
    alone: float
    beside_a_megabyte: float
    """With a megabyte in a variable that the text does not name."""


def evaluations(ten_rules: bytes) -> dict[str, Evaluating]:
    """By language, what is measured: a condition, and a decision table of ten rules (the given file)."""
    table = dmn.read(ten_rules)
    found = {name: _evaluating(Expression(name, text)) for name, text in TEXTS.items()}
    return {**found, "dmn": lambda variables: dmn.decide(table, "ten_rules", variables, MOMENT)}


def _evaluating(expression: Expression) -> Evaluating:
    return lambda variables: evaluate(expression, variables, MOMENT)


def speed(what: str, evaluating: Evaluating, times: int = 200, runs: int = 7) -> Speed:
    """Both ways take turns, ``runs`` times each, ``times`` evaluations in each run."""
    ways = (VARIABLES, {**VARIABLES, "unnamed": MEGABYTE})
    best = [float("inf"), float("inf")]
    for _ in range(runs):
        for place, variables in enumerate(ways):
            evaluating(variables)
            began = time.perf_counter()
            for _ in range(times):
                evaluating(variables)
            best[place] = min(best[place], (time.perf_counter() - began) / times * 1e6)
    return Speed(what, *best)


def growth(evaluating: Evaluating, times: int) -> float:
    """Megabytes that ``times`` evaluations add to this process and those of the scripts, after some to warm up."""
    for number in range(200):
        evaluating({**VARIABLES, "amount": number})
    before = memory()
    for number in range(times):
        evaluating({**VARIABLES, "amount": number})
    return memory() - before


def memory() -> float:
    """Megabytes that this process and the processes of the scripts have in memory (Linux)."""
    kilobytes = 0
    for process in ("self", *map(str, POOL.processes())):
        for line in Path("/proc", process, "status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmRSS:"):
                kilobytes += int(line.split()[1])
    return kilobytes / 1024
