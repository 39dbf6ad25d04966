"""alur bench: measures the engine on a throwaway database in the real configuration, beside a bare loop."""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import web
from bpmn.sentence import say
from engine import Engine
from engine.bench import cost, measure
from engine.bench.adapter import Adapter, Alur
from engine.bench.measure import Times
from engine.bench.statements import Count, counted, log_everything
from engine.postgres import Server
from engine.postgres_files import place
from web.cli import Stop, language_costs

HELP = """Measure starts, completions and a long loop: PostgreSQL with fsync, full history, one command at a time.
In a clone a bare loop on stock SpiffWorkflow (one JSON state, one transaction, no history) takes turns with Alur:
compare the two columns of one run, never the times of two runs.
With --cost: what one step costs in something small and in something large (a long loop, a large diagram, a thousand
parallel items, a megabyte nobody looks at), in milliseconds and in bytes that the database writes.
With --languages: what one evaluation of FEEL, JUEL, JavaScript and a decision table costs, without a database.
"""
MODELS = Path(web.__file__).resolve().parents[1] / "tests" / "bench"
LABELS = {
    "start": "start to the first task",
    "find": "find the open task",
    "complete1": "complete task 1 (+ gateway)",
    "complete2": "complete task 2 (+ script, end)",
    "whole": "whole instance",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """--runs, --loop, --cost, --languages, --json."""
    parser.add_argument("--runs", type=int, default=200, metavar="N", help="whole instances to measure (200)")
    parser.add_argument("--loop", type=int, default=200, metavar="N", help="iterations of the loop (200; 0: none)")
    parser.add_argument("--bare-loop", type=int, default=200, metavar="N", help=argparse.SUPPRESS)
    parser.add_argument("--cost", action="store_true", help="compare steps in small and in large cases instead")
    parser.add_argument("--languages", action="store_true", help="measure expressions, scripts and decisions instead")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    """Measure, then print a table or JSON."""
    if not MODELS.is_dir():
        raise Stop(
            say("The models of the benchmark are in tests/bench of a clone of Alur; there is no {place}.", place=MODELS)
        )
    if options.languages:
        language_costs.show(MODELS / "ten_rules.dmn", options.json)
        return 0
    with _throwaway() as server:
        if options.cost:
            _print_costs(cost.report(Alur(_engine(server, "cost")), MODELS / "loop.bpmn"), options.json)
            return 0
        result = _measure(server, options)
    print(json.dumps(result, indent=2) if options.json else _table(result))
    return 0


@contextmanager
def _throwaway() -> Iterator[Server]:
    """A server with the settings of production and nothing in it."""
    directory = Path(tempfile.mkdtemp(prefix="alur-bench-"))
    directory.chmod(0o711)
    server = Server(place(directory))
    try:
        server.start(bound=True)
        yield server
    finally:
        server.stop(anyway=True)
        shutil.rmtree(directory, ignore_errors=True)


def _measure(server: Server, options: argparse.Namespace) -> dict[str, Any]:
    engine = _engine(server, "bench")
    ours = Alur(engine)
    adapters: list[Adapter] = [ours, *_bare_loop(server)]
    for adapter in adapters:
        for name in ("bench", "loop"):
            adapter.deploy(str(MODELS / f"{name}.bpmn"), name)
    times = measure.instances(adapters, options.runs)
    long = measure.loops([ours], options.loop) if options.loop else {}
    beside = min(options.loop, options.bare_loop)
    both = measure.loops(adapters, beside) if beside and len(adapters) > 1 else {}
    storage = ours.storage(measure.one(ours, measure.Stopwatch()))
    engine.close()
    return {
        "machine": {"python": platform.python_version(), "cpus": os.cpu_count(), "load": round(os.getloadavg()[0], 2)},
        "runs": options.runs,
        "instances": {name: {label: t.as_json() for label, t in found.items()} for name, found in times.items()},
        "loop": {name: {str(k): t.as_json() for k, t in found.items()} for name, found in {**both, **long}.items()},
        "ratios": _ratios(times, both, long),
        "database": _statements(server),
        "storage_one_instance": storage,
    }


def _engine(server: Server, database: str) -> Engine:
    server.create_database(database)
    engine = Engine(server.url(database), pool_size=2)
    engine.upgrade()
    return engine


def _bare_loop(server: Server) -> Iterator[Adapter]:
    """The bare loops beside the models: a file of the tests, not a part of Alur."""
    file = MODELS / "bare_loop.py"
    spec = importlib.util.spec_from_file_location("bare_loop", file) if file.exists() else None
    if spec is None or spec.loader is None:
        return
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for loop in (module.BareLoop, module.LeanLoop):
        server.create_database(loop.name)
        yield loop(server.url(loop.name))


def _print_costs(costs: Sequence[cost.Cost], as_json: bool) -> None:
    if as_json:
        print(json.dumps([one.as_json() for one in costs], indent=2))
        return
    print(f"{'median of one step, small and large':<52}{'ms':>16}{'ratio':>8}{'bytes written':>18}{'ratio':>8}")
    for row in (one.as_json() for one in costs):
        times = f"{row['small_ms']:.2f} {row['large_ms']:.2f}"
        written = f"{row['small_bytes']} {row['large_bytes']}"
        print(f"{row['what']:<52}{times:>16}{row['ratio']:>8.2f}{written:>18}{row['bytes_ratio']:>8.2f}")


def _statements(server: Server) -> dict[str, dict[str, int]]:
    """Statements and commits of one start and of one completion, when everything has been prepared."""
    server.create_database("counted")
    log_everything(server.url("counted"))
    engine = Engine(server.url("counted"), pool_size=1)
    engine.upgrade()
    adapter = Alur(engine)
    adapter.deploy(str(MODELS / "bench.bpmn"), "bench")
    measure.one(adapter, measure.Stopwatch())
    log = server.home / "server.log"
    instance, start = counted(log, lambda: adapter.start("bench"))
    task = adapter.open_task(instance)
    _, first = counted(log, lambda: adapter.complete(instance, task, measure.FIRST))
    task = adapter.open_task(instance)
    _, second = counted(log, lambda: adapter.complete(instance, task, measure.SECOND))
    engine.close()
    return {"start": _count(start), "complete1": _count(first), "complete2": _count(second)}


def _count(count: Count) -> dict[str, int]:
    return {"statements": count.statements, "commits": count.commits}


def _ratios(
    times: dict[str, dict[str, Times]], both: dict[str, dict[int, Times]], long: dict[str, dict[int, Times]]
) -> dict[str, float]:
    """How many times as fast as the bare loops; how many times as slow at the end of the loop as at its beginning."""
    found: dict[str, float] = {}
    for name in times.keys() - {"alur"}:
        ours, theirs = times["alur"], times[name]
        found |= {f"{label}_{name}_to_alur": theirs[label].median / ours[label].median for label in LABELS}
    for name in both.keys() - {"alur"}:
        last = max(both["alur"])
        found[f"loop_{last}_{name}_to_alur"] = both[name][last].median / both["alur"][last].median
    if long:
        last = max(long["alur"])
        found[f"loop_{last}_to_1"] = long["alur"][last].median / long["alur"][1].median
    return {name: round(found[name], 2) for name in sorted(found)}


def _table(result: dict[str, Any]) -> str:
    names = list(result["instances"])
    lines = [f"{'median ms (p95)':<36}" + "".join(f"{name:>20}" for name in names)]
    for label, words in LABELS.items():
        lines.append(f"{words:<36}" + _cells([result["instances"][name][label] for name in names]))
    points: Sequence[str] = sorted({k for found in result["loop"].values() for k in found}, key=int)
    for point in points:
        lines.append(
            f"{f'loop, iteration {point}':<36}" + _cells([result["loop"].get(n, {}).get(point) for n in names])
        )
    lines += ["", *(f"{name}: {value}" for name, value in result["ratios"].items()), ""]
    lines += [f"{what}: {n['statements']} statements, {n['commits']} commit" for what, n in result["database"].items()]
    return "\n".join(lines)


def _cells(found: list[dict[str, Any] | None]) -> str:
    return "".join(f"{_cell(times):>20}" for times in found)


def _cell(times: dict[str, Any] | None) -> str:
    return f"{times['median_ms']:.2f} ({times['p95_ms']:.2f})" if times else "-"
