"""From the job row to the connector and back: results, retries, incidents, BPMN errors, jobs that are gone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bpmn.sentence import Sentence, say
from engine import CancelInstance, Deploy, Engine, MovableClock, Person, RetryIncident, StartInstance, TakeJob
from engine.errors import Conflict
from engine.jobs import run
from engine.jobs.connectors import CONNECTORS, Call, Outside, ProcessError, Trouble
from engine.jobs.defer import QUEUE
from engine.person import SYSTEM
from tests.engine.jobs.models import job_model

OUTSIDE = Outside()


class Probe:
    """A connector that does what the test says."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.outcomes: list[Any] = []

    def __call__(self, call: Call, outside: Outside) -> Mapping[str, Any]:
        self.calls.append(call)
        outcome = self.outcomes.pop(0) if self.outcomes else {"answer": 42}
        if isinstance(outcome, Exception):
            raise outcome
        return outcome  # type: ignore[no-any-return]


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch) -> Probe:
    made = Probe()
    monkeypatch.setitem(CONNECTORS, "test:probe", made)
    return made


@pytest.fixture
def case(engine: Engine, admin: Person, probe: Probe) -> int:
    engine.do(Deploy("jobs", {"calls.bpmn": job_model("calls", "test:probe", headers={"k": "v"})}), by=admin)
    return int(engine.do(StartInstance("calls", variables={"amount": 5}), by=admin).instance_key)


def one(engine: Engine, query: str, **values: Any) -> Any:
    with engine.read() as connection:
        return connection.execute(text(query), values).one_or_none()


def the_job(engine: Engine) -> Any:
    return one(engine, "SELECT * FROM job")


def state(engine: Engine, case: int) -> Any:
    return one(engine, "SELECT state, end_element_id, incidents FROM process_instance WHERE key = :k", k=case)


def test_a_job_row_comes_with_a_queued_job_in_the_same_transaction(engine: Engine, case: int) -> None:
    queued = one(engine, "SELECT queue_name, status, args FROM procrastinate_jobs")
    assert (queued.queue_name, queued.status) == (QUEUE, "todo")
    assert queued.args == {"job_key": the_job(engine).key}


def test_the_connectors_answer_ends_the_job(engine: Engine, case: int, probe: Probe) -> None:
    key = the_job(engine).key
    run.carry_out(engine, key, OUTSIDE)
    (call,) = probe.calls
    assert call.headers["k"] == "v"
    assert call.variables["amount"] == 5
    assert state(engine, case)[:2] == ("completed", "done")
    assert one(engine, "SELECT value FROM variable WHERE name = 'answer'").value == 42
    assert the_job(engine) is None


def test_a_second_run_of_a_done_job_calls_nobody(engine: Engine, case: int, probe: Probe) -> None:
    key = the_job(engine).key
    run.carry_out(engine, key, OUTSIDE)
    run.carry_out(engine, key, OUTSIDE)
    assert len(probe.calls) == 1


def test_temporary_trouble_is_tried_again_later(engine: Engine, case: int, probe: Probe, clock: MovableClock) -> None:
    probe.outcomes = [Trouble(sentence("no line")), {"answer": 1}]
    run.carry_out(engine, the_job(engine).key, OUTSIDE)
    job = the_job(engine)
    assert (job.state, job.retries, job.error_message) == ("open", 2, "no line")
    assert job.due_at - clock.now() == timedelta(minutes=1)
    later = one(engine, "SELECT scheduled_at FROM procrastinate_jobs ORDER BY id DESC LIMIT 1")
    assert later.scheduled_at == job.due_at
    clock.move(timedelta(minutes=1))
    run.carry_out(engine, job.key, OUTSIDE)
    assert state(engine, case).state == "completed"


def test_trouble_without_end_becomes_an_incident_that_can_be_retried(
    engine: Engine, case: int, probe: Probe, clock: MovableClock, admin: Person
) -> None:
    probe.outcomes = [Trouble(sentence("no line")) for _ in range(3)]
    for _ in range(3):
        run.carry_out(engine, the_job(engine).key, OUTSIDE)
        clock.move(timedelta(minutes=11))
    assert state(engine, case).incidents == 1
    incident = one(engine, "SELECT key, places FROM incident WHERE state = 'open'")
    engine.do(RetryIncident(incident.key), by=admin)
    run.carry_out(engine, the_job(engine).key, OUTSIDE)
    assert state(engine, case) == ("completed", "done", 0)


def test_permanent_trouble_is_an_incident_at_once(engine: Engine, case: int, probe: Probe) -> None:
    probe.outcomes = [Trouble(sentence("no such person"), permanent=True)]
    run.carry_out(engine, the_job(engine).key, OUTSIDE)
    assert len(probe.calls) == 1
    assert state(engine, case).incidents == 1


def test_a_broken_connector_is_an_incident_and_not_a_crash(engine: Engine, case: int, probe: Probe) -> None:
    probe.outcomes = [ZeroDivisionError("by zero")]
    run.carry_out(engine, the_job(engine).key, OUTSIDE)
    assert state(engine, case).incidents == 1
    assert "ZeroDivisionError" in the_job(engine).error_message


def test_a_business_error_takes_the_diagrams_way(engine: Engine, case: int, probe: Probe) -> None:
    probe.outcomes = [ProcessError("REFUSED", "not eligible")]
    run.carry_out(engine, the_job(engine).key, OUTSIDE)
    assert state(engine, case)[:2] == ("completed", "refusedEnd")


def test_a_job_that_another_worker_holds_is_left_to_it(engine: Engine, case: int, probe: Probe) -> None:
    key = the_job(engine).key
    engine.do(TakeJob(key, "somebody", timedelta(minutes=1)), by=SYSTEM)
    with pytest.raises(Conflict):
        run.carry_out(engine, key, OUTSIDE)
    assert not probe.calls


def test_the_job_of_a_dead_worker_is_free_again_after_its_lock(
    engine: Engine, case: int, probe: Probe, clock: MovableClock
) -> None:
    key = the_job(engine).key
    engine.do(TakeJob(key, "somebody", run.LOCK), by=SYSTEM)
    clock.move(run.LOCK + timedelta(seconds=1))
    run.carry_out(engine, key, OUTSIDE)
    assert state(engine, case).state == "completed"


def test_a_case_that_was_cancelled_during_the_call_stays_cancelled(
    engine: Engine, case: int, probe: Probe, admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cancel(call: Call, outside: Outside) -> Mapping[str, Any]:
        engine.do(CancelInstance(case, "no longer wanted"), by=admin)
        return {"answer": 1}

    monkeypatch.setitem(CONNECTORS, "test:probe", cancel)
    run.carry_out(engine, the_job(engine).key, OUTSIDE)
    assert state(engine, case).state == "terminated"


def test_the_diagram_may_say_how_long_to_wait(engine: Engine, admin: Person, probe: Probe, clock: MovableClock) -> None:
    probe.outcomes = [Trouble(sentence("no line"))]
    model = job_model("patient", "test:probe", headers={"retryBackoff": "PT2H"})
    engine.do(Deploy("jobs", {"patient.bpmn": model}), by=admin)
    engine.do(StartInstance("patient"), by=admin)
    run.carry_out(engine, the_job(engine).key, OUTSIDE)
    assert the_job(engine).due_at - clock.now() == timedelta(hours=2)


def sentence(words: str) -> Sentence:
    return say("{words}", words=words)
