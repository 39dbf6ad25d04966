"""BroadcastSignal and EvaluateConditions: everybody it concerns gets it, once, also if the process dies in between."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from engine import (
    SYSTEM,
    BroadcastSignal,
    CancelInstance,
    DeliverBroadcasts,
    Engine,
    EvaluateConditions,
    ForgetBroadcasts,
    InvalidCommand,
    MovableClock,
    NotAllowed,
    NotFound,
    Person,
    Withdraw,
)
from tests.engine import diagrams
from tests.engine.cases import EVERYBODY, deploy, instance, kinds, rows, start, subscriptions, tasks, variables

FOLLOW = Engine._follow
GATE = diagrams.diagram(
    "gate", [diagrams.start(), diagrams.signal_event("intermediateCatchEvent", "opened", "G"), diagrams.user("enter"),
             diagrams.end()],
    "start>opened>enter>end", diagrams.signal("G", "open"),
)  # fmt: skip
GUARDED = diagrams.diagram(
    "guarded",
    [diagrams.start(), diagrams.user("work"),
     diagrams.signal_event("boundaryEvent", "rung", "G", 'attachedToRef="work" cancelActivity="false"'),
     diagrams.user("look"), diagrams.end(), diagrams.end("e2")],
    "start>work>end rung>look>e2", diagrams.signal("G", "open"),
)  # fmt: skip
STARTED = diagrams.diagram(
    "started", [diagrams.signal_event("startEvent", "heard", "G"), diagrams.user("answer"), diagrams.end()],
    "heard>answer>end", diagrams.signal("G", "open"),
)  # fmt: skip
ASKED = diagrams.diagram(
    "asked",
    [diagrams.condition_start("big", "=amount > 100"), diagrams.condition_start("huge", "=amount > 1000"),
     diagrams.user("audit"), diagrams.user("alarm"), diagrams.end(), diagrams.end("e2")],
    "big>audit>end huge>alarm>e2",
)  # fmt: skip


@pytest.fixture
def dying(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The process dies right after each commit, until undone."""
    monkeypatch.setattr(Engine, "_follow", lambda self, command, by: None)
    return monkeypatch


THROWING = diagrams.diagram(
    "throwing",
    [diagrams.start(), diagrams.parallel("fork"), diagrams.signal_event("intermediateCatchEvent", "listen", "G"),
     diagrams.signal_event("intermediateThrowEvent", "shout", "G"),
     diagrams.signal_event("intermediateCatchEvent", "echo", "G"), diagrams.user("heard"), diagrams.end(),
     diagrams.end("e2")],
    "start>fork>listen>heard>end fork>shout>echo>e2", diagrams.signal("G", "open"),
)  # fmt: skip


def test_a_thrown_signal_reaches_what_waits_elsewhere_and_in_the_case_itself_but_not_what_comes_after(
    engine: Engine,
) -> None:
    deploy(engine, throwing=THROWING, gate=GATE, started=STARTED)
    gate = start(engine, "gate")
    case = start(engine, "throwing")
    assert (set(tasks(engine, case)), set(subscriptions(engine, case))) == ({"heard"}, {"echo"})
    assert (set(tasks(engine, gate)), variables(engine, gate)) == ({"enter"}, {})
    assert len(cases(engine, "started")) == 1
    assert "signal_thrown" in kinds(engine, case)
    start(engine, "throwing")
    assert set(subscriptions(engine, case)) == set(), "a case that waited before hears the next one"


def test_what_a_case_has_thrown_is_delivered_after_a_death(engine: Engine, dying: pytest.MonkeyPatch) -> None:
    deploy(engine, throwing=THROWING, gate=GATE)
    gate = start(engine, "gate")
    case = start(engine, "throwing")
    dying.setattr(Engine, "_follow", FOLLOW)
    assert (set(tasks(engine, gate)), set(tasks(engine, case))) == (set(), set())
    assert engine.do(DeliverBroadcasts(), by=SYSTEM) == 2
    assert (set(tasks(engine, gate)), set(tasks(engine, case))) == ({"enter"}, {"heard"})


def cases(engine: Engine, process_id: str) -> list[int]:
    found = rows(engine, "SELECT key FROM process_instance WHERE process_id = :p ORDER BY key", p=process_id)
    return [row.key for row in found]


def signal(engine: Engine, name: str = "open", **values: Any) -> Any:
    return engine.do(BroadcastSignal(name, values), by=EVERYBODY)


def test_all_that_wait_get_it_with_its_data_and_start_events_start(engine: Engine) -> None:
    deploy(engine, gate=GATE, guarded=GUARDED, started=STARTED)
    first, second, third = start(engine, "gate", x=0), start(engine, "gate"), start(engine, "guarded")
    assert signal(engine, x=1).receivers == 4
    (fourth,) = cases(engine, "started")
    assert [set(tasks(engine, case)) for case in (first, second, third, fourth)] == [
        {"enter"}, {"enter"}, {"work", "look"}, {"answer"},
    ]  # fmt: skip
    assert [variables(engine, case)["x"] for case in (first, second, third, fourth)] == [1, 1, 1, 1]
    assert "signal_received" in kinds(engine, first)
    assert rows(engine, "SELECT 1 FROM broadcast_delivery") == []


def test_a_signal_is_not_kept_and_its_name_counts(engine: Engine) -> None:
    deploy(engine, gate=GATE)
    assert signal(engine).receivers == 0
    case = start(engine, "gate")
    assert signal(engine, "other").receivers == 0
    engine.do(DeliverBroadcasts(), by=SYSTEM)
    assert set(subscriptions(engine, case)) == {"opened"}


