"""The measurements: whole instances, a long loop; adapters take turns, so that they share the machine's mood."""

from __future__ import annotations

import gc
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from engine.bench.adapter import Adapter

WARM = 10
FIRST: dict[str, Any] = {"name": "Ada Lovelace", "amount": 50, "address": {"street": "1 Main St", "zip": "12345"}}
SECOND: dict[str, Any] = {"decision": "approve", "note": "all documents present"}
POINTS = (1, 10, 100, 200, 1000, 5000, 10000)
AROUND = 25  # iterations on each side of a point that count for it, at most; for a small one, a tenth of it and two


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of many calls."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def as_json(self) -> dict[str, float]:
        ordered = sorted(self.values)
        return {
            "median_ms": round(self.median, 2),
            "p95_ms": round(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))], 2),
            "min_ms": round(ordered[0], 2),
            "n": len(ordered),
        }


class Stopwatch:
    """Collects times by label."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = defaultdict(list)

    def of(self, label: str, call: Callable[..., Any], *arguments: Any) -> Any:
        began = time.perf_counter()
        answer = call(*arguments)
        self.times[label].append((time.perf_counter() - began) * 1000)
        return answer


def instances(adapters: Sequence[Adapter], runs: int) -> dict[str, dict[str, Times]]:
    """Adapter -> label -> times, of ``runs`` whole instances each."""
    watches = {adapter.name: Stopwatch() for adapter in adapters}
    for number in range(WARM + runs):
        if number == WARM:
            watches = {adapter.name: Stopwatch() for adapter in adapters}
            gc.collect()
        for adapter in adapters:
            one(adapter, watches[adapter.name])
    return {
        name: {label: Times(tuple(times)) for label, times in watch.times.items()} for name, watch in watches.items()
    }


def one(adapter: Adapter, watch: Stopwatch) -> Any:
    """One instance of the model `bench`, from start to end."""
    began = time.perf_counter()
    instance = watch.of("start", adapter.start, "bench")
    task = watch.of("find", adapter.open_task, instance)
    watch.of("complete1", adapter.complete, instance, task, FIRST)
    task = adapter.open_task(instance)
    watch.of("complete2", adapter.complete, instance, task, SECOND)
    watch.times["whole"].append((time.perf_counter() - began) * 1000)
    _must_be_over(adapter, instance)
    return instance


def loops(adapters: Sequence[Adapter], count: int, repetitions: int = 1) -> dict[str, dict[int, Times]]:
    """Adapter -> iteration -> times of the completions around it, in a loop of ``count`` iterations of one instance."""
    every: dict[str, list[list[float]]] = {adapter.name: [[] for _ in range(count)] for adapter in adapters}
    for _ in range(repetitions):
        cases = {adapter.name: adapter.start("loop") for adapter in adapters}
        for number in range(1, count + 1):
            for adapter in adapters:
                task = adapter.open_task(cases[adapter.name])
                data = {"n": number, "limit": count, "note": f"round {number}"}
                began = time.perf_counter()
                adapter.complete(cases[adapter.name], task, data)
                every[adapter.name][number - 1].append((time.perf_counter() - began) * 1000)
        for adapter in adapters:
            _must_be_over(adapter, cases[adapter.name])
    return {name: _at_points(times, count) for name, times in every.items()}


def _at_points(times: list[list[float]], count: int) -> dict[int, Times]:
    found: dict[int, Times] = {}
    for point in sorted({number for number in (*POINTS, count) if number <= count}):
        around = min(AROUND, 2 + point // 10)
        low, high = max(1, point - around), min(count, point + around)
        found[point] = Times(tuple(value for number in range(low, high + 1) for value in times[number - 1]))
    return found


def _must_be_over(adapter: Adapter, instance: Any) -> None:
    status = adapter.status(instance)
    if not status.startswith("complete"):
        raise RuntimeError(f"{adapter.name} did not bring the instance to its end; it is {status}.")
