"""What evaluations cost: time against a fixed piece of Python beside it, and memory after ten thousand of them.

The exact times are `alur bench --languages`; here the limits are so wide that a busy machine does not break them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bpmn.languages.bench import AIMS, evaluations, speed

ROOT = Path(__file__).parents[3]
TEN_RULES = ROOT / "tests" / "bench" / "ten_rules.dmn"
TRIES = 5
GENEROUS = 3
REFERENCE = 30
"""Microseconds that ``reference`` takes on a quiet machine. On one that is slower now, the aims are wider."""

MEMORY = """
import sys
from pathlib import Path
from bpmn.diagram import Expression
from bpmn.languages import evaluate
from bpmn.languages.bench import MOMENT, VARIABLES, evaluations, memory

ways = evaluations(Path(sys.argv[1]).read_bytes())
for way in ways.values():
    way(VARIABLES)
started = memory()
for number in range(4_000):
    given = {**VARIABLES, "amount": number}
    ways["feel"](given)
    ways["juel"](given)
    if number % 4 == 0:
        ways["javascript"](given)
        ways["dmn"](given)
print(memory() - started)
started = memory()
for number in range(5_000):
    evaluate(Expression("feel", f"amount + {number} > limit"), VARIABLES, MOMENT)
    evaluate(Expression("juel", f"${{amount + {number} > limit}}"), VARIABLES, MOMENT)
print(memory() - started)
"""


def reference() -> float:
    """Microseconds of a piece of work that has nothing to do with the languages, now, on this machine."""
    work = [{"name": f"n{number}", "values": [number, number * 2.5]} for number in range(20)]
    best = float("inf")
    for _ in range(20):
        began = time.perf_counter()
        json.loads(json.dumps(work))
        best = min(best, time.perf_counter() - began)
    return best * 1e6


@pytest.mark.parametrize("language", ["feel", "juel", "dmn", "javascript"])
def test_an_evaluation_is_fast_also_beside_a_megabyte_it_does_not_name(language: str) -> None:
    evaluating = evaluations(TEN_RULES.read_bytes())[language]
    for _ in range(TRIES):
        slowness = max(1.0, reference() / REFERENCE) * GENEROUS
        found = speed(language, evaluating, times=50, runs=5)
        in_time = found.alone <= AIMS.get(language, 20_000) * slowness
        if in_time and found.beside_a_megabyte <= 2.5 * found.alone:
            return
    pytest.fail(f"{found}, at a slowness of {slowness:.1f}")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="This system does not say how large a process is.")
def test_ten_thousand_evaluations_leave_less_than_ten_megabytes() -> None:
    """In a process of its own: this one has other things to remember."""
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, str(TEN_RULES)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    same, different = map(float, done.stdout.split())
    assert same < 10, "10,000 evaluations of the same texts"
    assert different < 10, "10,000 evaluations of different texts"
