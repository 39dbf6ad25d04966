"""The ticker and the worker: each timer once, one leader, dead workers' jobs, partitions, lost jobs, lost wake-ups."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from procrastinate import App
from sqlalchemy import text

from engine import Deploy, Engine, MovableClock, Person, StartInstance
from engine.jobs.app import make_app
from engine.jobs.connectors import Outside
from engine.jobs.ticker import Ticker, fire_timers, take_up_stalled
from engine.jobs.upkeep import DeferLost, ForgetKeys, MakePartitions
from engine.person import SYSTEM
from tests.engine.jobs.models import job_model, timer_model


def with_ticker(engine: Engine, url: str, do: Callable[[Ticker, App], Awaitable[Any]]) -> Any:
    """Run something with a ticker of its own, as a worker process has one."""

    async def inside() -> Any:
        app = make_app(url)
        async with app.open_async():
            ticker = Ticker(engine, app, url)
            try:
                return await do(ticker, app)
            finally:
                await ticker._give_up()

    return asyncio.run(inside())


async def leads_soon(ticker: Ticker) -> bool:
    """The server lets go of a dead session's lock only when it notices the closed socket: a moment, not at once."""
    for _ in range(100):
        if await ticker.tick():
            return True
        await asyncio.sleep(0.05)
    return False


def rows(engine: Engine, query: str, **values: Any) -> list[Any]:
    with engine.read() as connection:
        return list(connection.execute(text(query), values))


def start_pauses(engine: Engine, admin: Person, count: int) -> list[int]:
    engine.do(Deploy("timers", {"pause.bpmn": timer_model("pause", "PT10M")}), by=admin)
    return [engine.do(StartInstance("pause"), by=admin).instance_key for _ in range(count)]


def fired(engine: Engine) -> list[int]:
    return [row.root_key for row in rows(engine, "SELECT root_key FROM history_event WHERE kind = 'timer_fired'")]


def test_a_timer_fires_when_it_is_due_and_not_before(
    engine: Engine, database: str, admin: Person, clock: MovableClock
) -> None:
    cases = start_pauses(engine, admin, 1)
    with_ticker(engine, database, lambda ticker, app: fire_timers(ticker))
    assert not fired(engine)
    clock.move(timedelta(minutes=10))
    with_ticker(engine, database, lambda ticker, app: fire_timers(ticker))
    assert fired(engine) == cases
    assert rows(engine, "SELECT state FROM process_instance") == [("completed",)]


def test_more_timers_than_a_batch_all_fire_once_though_many_look(
    engine: Engine, database: str, admin: Person, clock: MovableClock
) -> None:
    cases = start_pauses(engine, admin, 120)
    clock.move(timedelta(minutes=10))

    def look() -> None:
        with_ticker(engine, database, lambda ticker, app: fire_timers(ticker))

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(fired(engine)) == sorted(cases)


def test_only_one_of_all_workers_leads_until_it_dies(engine: Engine, database: str) -> None:
    async def inside(first: Ticker, app: App) -> None:
        second = Ticker(engine, app, database)
        assert await first.tick()
        assert not await second.tick()
        assert first._connection is not None
        await first._connection.close()  # its process is gone
        assert await leads_soon(second)
        assert not await first.tick()
        await second._give_up()

    with_ticker(engine, database, inside)


def test_a_chore_that_fails_does_not_stop_the_others(
    engine: Engine, database: str, admin: Person, clock: MovableClock, monkeypatch: Any, caplog: Any
) -> None:
    cases = start_pauses(engine, admin, 1)
    clock.move(timedelta(minutes=10))
    monkeypatch.setattr("engine.jobs.upkeep.PARTITIONS", "SELECT nonsense")
    with_ticker(engine, database, lambda ticker, app: ticker.tick())
    assert fired(engine) == cases
    assert "The chore partitions failed" in caplog.text


