"""Taking jobs costs what is taken, not what else is open: 100,000 jobs of other types, and as many of this one held."""

from __future__ import annotations

import statistics
import time
from datetime import timedelta

import psycopg
import pytest

from engine import SYSTEM, ActivateJobs, Engine, JobRequest, MovableClock
from tests.engine import diagrams
from tests.engine.cases import deploy, start

OTHERS = """
    INSERT INTO job (key, root_key, instance_key, definition_key, token, element_id, type, state, retries, headers,
                     created_at)
    SELECT -n, -n, -n, -1, 1, 'x', 'other' || n % 50, 'open', 3, '{}', now() FROM generate_series(1, 100000) n"""


def median(engine: Engine, clock: MovableClock) -> float:
    """Milliseconds for five jobs at a time."""
    request = ActivateJobs((JobRequest("ship", timedelta(minutes=1)),), "w", 5)
    times = []
    for _ in range(40):
        began = time.perf_counter()
        assert len(engine.do(request, by=SYSTEM)) == 5
        times.append((time.perf_counter() - began) * 1000)
        clock.move(timedelta(minutes=1))
    return statistics.median(times)


@pytest.mark.soak
def test_open_jobs_of_other_types_cost_nothing(engine: Engine, clock: MovableClock, database: str) -> None:
    deploy(engine, shipping=diagrams.SHIPPING)
    for number in range(5):
        start(engine, "shipping", order=number)
    median(engine, clock)
    alone = median(engine, clock)
    with psycopg.connect(database.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(OTHERS)
        connection.execute("ANALYZE job")
    crowded = median(engine, clock)
    print(f"alone {alone:.2f} ms, among 100,000 others {crowded:.2f} ms, ratio {crowded / alone:.2f}")
    assert crowded < 2 * alone
