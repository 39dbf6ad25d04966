"""The benchmark measures what it says: both engines reach the end, and the counts are those of the server's log."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import Engine
from engine.bench import measure
from engine.bench.adapter import Adapter, Alur
from engine.bench.statements import counted, log_everything
from engine.postgres import Server
from tests.bench.bare_loop import BareLoop, LeanLoop
from tests.engine.jobs.test_run import one as row

MODELS = Path(__file__).resolve().parents[2] / "bench"


@pytest.fixture
def empty(server: Server) -> Iterator[str]:
    """A database without tables, of this worker's own: all share one server."""
    name = f"bench_empty_{os.getpid()}"
    server.create_database(name)
    yield server.url(name)
    server.drop_database(name)


def deployed(adapter: Adapter) -> Adapter:
    for name in ("bench", "loop"):
        adapter.deploy(str(MODELS / f"{name}.bpmn"), name)
    return adapter


def test_alur_and_the_bare_loop_do_the_same_work(database: str, empty: str) -> None:
    engine = Engine(database, pool_size=2)
    adapters = [deployed(Alur(engine)), deployed(BareLoop(empty))]
    times = measure.instances(adapters, 2)
    assert {name: len(found["whole"].values) for name, found in times.items()} == {"alur": 2, "bare": 2}
    loops = measure.loops(adapters, 12)
    assert sorted(loops["alur"]) == sorted(loops["bare"]) == [1, 10, 12]
    assert row(engine, "SELECT value FROM variable WHERE name = 'fee' LIMIT 1").value == 105
    engine.close()


def test_the_lean_loop_ends_as_well(empty: str) -> None:
    measure.one(deployed(LeanLoop(empty)), measure.Stopwatch())


def test_statements_are_counted_in_the_servers_log(server: Server, database: str) -> None:
    log_everything(database)
    engine = Engine(database, pool_size=1)
    adapter = deployed(Alur(engine))
    measure.one(adapter, measure.Stopwatch())
    instance, start = counted(server.home / "server.log", lambda: adapter.start("bench"))
    task = adapter.open_task(instance)
    _, completion = counted(server.home / "server.log", lambda: adapter.complete(instance, task, measure.FIRST))
    engine.close()
    assert (start.commits, completion.commits) == (1, 1)
    assert 1 < start.statements <= 6
    assert 1 < completion.statements <= 6
