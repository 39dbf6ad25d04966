"""ActivateJobs, HoldJob, ReleaseJob, SetJobRetries, and waiting for jobs to come."""

from __future__ import annotations

import threading
import time
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from engine import (
    SYSTEM,
    ActivateJobs,
    CompleteJob,
    Conflict,
    Engine,
    FailJob,
    HoldJob,
    InvalidCommand,
    JobRequest,
    MovableClock,
    NotAllowed,
    Person,
    ReleaseJob,
    RetryIncident,
    SetJobRetries,
    StartInstance,
    TakenJob,
    WrongState,
)
from tests.engine import diagrams
from tests.engine.cases import EVERYBODY, deploy, incidents, instance, jobs, kinds, start

MINUTE = timedelta(minutes=1)
SHIP = JobRequest("ship", MINUTE)


@pytest.fixture
def case(engine: Engine) -> int:
    deploy(engine, shipping=diagrams.SHIPPING)
    return start(engine, "shipping", order=7)


def activate(engine: Engine, *requests: JobRequest, worker: str = "w1", limit: int = 10) -> tuple[TakenJob, ...]:
    return engine.do(ActivateJobs(requests or (SHIP,), worker, limit), by=SYSTEM)  # type: ignore[no-any-return]


def test_the_oldest_jobs_come_first_and_each_but_once(engine: Engine, case: int, clock: MovableClock) -> None:
    others = [start(engine, "shipping", order=number) for number in (8, 9)]
    first = activate(engine, limit=2)
    assert [job.root_key for job in first] == [case, others[0]]
    assert [job.variables for job in first] == [{"order": 7}, {"order": 8}]
    assert first[0].lock_expires_at == clock.now() + MINUTE
    assert [job.root_key for job in activate(engine, worker="w2")] == [others[1]]
    assert activate(engine, worker="w3") == ()
    clock.move(MINUTE)
    assert [job.key for job in activate(engine, worker="w3", limit=1)] == [first[0].key]


def test_only_the_variables_asked_for_are_brought(engine: Engine, case: int) -> None:
    engine.do(StartInstance("shipping", variables={"order": 8, "a": 1, "b": [2]}), by=EVERYBODY)
    found = activate(engine, JobRequest("ship", MINUTE, fetch=("b", "missing")))
    assert [job.variables for job in found] == [{}, {"b": [2]}]


def test_variables_of_inner_scopes_are_seen(engine: Engine) -> None:
    mapped = diagrams.job("ship", inputs='<zeebe:input source="=order + 1" target="number"/>')
    deploy(engine, mapped=diagrams.diagram("mapped", [diagrams.start(), mapped, diagrams.end()], "start>ship>end"))
    start(engine, "mapped", order=1)
    assert [job.variables for job in activate(engine)] == [{"number": 2, "order": 1}]


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        ({"business_key": "B"}, ["B"]),
        ({"business_key": "none"}, []),
        ({"processes": ("shipping",)}, [None, "A", "B"]),
        ({"processes": ("other",)}, []),
        ({"values": {"order": 2}}, ["B"]),
        ({"values": {"order": 2, "kind": "x"}}, ["B"]),
        ({"values": {"order": 3}}, []),
    ],
)
def test_requests_are_narrowed(engine: Engine, case: int, narrowed: Any, expected: list[str | None]) -> None:
    for key, order in (("A", 1), ("B", 2)):
        engine.do(StartInstance("shipping", variables={"order": order, "kind": "x"}, business_key=key), by=EVERYBODY)
    found = activate(engine, JobRequest("ship", MINUTE, **narrowed))
    assert [job.business_key for job in found] == expected


def test_a_definition_narrows_too(engine: Engine, case: int) -> None:
    definition = instance(engine, case).definition_key
    assert activate(engine, JobRequest("ship", MINUTE, definitions=(definition + 1,))) == ()
    assert len(activate(engine, JobRequest("ship", MINUTE, definitions=(definition,)))) == 1


