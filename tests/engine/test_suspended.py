"""SuspendInstance: a case that is held goes nowhere, whatever comes, until it is resumed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from engine import (
    SYSTEM,
    ActivateJobs,
    BroadcastSignal,
    CancelInstance,
    ClaimTask,
    CompleteJob,
    CompleteTask,
    CorrelateMessage,
    DeliverMessages,
    Engine,
    FireTimers,
    InvalidCommand,
    JobRequest,
    MovableClock,
    NotAllowed,
    Person,
    PublishMessage,
    Refusal,
    SetVariables,
    SuspendInstance,
    WrongState,
)
from tests.engine import diagrams
from tests.engine.cases import EVERYBODY, deploy, instance, jobs, kinds, rows, start, subscriptions, tasks, variables

HOUR = timedelta(hours=1)


def hold(engine: Engine, case: int, suspended: bool = True) -> None:
    engine.do(SuspendInstance(case, suspended), by=EVERYBODY)


def refused(engine: Engine, command: object) -> None:
    with pytest.raises(WrongState, match="This case is held"):
        engine.do(command, by=EVERYBODY)  # type: ignore[arg-type]


def test_its_jobs_are_neither_taken_nor_done(engine: Engine) -> None:
    deploy(engine, shipping=diagrams.SHIPPING)
    case = start(engine, "shipping")
    job = jobs(engine, case)["ship"].key
    hold(engine, case)
    wanted = ActivateJobs((JobRequest("ship", HOUR),), "w")
    assert engine.do(wanted, by=SYSTEM) == ()
    refused(engine, CompleteJob(job))
    assert not engine.wait_for_jobs(["ship"], 0.4)
    hold(engine, case, False)
    assert [taken.key for taken in engine.do(wanted, by=SYSTEM)] == [job]


def test_its_tasks_wait(engine: Engine) -> None:
    deploy(engine, both=diagrams.BOTH)
    case = start(engine, "both")
    task = tasks(engine, case)["left"]
    hold(engine, case)
    for command in (ClaimTask(task), CompleteTask(task, {})):
        refused(engine, command)
    engine.do(SetVariables(case, {"repaired": True}), by=EVERYBODY)
    hold(engine, case, False)
    engine.do(CompleteTask(task, {}), by=EVERYBODY)
    assert (set(tasks(engine, case)), variables(engine, case)) == ({"right"}, {"repaired": True})


def test_its_timers_fire_when_it_is_resumed(engine: Engine, clock: MovableClock) -> None:
    deploy(engine, reminder=diagrams.REMINDER)
    case = start(engine, "reminder")
    hold(engine, case)
    clock.move(timedelta(days=400))
    assert engine.do(FireTimers(), by=SYSTEM) == 0
    hold(engine, case, False)
    assert engine.do(FireTimers(), by=SYSTEM) > 0


def test_messages_pass_it_by_or_wait_for_it(engine: Engine) -> None:
    deploy(engine, payment=diagrams.PAYMENT)
    case = start(engine, "payment", invoice="7")
    (waiting,) = subscriptions(engine, case).values()
    hold(engine, case)
    key = waiting.correlation_key
    with pytest.raises(Refusal):
        engine.do(CorrelateMessage(waiting.name, correlation_key=key), by=EVERYBODY)
    assert engine.do(PublishMessage(waiting.name, key), by=EVERYBODY).correlated == ()
    engine.do(PublishMessage(waiting.name, key, ttl=HOUR), by=EVERYBODY)
    hold(engine, case, False)
    engine.do(DeliverMessages(), by=SYSTEM)
    assert subscriptions(engine, case) == {}


def test_signals_do_not_reach_it(engine: Engine) -> None:
    catch = diagrams.signal_event("intermediateCatchEvent", "catch", "alarm")
    flow = [diagrams.start(), catch, diagrams.end()]
    deploy(engine, caught=diagrams.diagram("caught", flow, "start>catch>end", diagrams.signal("alarm", "alarm")))
    case = start(engine, "caught")
    hold(engine, case)
    assert engine.do(BroadcastSignal("alarm"), by=EVERYBODY).receivers == 0
    hold(engine, case, False)
    assert engine.do(BroadcastSignal("alarm"), by=EVERYBODY).receivers == 1


def test_it_can_be_cancelled(engine: Engine) -> None:
    deploy(engine, both=diagrams.BOTH)
    case = start(engine, "both")
    hold(engine, case)
    engine.do(CancelInstance(case, "a mistake"), by=EVERYBODY)
    assert instance(engine, case).state == "terminated"
    refusing: Callable[[], None] = lambda: hold(engine, case)  # noqa: E731
    with pytest.raises(WrongState, match="ended already"):
        refusing()


def test_who_may_and_what(engine: Engine) -> None:
    deploy(engine, outer=diagrams.OUTER, inner=diagrams.INNER)
    case = start(engine, "outer")
    with pytest.raises(NotAllowed):
        engine.do(SuspendInstance(case), by=Person("siti", roles=frozenset({"staff"})))
    (called,) = rows(engine, "SELECT key FROM process_instance WHERE root_key = :c AND key <> :c", c=case)
    with pytest.raises(InvalidCommand, match="was called by case"):
        hold(engine, called.key)
    hold(engine, case)
    hold(engine, case)
    refused(engine, CompleteTask(tasks(engine, case)["deep"], {}))
    hold(engine, case, False)
    assert kinds(engine, case)[-2:] == ["case_suspended", "case_resumed"]
