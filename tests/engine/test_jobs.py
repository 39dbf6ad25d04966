"""TakeJob, CompleteJob, FailJob, ThrowJobError and RetryIncident of a failed job."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from engine import (
    SYSTEM,
    CompleteJob,
    Conflict,
    Engine,
    FailJob,
    FireTimers,
    InvalidCommand,
    MovableClock,
    NotAllowed,
    NotFound,
    Person,
    RetryIncident,
    TakeJob,
    ThrowJobError,
    WrongState,
)
from tests.engine import diagrams
from tests.engine.cases import deploy, incidents, instance, jobs, kinds, rows, start, tasks, variables

MINUTE = timedelta(minutes=1)


@pytest.fixture
def case(engine: Engine) -> int:
    deploy(engine, shipping=diagrams.SHIPPING)
    return start(engine, "shipping", order=7)


@pytest.fixture
def job(engine: Engine, case: int) -> int:
    return jobs(engine, case)["ship"].key


def stored(engine: Engine, job: int) -> Any:
    return rows(engine, "SELECT * FROM job WHERE key = :key", key=job)[0]


def test_a_taken_job_is_held_until_its_lock_expires(engine: Engine, job: int, case: int, clock: MovableClock) -> None:
    taken = engine.do(TakeJob(job, "w1", MINUTE), by=SYSTEM)
    assert (taken.type, taken.retries, taken.variables, taken.root_key) == ("ship", 3, {"order": 7}, case)
    assert taken.lock_expires_at == clock.now() + MINUTE
    with pytest.raises(Conflict, match="held by w1"):
        engine.do(TakeJob(job, "w2", MINUTE), by=SYSTEM)
    engine.do(TakeJob(job, "w1", 2 * MINUTE), by=SYSTEM)
    clock.move(2 * MINUTE)
    assert engine.do(TakeJob(job, "w2", MINUTE), by=SYSTEM).key == job


def test_a_job_sees_its_input_mappings(engine: Engine) -> None:
    mapped = diagrams.job("ship", inputs='<zeebe:input source="=order + 1" target="number"/>')
    deploy(engine, mapped=diagrams.diagram("mapped", [diagrams.start(), mapped, diagrams.end()], "start>ship>end"))
    case = start(engine, "mapped", order=1)
    taken = engine.do(TakeJob(jobs(engine, case)["ship"].key, "w", MINUTE), by=SYSTEM)
    assert taken.variables == {"number": 2, "order": 1}


def ended(engine: Engine, case: int) -> list[tuple[Any, ...]]:
    sql = "SELECT type, state, error_code FROM ended_job WHERE root_key = :case ORDER BY key"
    return [tuple(row) for row in rows(engine, sql, case=case)]


def test_the_jobs_of_one_token_end_one_after_the_other(engine: Engine) -> None:
    listener = '<zeebe:executionListener eventType="start" type="before"/>'
    ship = diagrams.job("ship")
    ship = replace(ship, extensions=f"<zeebe:executionListeners>{listener}</zeebe:executionListeners>{ship.extensions}")
    deploy(engine, heard=diagrams.diagram("heard", [diagrams.start(), ship, diagrams.end()], "start>ship>end"))
    case = start(engine, "heard")
    for expected in ("before", "ship"):
        (job,) = jobs(engine, case).values()
        assert job.type == expected
        engine.do(CompleteJob(job.key), by=SYSTEM)
    assert ended(engine, case) == [("before", "completed", None), ("ship", "completed", None)]


def test_a_completed_job_is_gone_and_its_result_is_in_the_case(engine: Engine, job: int, case: int) -> None:
    engine.do(CompleteJob(job, {"tracking": "X"}), by=SYSTEM)
    assert variables(engine, case) == {"order": 7, "tracking": "X"}
    assert jobs(engine, case) == {}
    assert ended(engine, case) == [("ship", "completed", None)]
    assert set(tasks(engine, case)) == {"check"}
    with pytest.raises(NotFound, match="done"):
        engine.do(CompleteJob(job), by=SYSTEM)


def test_with_retries_left_it_waits_and_is_tried_again(engine: Engine, job: int, clock: MovableClock) -> None:
    engine.do(TakeJob(job, "w1", MINUTE), by=SYSTEM)
    engine.do(FailJob(job, "no stock", retries=2, backoff=MINUTE), by=SYSTEM)
    with pytest.raises(WrongState, match="not tried again before"):
        engine.do(TakeJob(job, "w2", MINUTE), by=SYSTEM)
    clock.move(MINUTE)
    assert engine.do(TakeJob(job, "w2", MINUTE), by=SYSTEM).retries == 2
    assert stored(engine, job).error_message == "no stock"


def test_without_retries_it_is_an_incident_and_the_job_stays(engine: Engine, job: int, case: int) -> None:
    engine.do(FailJob(job, "no stock", retries=0), by=SYSTEM)
    found = incidents(engine, case)
    assert [(i.code, i.element_id, i.job_key) for i in found] == [("JOB_NO_RETRIES", "ship", job)]
    assert found[0].places["message"] == "no stock"
    assert (stored(engine, job).state, instance(engine, case).incidents) == ("failed", 1)
    for command in (TakeJob(job, "w", MINUTE), CompleteJob(job), FailJob(job, "again", retries=1)):
        with pytest.raises(WrongState, match="no retries left"):
            engine.do(command, by=SYSTEM)


@pytest.mark.parametrize("retries", [1, 5])
def test_retried_it_is_the_same_job_with_the_retries_given(
    engine: Engine, job: int, case: int, analyst: Person, retries: int
) -> None:
    engine.do(FailJob(job, "no stock", retries=0), by=SYSTEM)
    engine.do(RetryIncident(incidents(engine, case)[0].key, retries), by=analyst)
    again = stored(engine, job)
    assert (again.state, again.retries, again.error_message) == ("open", retries, "no stock")  # as Camunda 7 keeps it
    assert (incidents(engine, case), instance(engine, case).incidents) == ([], 0)
    engine.do(CompleteJob(job), by=SYSTEM)
    assert set(tasks(engine, case)) == {"check"}


def test_an_error_takes_the_way_of_its_boundary_event(engine: Engine, job: int, case: int) -> None:
    engine.do(ThrowJobError(job, "LOST", "fell off", {"where": "sea"}), by=SYSTEM)
    assert set(tasks(engine, case)) == {"refund"}
    assert jobs(engine, case) == {}
    assert "job_error_thrown" in kinds(engine, case)
    assert ended(engine, case) == [("ship", "error_thrown", "LOST")]


def test_an_error_nobody_catches_is_an_incident(engine: Engine, job: int, case: int, analyst: Person) -> None:
    engine.do(ThrowJobError(job, "BURNT"), by=SYSTEM)
    found = incidents(engine, case)
    assert [i.code for i in found] == ["UNHANDLED_ERROR_EVENT"]
    engine.do(RetryIncident(found[0].key), by=analyst)
    assert jobs(engine, case)["ship"].state == "open"
    assert ended(engine, case) == [("ship", "error_thrown", "BURNT")]


def test_staff_do_no_jobs_and_negative_retries_make_no_sense(engine: Engine, job: int, ana: Person) -> None:
    with pytest.raises(NotAllowed):
        engine.do(CompleteJob(job), by=ana)
    with pytest.raises(InvalidCommand):
        engine.do(FailJob(job, "x", retries=-1), by=SYSTEM)


def test_a_job_of_a_connector_is_deferred_in_the_same_transaction(engine: Engine) -> None:
    own = diagrams.job("mail", type="alur:mail", inputs='<zeebe:input source="=&quot;a@b.c&quot;" target="to"/>')
    deploy(engine, mailing=diagrams.diagram("mailing", [diagrams.start(), own, diagrams.end()], "start>mail>end"))
    heard: list[Any] = []
    engine.after_commit(heard.append)
    case = start(engine, "mailing")
    key = jobs(engine, case)["mail"].key
    deferred = rows(engine, "SELECT * FROM procrastinate_jobs")
    assert [(d.queue_name, d.args, d.status) for d in deferred] == [("connectors", {"job_key": key}, "todo")]
    assert [channel for wakeups in heard for channel, _ in wakeups] == ["procrastinate_any_queue_v1"]
    engine.do(FailJob(key, "smtp down", retries=1, backoff=MINUTE), by=SYSTEM)
    assert rows(engine, "SELECT scheduled_at FROM procrastinate_jobs ORDER BY id")[1].scheduled_at is not None


def test_a_failed_job_goes_with_its_activity(engine: Engine, clock: MovableClock) -> None:
    late = diagrams.timer_boundary("late", "ship", "timeDuration", "PT1H")
    nodes = [diagrams.start(), diagrams.job("ship"), late, diagrams.end()]
    deploy(engine, overdue=diagrams.diagram("overdue", nodes, "start>ship>end late>end"))
    case = start(engine, "overdue")
    engine.do(FailJob(jobs(engine, case)["ship"].key, "no stock", retries=0), by=SYSTEM)
    clock.move(timedelta(hours=2))
    engine.do(FireTimers(), by=SYSTEM)
    assert instance(engine, case).state == "completed"
    assert (jobs(engine, case), incidents(engine, case)) == ({}, [])
    assert ended(engine, case) == [("ship", "canceled", None)]


def test_what_a_worker_found_out_stays_with_the_element_in_camunda_8(engine: Engine, job: int, case: int) -> None:
    engine.do(FailJob(job, "no stock", retries=1, variables={"asked": 3}), by=SYSTEM)
    taken = engine.do(TakeJob(job, "w", MINUTE), by=SYSTEM)
    assert taken.variables["asked"] == 3
    engine.do(CompleteJob(job), by=SYSTEM)
    assert "asked" not in variables(engine, case)
