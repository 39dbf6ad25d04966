"""FireTimer and FireTimers: due timers fire once, in due order; repeating ones come again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from engine import SYSTEM, Engine, FireTimer, FireTimers, MovableClock, NotFound, WrongState
from tests.engine import diagrams
from tests.engine.cases import deploy, kinds, rows, start, subscriptions, tasks

HOUR = timedelta(hours=1)


@pytest.fixture
def case(engine: Engine) -> int:
    deploy(engine, reminder=diagrams.REMINDER)
    return start(engine, "reminder")


def test_nothing_fires_before_its_time(engine: Engine, case: int, clock: MovableClock) -> None:
    assert engine.do(FireTimers(), by=SYSTEM) == 0
    with pytest.raises(WrongState, match="not due"):
        engine.do(FireTimer(subscriptions(engine, case)["late"].key), by=SYSTEM)
    clock.move(HOUR - timedelta(seconds=1))
    assert engine.do(FireTimers(), by=SYSTEM) == 0


def test_a_repeating_timer_comes_again_from_its_old_due_time(engine: Engine, case: int, clock: MovableClock) -> None:
    first = subscriptions(engine, case)["nudge"]
    clock.move(timedelta(minutes=90))
    assert engine.do(FireTimers(), by=SYSTEM) == 1
    again = subscriptions(engine, case)["nudge"]
    assert again.due_at == first.due_at + HOUR
    assert set(tasks(engine, case)) == {"work", "remind"}
    clock.move(timedelta(minutes=30))
    assert engine.do(FireTimers(), by=SYSTEM) == 1
    assert "nudge" not in subscriptions(engine, case)
    assert len(rows(engine, "SELECT 1 FROM task WHERE element_id = 'remind' AND state = 'open'")) == 2


def test_an_interrupting_timer_ends_the_task_and_all_that_waits_with_it(
    engine: Engine, case: int, clock: MovableClock
) -> None:
    clock.move(timedelta(days=2))
    while engine.do(FireTimers(), by=SYSTEM):
        pass
    assert set(tasks(engine, case)) == {"remind", "escalate"}
    assert subscriptions(engine, case) == {}
    assert kinds(engine, case).count("timer_fired") == 2  # the turns that were missed are passed over
    assert rows(engine, "SELECT state FROM task WHERE element_id = 'work'")[0].state == "cancelled"


def test_timers_of_many_cases_fire_in_due_order(engine: Engine, case: int, clock: MovableClock) -> None:
    clock.move(timedelta(minutes=10))
    second = start(engine, "reminder")
    clock.move(timedelta(minutes=70))
    assert engine.do(FireTimers(), by=SYSTEM) == 2
    fired = rows(engine, "SELECT root_key FROM history_event WHERE kind = 'timer_fired' ORDER BY root_key, seq")
    assert [row.root_key for row in fired] == [case, second]


def test_two_tickers_at_once_fire_each_timer_once(engine: Engine, case: int, clock: MovableClock) -> None:
    for _ in range(9):
        start(engine, "reminder")
    clock.move(HOUR)
    with ThreadPoolExecutor(4) as pool:
        fired = list(pool.map(lambda _: engine.do(FireTimers(), by=SYSTEM), range(4)))
    assert sum(fired) == 10
    assert len(rows(engine, "SELECT 1 FROM task WHERE element_id = 'remind'")) == 10


def test_a_timer_that_is_gone(engine: Engine) -> None:
    with pytest.raises(NotFound, match="Nothing waits"):
        engine.do(FireTimer(5), by=SYSTEM)
