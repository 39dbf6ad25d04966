"""The cost report: what one step costs in something small and in something large, in milliseconds and bytes written.

Small and large take turns, so that they share the machine's mood. Bytes are those of PostgreSQL's write-ahead log:
rows, their indexes, and whatever of the state had to be written again.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from engine.bench import diagrams
from engine.bench.adapter import WORKER, Alur
from engine.commands.deployments import Deploy
from engine.commands.instances import StartInstance

WRITTEN = text("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")
FIRST_TASK = text("SELECT key FROM task WHERE root_key = :case AND state = 'open' ORDER BY key LIMIT 1")
MEGABYTE = "".join(chr(97 + number * number % 26) for number in range(1_000_000))
PARALLEL = {"each": "tasks", "inside": "subprocesses with a timer inside", "calls": "called processes"}
ANSWER = {"answer": "yes"}


@dataclass(frozen=True, slots=True)
class Way:
    """Cases of one process, and which of their completions count: from the ``first`` on, ``many`` of each case."""

    process_id: str
    first: int
    many: int
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cost:
    """Medians of one step, in the small and the large form."""

    name: str
    milliseconds: tuple[float, float]
    bytes: tuple[float, float]

    def as_json(self) -> dict[str, Any]:
        (small, large), (less, more) = self.milliseconds, self.bytes
        return {
            "what": self.name, "small_ms": round(small, 2), "large_ms": round(large, 2),
            "ratio": round(large / small, 2), "small_bytes": round(less), "large_bytes": round(more),
            "bytes_ratio": round(more / less, 2),
        }  # fmt: skip


def report(alur: Alur, loop: Path, steps: int = 60, rounds: int = 10_000, most: int = 1000) -> list[Cost]:
    """Every pair of the report, ``steps`` of each."""
    _deploy(alur, loop)
    some, many = list(range(3)), {count: list(range(count)) for count in (most * 3 // 10, most)}
    small = Way("line3", 0, 2, {})
    pairs = [
        (f"iteration {rounds} of a loop", Way("loop", 0, 3, {}), Way("loop", rounds - 1, steps, {})),
        ("a diagram of 300 elements", small, Way("line298", 0, steps, {})),
        ("1 MB of variables that the step does not touch", small, Way("line3", 0, 2, {"letter": MEGABYTE})),
        ("12 forks in a row", Way("forks3", 1, 1, {}), Way("forks12", 1, 10, {})),
        ("100 forks in a row", Way("forks3", 1, 1, {}), Way("forks100", 1, steps, {})),
    ]
    for process_id, what in PARALLEL.items():
        for count, items in many.items():
            few = Way(process_id, 0, 2, {"items": some})
            pairs.append((f"{count} parallel {what}", few, Way(process_id, 0, steps, {"items": items})))
    few, late = Way("turns", 0, 2, {"items": some}), Way("turns", most * 9 // 10, most // 10, {"items": many[most]})
    pairs.append((f"the last turns of {most} in a sequence", few, late))
    return [_compared(alur, name, first, second, steps) for name, first, second in pairs]


def _deploy(alur: Alur, loop: Path) -> None:
    alur.deploy(str(loop), "loop")
    files = {f"line{count}": diagrams.line(f"line{count}", count) for count in (3, 298)}
    files |= {f"forks{count}": diagrams.forks(f"forks{count}", count) for count in (3, 12, 100)}
    files |= {"each": diagrams.each("each"), "inside": diagrams.each_inside("inside")}
    files |= {"called": diagrams.line("called", 1), "calls": diagrams.each_called("calls", "called")}
    files["turns"] = diagrams.each("turns", sequential=True)
    for name, content in files.items():
        alur.engine.do(Deploy(name, {f"{name}.bpmn": content}, source="cli"), WORKER)


def _compared(alur: Alur, name: str, small: Way, large: Way, steps: int) -> Cost:
    walks = _walk(alur, small), _walk(alur, large)
    measured: list[tuple[tuple[float, float], ...]] = []
    for turn in range(steps + 3):
        found = tuple(next(walk) for walk in walks)
        if turn >= 3:
            measured.append(found)
    times, written = ([tuple(one[part] for one in found) for found in measured] for part in (0, 1))
    return Cost(name, _medians(times), _medians(written))


def _medians(pairs: list[tuple[float, ...]]) -> tuple[float, float]:
    return statistics.median(one[0] for one in pairs), statistics.median(one[1] for one in pairs)


def _walk(alur: Alur, way: Way) -> Iterator[tuple[float, float]]:
    """Milliseconds and bytes of completions that count, in one case after the other."""
    engine = alur.engine
    while True:
        case = engine.do(StartInstance(way.process_id, variables=dict(way.variables)), WORKER).instance_key
        for number in range(way.first + way.many):
            with engine.read() as connection:
                task = connection.scalar(FIRST_TASK, {"case": case})
                before = connection.scalar(WRITTEN)
            began = time.perf_counter()
            alur.complete(case, task, {"n": number, "limit": way.first + way.many + 1, "note": "round", **ANSWER})
            took = (time.perf_counter() - began) * 1000
            if number >= way.first:
                with engine.read() as connection:
                    yield took, float(connection.scalar(WRITTEN) - before)