def test_the_job_of_a_dead_worker_goes_back_into_the_queue(engine: Engine, database: str, admin: Person) -> None:
    engine.do(Deploy("jobs", {"calls.bpmn": job_model("calls", "alur:mail")}), by=admin)
    engine.do(StartInstance("calls"), by=admin)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')")
        connection.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
        connection.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = 2")
        with_ticker(engine, database, lambda ticker, app: take_up_stalled(ticker))
        assert connection.execute("SELECT status::text FROM procrastinate_jobs").fetchone() == ("doing",)
        connection.execute("UPDATE procrastinate_jobs SET worker_id = 1")
        with_ticker(engine, database, lambda ticker, app: take_up_stalled(ticker))
        assert connection.execute("SELECT status::text FROM procrastinate_jobs").fetchone() == ("todo",)


def test_a_job_row_without_a_queued_job_gets_one(
    engine: Engine, database: str, admin: Person, clock: MovableClock
) -> None:
    engine.do(Deploy("jobs", {"calls.bpmn": job_model("calls", "alur:mail")}), by=admin)
    engine.do(StartInstance("calls"), by=admin)
    assert engine.do(DeferLost(), SYSTEM) == 0
    clock.move(timedelta(minutes=2))
    assert engine.do(DeferLost(), SYSTEM) == 0
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("DELETE FROM procrastinate_jobs")
    assert engine.do(DeferLost(), SYSTEM) == 1
    assert engine.do(DeferLost(), SYSTEM) == 0


def test_next_months_history_has_its_room(engine: Engine, clock: MovableClock) -> None:
    clock.set(datetime(2031, 11, 30, tzinfo=UTC))
    assert engine.do(MakePartitions(), SYSTEM) == 3
    query = "SELECT relname FROM pg_class WHERE relname LIKE 'history_event_203%'"
    names = [row.relname for row in rows(engine, query)]
    assert {"history_event_2031_11", "history_event_2031_12", "history_event_2032_01"} <= set(names)
    assert engine.do(MakePartitions(), SYSTEM) == 0


def test_old_idempotency_keys_are_forgotten(engine: Engine, admin: Person, clock: MovableClock) -> None:
    engine.do(Deploy("timers", {"pause.bpmn": timer_model("pause", "PT10M")}), by=admin, idempotency_key="a")
    assert engine.do(ForgetKeys(), SYSTEM) == 0
    clock.move(timedelta(days=31))
    assert engine.do(ForgetKeys(), SYSTEM) == 1


def test_a_worker_does_a_job_soon_after_it_came_to_be(
    database: str, admin: Person, tmp_path: Any, monkeypatch: Any
) -> None:
    """The wake-up comes after the commit, so it does not take the five seconds of a poll."""
    engine = Engine(database)
    outside = Outside(outbox=tmp_path)
    headers = {"to": "warga@example.id", "subject": "Surat siap", "body": "Silakan diambil"}
    engine.do(Deploy("jobs", {"mail.bpmn": job_model("mail", "alur:mail", headers=headers)}), by=admin)

    async def inside(_: Ticker, app: App) -> float:
        worker = app._worker(
            concurrency=2, additional_context={"engine": engine, "outside": outside}, install_signal_handlers=False,
            fetch_job_polling_interval=30.0,
        )  # fmt: skip
        running = asyncio.create_task(worker.run())
        await asyncio.sleep(1.0)
        began = time.monotonic()
        started = await asyncio.to_thread(engine.do, StartInstance("mail"), admin)
        query = "SELECT 1 FROM process_instance WHERE key = :key AND state = 'completed'"
        while not rows(engine, query, key=started.instance_key) and time.monotonic() - began < 20:
            await asyncio.sleep(0.02)
        took = time.monotonic() - began
        worker.stop()
        await running
        return took

    took = with_ticker(engine, database, inside)
    engine.close()
    assert len(list(tmp_path.iterdir())) == 1
    assert took < 5
