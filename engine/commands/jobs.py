"""What workers do with jobs: take, complete, fail, throw a BPMN error. Our own connectors and outside workers alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bpmn.kinds import kinds_of
from bpmn.sentence import Sentence, say
from engine import plan as projection
from engine import rights
from engine.answers import TakenJob
from engine.commands.task_values import result_of
from engine.errors import Conflict, Faltered, InvalidCommand, WrongState
from engine.instance import Instance, lock
from engine.states import JOB, allows
from engine.work import Work

TASK_KEY = projection.TASK_KEY
TASK_ASSIGNEE = "io.camunda.zeebe:assignee"
NO_RETRIES = "JOB_NO_RETRIES"
TAKE = "UPDATE job SET worker = %s, lock_expires_at = %s WHERE key = %s"


@dataclass(frozen=True, slots=True)
class TakeJob:
    """Hold a job for one worker for a while. Until then nobody else gets it; after that anyone may. Workers (analysts,
    administrators, the system). Leaves no event: what counts is how the job ends."""

    job_key: int
    worker: str
    lock: timedelta

    def run(self, work: Work) -> TakenJob:
        instance, job = open_job(work, self.job_key)
        if job.lock_expires_at is not None and job.lock_expires_at > work.now and job.worker != self.worker:
            raise Conflict(
                say("Job {key} is held by {worker} until {until}.", key=job.key, worker=job.worker,
                    until=job.lock_expires_at.isoformat())
            )  # fmt: skip
        if job.due_at is not None and job.due_at > work.now:
            raise WrongState(
                say("Job {key} failed and is not tried again before {due}.", key=job.key, due=job.due_at.isoformat())
            )
        until = work.now + self.lock
        work.driver.execute(TAKE, (self.worker, until, job.key))
        return taken_job(instance, job, until, worker=self.worker)


@dataclass(frozen=True, slots=True)
class CompleteJob:
    """A job is done; ``variables`` are its result. ``worker``: who must hold it (Camunda 7); None: whoever does the
    job, as in Camunda 8. ``result``: what the worker of a Camunda 8 task listener says instead of variables, by
    Camunda's names: denied, deniedReason, or corrections; other jobs have none. ``local`` are variables of the element
    alone. Workers."""

    job_key: int
    variables: Mapping[str, Any] = field(default_factory=dict)
    worker: str | None = None
    local: Mapping[str, Any] = field(default_factory=dict)
    result: Mapping[str, Any] | None = None

    def run(self, work: Work) -> None:
        instance, job = open_job(work, self.job_key)
        held_by(job, self.worker)
        detail = {"job": job.key, "type": job.type, "variables": dict(self.variables)}
        result: dict[str, Any] = {}
        if (phase := instance.case.asked_about(job.token)) is not None:
            assigned = TASK_ASSIGNEE in job.headers
            result = result_of(self.result, self.variables, phase, assigned, work.engine.zone)
        about = {"task": job.headers[TASK_KEY]} if TASK_KEY in job.headers else {}
        instance.note("job_completed", {**detail, **result}, job)
        instance.plan.job_outcome = (job.token, "completed", None)
        _keep(instance, job, self.local)
        instance.case.complete(job.token, dict(self.variables), {"workerId": job.worker}, result, about)
        instance.save()


@dataclass(frozen=True, slots=True)
class ContinueCase:
    """The case goes on after an asynchronous continuation. If a step of it fails and tries are left, nothing happens
    (Faltered). Our workers."""

    job_key: int

    def run(self, work: Work) -> Sentence | None:
        """What stays of what went wrong, if something did."""
        instance, job = open_job(work, self.job_key)
        instance.case.complete(job.token)
        step = instance.save()
        if step is None or not step.raised:
            return None
        if job.retries > 1:
            raise Faltered(step.raised[0].sentence)
        return step.raised[0].sentence


@dataclass(frozen=True, slots=True)
class FailJob:
    """A job went wrong. With ``retries`` left it is tried again after ``backoff``, else it is an incident, unless the
    diagram says that such a failure is one of its errors (Camunda 7). ``variables`` are what the worker found out:
    local to the element in Camunda 8. Workers."""

    job_key: int
    message: str
    retries: int
    backoff: timedelta = timedelta(0)
    details: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)
    worker: str | None = None
    local: Mapping[str, Any] = field(default_factory=dict)

    def run(self, work: Work) -> None:
        if self.retries < 0:
            raise InvalidCommand(say("The number of retries must be 0 or more, not {retries}.", retries=self.retries))
        instance, job = open_job(work, self.job_key)
        held_by(job, self.worker)
        detail = {"job": job.key, "type": job.type, "retries": self.retries, "message": self.message}
        if self.variables:
            detail["variables"] = dict(self.variables)
        instance.note("job_failed", detail, job)
        report = {
            "errorMessage": self.message, "errorDetails": self.details or None, "retries": self.retries,
            "workerId": job.worker,
        }  # fmt: skip
        _keep(instance, job, self.local)
        if instance.case.failed(job.token, report, dict(self.variables)):
            instance.save()
            return
        if self.retries:
            due = work.now + self.backoff if self.backoff else None
            instance.plan.add(
                "jobs_changed", key=job.key, state="open", retries=self.retries,
                due_at=due.isoformat() if due else None, error_message=self.message,
                error_details=self.details or None,
            )  # fmt: skip
            projection.defer(instance.plan, job.key, job.type, due)
        else:
            run_out(instance, job, self.message, self.details or None)
        instance.save()


@dataclass(frozen=True, slots=True)
class ThrowJobError:
    """A job ends with an error that the diagram can catch by its code; if it does not, it is an incident. Workers."""

    job_key: int
    code: str
    message: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)
    worker: str | None = None

    def run(self, work: Work) -> None:
        instance, job = open_job(work, self.job_key)
        held_by(job, self.worker)
        detail = {
            "job": job.key, "type": job.type, "code": self.code, "message": self.message,
            "variables": dict(self.variables),
        }  # fmt: skip
        instance.note("job_error_thrown", detail, job)
        instance.plan.job_outcome = (job.token, "error_thrown", self.code)
        instance.case.throw_error(job.token, self.code, self.message, dict(self.variables))
        instance.save()


def run_out(instance: Instance, job: Any, message: str, details: str | None) -> None:
    """The job has no retries left: an incident. Its row stays, and is tried again when that is resolved."""
    instance.plan.add(
        "jobs_changed", key=job.key, state="failed", retries=0, due_at=None, error_message=message,
        error_details=details,
    )  # fmt: skip
    sentence = say("{type} failed and has no retries left: {message}", type=job.type, message=message)
    instance.job_key, instance.kept = job.key, frozenset({job.token})
    instance.case.stick(job.token, NO_RETRIES, sentence)


def open_job(work: Work, key: int, *, failed: bool = False) -> tuple[Instance, Any]:
    """The job and its case, locked; refused if the job is not there to be done. ``failed``: it may be out of
    retries."""
    instance, job = lock(work, "job", key)
    rights.must_do_jobs(work.by, instance.key)
    if not failed and not allows(JOB, job.state, "done"):
        raise WrongState(say("Job {key} has no retries left. Its incident must be resolved first.", key=job.key))
    return instance, job


def _keep(instance: Instance, job: Any, local: Mapping[str, Any]) -> None:
    """What a worker leaves at the element alone, for its output mappings (Camunda 7's localVariables)."""
    if local:
        instance.case.set_variables(dict(local), token=job.token, local=True)


def held_by(job: Any, worker: str | None) -> None:
    """Refuse if ``worker`` is given and does not have the job, even if its time is over: somebody else may have done
    part of it."""
    if worker is not None and job.worker != worker:
        raise Conflict(
            say("Job {key} is not held by {worker} but by {other}.", key=job.key, worker=worker,
                other=job.worker or say("nobody"))
        )  # fmt: skip


def taken_job(
    instance: Instance, job: Any, until: datetime, fetch: Sequence[str] | None = None,
    business_key: str | None = None, worker: str | None = None, local: bool = False,
) -> TakenJob:  # fmt: skip
    """What a worker gets: the job, and the variables that are visible at its element (``fetch``: only these;
    ``local``: only the element's own)."""
    place, seen = instance.place(job.token, job.instance_key, job.element_id), instance.visible(job.token)
    own = instance.case.index[job.token].data if local else seen
    names = [name for name in (own if fetch is None else fetch) if name in own]
    return TakenJob(
        key=job.key, type=job.type, instance_key=job.instance_key, root_key=job.root_key,
        process_id=place.process_id, element_id=job.element_id, retries=job.retries, headers=job.headers,
        variables={name: seen[name] for name in names}, lock_expires_at=until, definition_key=job.definition_key,
        token=job.token, worker=worker or job.worker or "", business_key=business_key, created_at=job.created_at,
        error_message=job.error_message, error_details=job.error_details,
        kinds=kinds_of({name: seen.kept(name) for name in names}) or {},
    )  # fmt: skip
