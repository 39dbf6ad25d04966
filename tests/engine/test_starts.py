"""Timer start events: armed at deployment, re-armed by a new version, fired once, ended by a withdrawal."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from engine import (
    SYSTEM,
    Engine,
    FireStart,
    FireTimers,
    InvalidCommand,
    InvalidDeployment,
    MovableClock,
    NotFound,
    StartInstance,
    Withdraw,
    WrongState,
)
from tests.engine import diagrams
from tests.engine.cases import EVERYBODY, deploy, kinds, rows, start, tasks

HOUR = timedelta(hours=1)
EIGHT = datetime(2026, 1, 5, 1, tzinfo=UTC)  # in Jakarta


def timed(kind: str, value: str, process_id: str = "timed") -> bytes:
    nodes = [diagrams.timer_start("tick", kind, value), diagrams.user("do"), diagrams.end()]
    return diagrams.diagram(process_id, nodes, "tick>do>end")


def fire(engine: Engine) -> int:
    fired = 0
    while found := engine.do(FireTimers(), by=SYSTEM):
        fired += found
    return fired


def cases(engine: Engine) -> list[int]:
    found = rows(engine, "SELECT key FROM process_instance WHERE process_id = 'timed' ORDER BY started_at, key")
    return [row.key for row in found]


def due(engine: Engine) -> list[datetime]:
    return [row.due_at for row in rows(engine, "SELECT due_at FROM start_subscription ORDER BY due_at")]


def test_a_cycle_starts_a_case_each_time_until_it_has_run_out(engine: Engine, clock: MovableClock) -> None:
    deploy(engine, timed=timed("timeCycle", "R2/PT1H"))
    assert (fire(engine), due(engine)) == (0, [EIGHT + HOUR])
    clock.move(HOUR)
    assert (fire(engine), due(engine)) == (1, [EIGHT + 2 * HOUR])
    clock.move(HOUR)
    assert (fire(engine), due(engine)) == (1, [])
    first, second = cases(engine)
    assert (set(tasks(engine, first)), set(tasks(engine, second))) == ({"do"}, {"do"})
    assert kinds(engine, first)[0] == "case_started"


def test_a_date_fires_once_also_when_it_is_over_at_deployment(engine: Engine, clock: MovableClock) -> None:
    deploy(engine, timed=timed("timeDate", "2026-01-05T09:00:00+07:00"))
    clock.move(HOUR)
    assert (fire(engine), fire(engine), due(engine)) == (1, 0, [])
    deploy(engine, timed=timed("timeDate", "2026-01-01T09:00:00+07:00"))
    assert (fire(engine), len(cases(engine))) == (1, 2)


def test_an_unchanged_file_arms_nothing_anew_and_a_new_version_takes_the_place_of_the_old(
    engine: Engine, clock: MovableClock
) -> None:
    deploy(engine, timed=timed("timeCycle", "R/PT1H"))
    clock.move(HOUR / 2)
    deploy(engine, timed=timed("timeCycle", "R/PT1H"))
    assert due(engine) == [EIGHT + HOUR]
    done = deploy(engine, timed=timed("timeCycle", "R/PT2H"))
    assert due(engine) == [EIGHT + 2.5 * HOUR]
    clock.move(2 * HOUR)
    assert fire(engine) == 1
    found = rows(engine, "SELECT definition_key FROM process_instance")
    assert [row.definition_key for row in found] == [done.definitions[0].key]


def test_after_a_day_out_of_work_nothing_is_made_up_for(engine: Engine, clock: MovableClock) -> None:
    deploy(engine, timed=timed("timeCycle", "R/PT6H"), cron=timed("timeCycle", "0 0 9 * * *", "cron"))
    clock.move(timedelta(days=1))
    assert fire(engine) == 2
    assert len(cases(engine)) == 1
    assert due(engine) == [EIGHT + timedelta(days=1, hours=1), EIGHT + timedelta(days=1, hours=6)]
    clock.move(timedelta(days=3))
    fire(engine)
    assert len(rows(engine, "SELECT 1 FROM process_instance WHERE process_id = 'cron'")) == 2


def test_starts_and_timers_of_cases_fire_in_due_order(engine: Engine, clock: MovableClock) -> None:
    deploy(engine, reminder=diagrams.REMINDER, timed=timed("timeCycle", "R/PT45M"))
    case = start(engine, "reminder")
    clock.move(timedelta(minutes=50))
    assert fire(engine) == 1
    clock.move(timedelta(minutes=50))
    assert fire(engine) == 2
    found = rows(engine, "SELECT root_key FROM history_event WHERE kind IN ('timer_fired', 'case_started')"
                 " AND root_key >= :case ORDER BY root_key, seq", case=case)  # fmt: skip
    assert len(found) == 4


def test_two_tickers_at_once_start_one_case(engine: Engine, clock: MovableClock) -> None:
    deploy(engine, timed=timed("timeCycle", "R/PT1H"))
    clock.move(HOUR)
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: engine.do(FireTimers(), by=SYSTEM), range(4))) == 1
    assert len(cases(engine)) == 1


def test_it_does_not_fire_early_or_twice(engine: Engine, clock: MovableClock) -> None:
    done = deploy(engine, timed=timed("timeCycle", "R/PT1H"))
    command = FireStart(done.definitions[0].key, "tick")
    assert engine.do(command, by=SYSTEM) is False
    clock.move(HOUR)
    assert (engine.do(command, by=SYSTEM), engine.do(command, by=SYSTEM)) == (True, False)


def test_a_withdrawn_procedure_starts_no_more_until_it_is_deployed_again(engine: Engine, clock: MovableClock) -> None:
    file = timed("timeCycle", "R/PT1H")
    deploy(engine, timed=file)
    engine.do(Withdraw("timed"), by=EVERYBODY)
    clock.move(HOUR)
    assert fire(engine) == 0
    with pytest.raises(WrongState, match="withdrawn"):
        engine.do(Withdraw("timed"), by=EVERYBODY)
    with pytest.raises(WrongState, match="withdrawn"):
        engine.do(StartInstance("timed"), by=EVERYBODY)
    with pytest.raises(NotFound):
        engine.do(Withdraw("nothing"), by=EVERYBODY)
    assert deploy(engine, timed=file).definitions[0].version == 2
    clock.move(HOUR)
    assert fire(engine) == 1


def test_expressions_are_worked_out_at_deployment(engine: Engine) -> None:
    deploy(engine, timed=timed("timeCycle", '="R/" + "PT" + string(1 + 1) + "H"'))
    assert due(engine) == [EIGHT + 2 * HOUR]
    for wrong in ("=missing", '="soon"'):
        with pytest.raises(InvalidDeployment) as refused:
            deploy(engine, timed=timed("timeCycle", wrong))
        assert [f.element_id for f in refused.value.findings["timed.bpmn"]] == ["tick"]
    assert due(engine) == [EIGHT + 2 * HOUR], "nothing of it stays"


def test_several_start_events_in_one_process(engine: Engine, clock: MovableClock) -> None:
    nodes = [diagrams.start(), diagrams.timer_start("tick", "timeCycle", "R/PT1H"),
             diagrams.timer_start("tock", "timeCycle", "R/PT2H"), diagrams.message_start("told", "M"),
             diagrams.user("by_hand"), diagrams.user("by_clock"), diagrams.user("by_message"),
             diagrams.end()]  # fmt: skip
    flows = "start>by_hand>end tick>by_clock>end tock>by_clock told>by_message>end"
    deploy(engine, timed=diagrams.diagram("timed", nodes, flows, diagrams.message("M", "told")))
    assert set(tasks(engine, start(engine, "timed"))) == {"by_hand"}
    clock.move(HOUR)
    assert fire(engine) == 1
    clock.move(HOUR)
    assert fire(engine) == 2
    assert [set(tasks(engine, case)) for case in cases(engine)] == [{"by_hand"}, *[{"by_clock"}] * 3]


def test_what_a_timer_starts_is_started_by_hand_in_camunda_7_only(engine: Engine) -> None:
    deploy(engine, timed=timed("timeCycle", "R/PT1H"))
    with pytest.raises(InvalidCommand, match="nobody starts it by hand"):
        start(engine, "timed")
    nodes = [diagrams.timer_start("tick", "timeCycle", "R/PT1H"), diagrams.Node("userTask", "do"), diagrams.end()]
    file = diagrams.diagram("seven", nodes, "tick>do>end")
    deploy(engine, seven=file.replace(b"Camunda Cloud", b"Camunda Platform").replace(b"8.8.0", b"7.24.0"))
    assert set(tasks(engine, start(engine, "seven"))) == {"do"}