def test_a_job_in_its_back_off_is_left_alone(engine: Engine, case: int, clock: MovableClock) -> None:
    (job,) = activate(engine)
    engine.do(FailJob(job.key, "no stock", 2, timedelta(seconds=30), details="trace"), by=SYSTEM)
    assert activate(engine) == ()
    clock.move(timedelta(seconds=30))
    (again,) = activate(engine)
    assert (again.key, again.retries, again.error_message, again.error_details) == (job.key, 2, "no stock", "trace")


def test_what_makes_no_sense_is_refused(engine: Engine, case: int) -> None:
    for command in (
        ActivateJobs((SHIP,), "w", 0),
        ActivateJobs((SHIP,), "w", 1001),
        ActivateJobs((JobRequest("ship", timedelta(0)),), "w"),
        ActivateJobs((JobRequest("alur:continue", MINUTE),), "w"),
        SetJobRetries(jobs(engine, case)["ship"].key, -1),
    ):
        with pytest.raises(InvalidCommand):
            engine.do(command, by=SYSTEM)
    with pytest.raises(NotAllowed):
        engine.do(ActivateJobs((SHIP,), "w"), by=Person("siti", roles=frozenset({"staff"})))
    worker = Person("robot", roles=frozenset({"worker"}))
    assert len(engine.do(ActivateJobs((SHIP,), "w"), by=worker)) == 1


def test_a_lock_is_extended_by_its_holder_only(engine: Engine, case: int, clock: MovableClock) -> None:
    (job,) = activate(engine)
    with pytest.raises(Conflict, match="not held by w2 but by w1"):
        engine.do(HoldJob(job.key, MINUTE, "w2"), by=SYSTEM)
    clock.move(MINUTE / 2)
    engine.do(HoldJob(job.key, MINUTE, "w1"), by=SYSTEM)
    clock.move(MINUTE * 3 / 4)
    assert activate(engine, worker="w2") == ()
    clock.move(MINUTE / 4)
    with pytest.raises(WrongState, match="Nobody holds"):
        engine.do(HoldJob(job.key, MINUTE, "w1"), by=SYSTEM)


def test_a_job_given_back_is_free_at_once(engine: Engine, case: int) -> None:
    (job,) = activate(engine)
    engine.do(ReleaseJob(job.key), by=SYSTEM)
    assert [again.worker for again in activate(engine, worker="w2")] == ["w2"]
    with pytest.raises(Conflict):
        engine.do(CompleteJob(job.key, worker="w1"), by=SYSTEM)
    engine.do(CompleteJob(job.key, worker="w2"), by=SYSTEM)


def test_retries_that_were_set_count_when_the_incident_is_resolved(engine: Engine, case: int) -> None:
    (job,) = activate(engine)
    engine.do(FailJob(job.key, "no stock", 0), by=SYSTEM)
    engine.do(SetJobRetries(job.key, 5), by=SYSTEM)
    assert activate(engine) == ()
    engine.do(RetryIncident(incidents(engine, case)[0].key), by=SYSTEM)
    (again,) = activate(engine)
    assert (again.key, again.retries) == (job.key, 5)
    assert "job_retries_set" in kinds(engine, case)


def test_workers_at_the_same_time_never_get_the_same_job(engine: Engine, case: int) -> None:
    for number in range(29):
        start(engine, "shipping", order=number)
    got: list[int] = []

    def work(name: str) -> None:
        while found := activate(engine, worker=name, limit=3):
            for job in found:
                got.append(job.key)
                engine.do(CompleteJob(job.key, worker=name), by=SYSTEM)

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 30
    assert set(Counter(got).values()) == {1}


def test_whoever_waits_is_woken_by_a_new_job(engine: Engine, case: int) -> None:
    activate(engine)
    threading.Timer(0.2, lambda: start(engine, "shipping", order=8)).start()
    began = time.monotonic()
    assert engine.wait_for_jobs(["other", "ship"], 10)
    assert time.monotonic() - began < 5
    assert len(activate(engine)) == 1
    assert not engine.wait_for_jobs(["ship"], 0.05)


def test_whoever_waits_is_woken_by_another_process_and_by_time(engine: Engine, case: int, clock: MovableClock) -> None:
    activate(engine)
    threading.Timer(0.1, lambda: clock.move(MINUTE)).start()
    assert engine.wait_for_jobs(["ship"], 10)