def test_what_the_process_left_when_it_died_is_delivered_by_the_sweep_once(
    engine: Engine, dying: pytest.MonkeyPatch
) -> None:
    deploy(engine, gate=GATE, started=STARTED)
    case = start(engine, "gate")
    signal(engine, x=1)
    late = start(engine, "gate")
    dying.undo()
    assert (set(tasks(engine, case)), cases(engine, "started")) == (set(), [])
    assert engine.do(DeliverBroadcasts(), by=SYSTEM) == 2
    assert engine.do(DeliverBroadcasts(), by=SYSTEM) == 0
    assert set(tasks(engine, case)) == {"enter"}
    assert len(cases(engine, "started")) == 1
    assert set(tasks(engine, late)) == set(), "it came to wait after the signal"


def test_a_receiver_that_went_another_way_meanwhile_is_left_out(engine: Engine, dying: pytest.MonkeyPatch) -> None:
    deploy(engine, gate=GATE)
    case = start(engine, "gate")
    signal(engine)
    engine.do(CancelInstance(case, "not needed"), by=EVERYBODY)
    dying.undo()
    assert engine.do(DeliverBroadcasts(), by=SYSTEM) == 0
    assert rows(engine, "SELECT 1 FROM broadcast_delivery") == []


def test_two_signals_before_the_first_is_delivered_both_reach_a_guard_that_stays(
    engine: Engine, dying: pytest.MonkeyPatch
) -> None:
    deploy(engine, guarded=GUARDED, gate=GATE)
    case, once = start(engine, "guarded"), start(engine, "gate")
    signal(engine)
    signal(engine)
    dying.undo()
    assert engine.do(DeliverBroadcasts(), by=SYSTEM) == 3
    looks = rows(engine, "SELECT 1 FROM task WHERE element_id = 'look' AND root_key = :case", case=case)
    assert (len(looks), set(tasks(engine, once))) == (2, {"enter"})


def test_two_senders_and_two_sweeps_at_once(engine: Engine) -> None:
    deploy(engine, guarded=GUARDED, started=STARTED)
    waiting = [start(engine, "guarded") for _ in range(5)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: signal(engine), range(2)))
        list(pool.map(lambda _: engine.do(DeliverBroadcasts(), by=SYSTEM), range(2)))
    assert len(cases(engine, "started")) == 2
    for case in waiting:
        looks = rows(engine, "SELECT 1 FROM task WHERE element_id = 'look' AND root_key = :case", case=case)
        assert len(looks) == 2


def test_only_start_events_of_the_latest_version_and_none_after_a_withdrawal(engine: Engine) -> None:
    deploy(engine, started=STARTED)
    deploy(engine, started=STARTED.replace(b"Do answer", b"Answer it"))
    assert signal(engine).receivers == 1
    (case,) = cases(engine, "started")
    version = "SELECT version FROM definition WHERE key = :key"
    assert rows(engine, version, key=instance(engine, case).definition_key)[0].version == 2
    engine.do(Withdraw("started"), by=EVERYBODY)
    assert signal(engine).receivers == 0


def test_what_was_sent_before_a_withdrawal_starts_nothing_after_it(engine: Engine, dying: pytest.MonkeyPatch) -> None:
    deploy(engine, started=STARTED)
    signal(engine)
    engine.do(Withdraw("started"), by=EVERYBODY)
    dying.undo()
    assert engine.do(DeliverBroadcasts(), by=SYSTEM) == 0
    assert cases(engine, "started") == []


def test_conditions_start_a_case_wherever_they_hold(engine: Engine) -> None:
    deploy(engine, asked=ASKED)
    ask = EvaluateConditions({"amount": 500}, business_key="B-1")
    (case,) = engine.do(ask, by=EVERYBODY).cases
    assert (set(tasks(engine, case)), variables(engine, case)) == ({"audit"}, {"amount": 500})
    assert instance(engine, case).business_key == "B-1"
    both = engine.do(EvaluateConditions({"amount": 5000}, process_id="asked"), by=EVERYBODY).cases
    assert [set(tasks(engine, case)) for case in both] == [{"audit"}, {"alarm"}]
    assert engine.do(EvaluateConditions({"amount": 5}), by=EVERYBODY).cases == ()
    assert engine.do(EvaluateConditions({"other": 5}), by=EVERYBODY).cases == (), "no value is not true"
    with pytest.raises(NotFound, match="no conditional start event"):
        engine.do(EvaluateConditions({}, process_id="gate"), by=EVERYBODY)


def test_cases_that_conditions_start_survive_a_death(engine: Engine, dying: pytest.MonkeyPatch) -> None:
    deploy(engine, asked=ASKED)
    started = engine.do(EvaluateConditions({"amount": 5000}), by=EVERYBODY).cases
    dying.undo()
    assert engine.do(DeliverBroadcasts(), by=SYSTEM) == 2
    assert tuple(cases(engine, "asked")) == started


def test_delivered_signals_are_forgotten(engine: Engine, clock: MovableClock) -> None:
    deploy(engine, started=STARTED)
    signal(engine)
    clock.move(timedelta(minutes=1))
    assert engine.do(ForgetBroadcasts(), by=SYSTEM) == 1


def test_who_may_and_a_name_is_needed(engine: Engine, ana: Person) -> None:
    for command in (BroadcastSignal("open"), EvaluateConditions({}), Withdraw("started")):
        with pytest.raises(NotAllowed):
            engine.do(command, by=ana)
    with pytest.raises(InvalidCommand):
        engine.do(BroadcastSignal(""), by=EVERYBODY)
