"""What workers do to get jobs: many at once, each for one worker; to hold them longer, to give them back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bpmn.attachments import CONTINUATION
from bpmn.sentence import say
from engine import rights
from engine.answers import TakenJob
from engine.commands.jobs import held_by, open_job, run_out, taken_job
from engine.errors import InvalidCommand, WrongState
from engine.instance import Instance
from engine.json_text import json_text
from engine.resting import WITH_SUBJECT
from engine.variables import OF_INSTANCES, CaseVariables
from engine.work import Work

TAKE = """
    WITH chosen AS (
        SELECT j.key FROM job j
        WHERE j.type = %s AND j.state = 'open' AND (j.due_at IS NULL OR j.due_at <= %s)
          AND (j.lock_expires_at IS NULL OR j.lock_expires_at <= %s)
          AND NOT EXISTS (SELECT FROM process_instance p WHERE p.key = j.root_key AND p.suspended) {narrowed}
        ORDER BY {order} LIMIT %s FOR UPDATE OF j SKIP LOCKED)
    UPDATE job j SET worker = %s, lock_expires_at = %s FROM chosen c WHERE j.key = c.key RETURNING j.key"""
"""Skipping what others are just taking, so that workers never wait for each other nor get the same job."""
FULL = """
    SELECT s.*, {resting}, p.business_key FROM job s JOIN process_instance p ON p.key = s.instance_key
    WHERE s.key = ANY(%s::bigint[]) ORDER BY {order}""".replace("{resting}", WITH_SUBJECT)
ROOTS = """
    SELECT p.key, p.definition_key, p.state, p.business_key, p.snapshot FROM process_instance p
    WHERE p.key = ANY(ARRAY(SELECT root_key FROM job WHERE key = ANY(%s::bigint[])))"""
VARIABLES = OF_INSTANCES.format(of="ANY(ARRAY(SELECT instance_key FROM job WHERE key = ANY(%s::bigint[])))")
HOLD = "UPDATE job SET lock_expires_at = %s WHERE key = %s"
GIVE_BACK = "UPDATE job SET worker = NULL, lock_expires_at = NULL, due_at = NULL WHERE key = %s"
RETRIES = "UPDATE job SET retries = %s, error_message = coalesce(error_message, '') WHERE key = %s"
"""A message, be it empty, says that the number is not the one the job began with."""
MOST = 1000
ORDERS = {
    "urgency": "j.priority DESC, j.key", "oldest": "j.created_at, j.key", "newest": "j.created_at DESC, j.key",
    "urgent and oldest": "j.priority DESC, j.created_at, j.key",
    "urgent and newest": "j.priority DESC, j.created_at DESC, j.key",
}  # fmt: skip
"""The first is that of the index; others read all open jobs of the type."""


@dataclass(frozen=True, slots=True)
class JobRequest:
    """Which jobs a worker wants: those of ``type``, each for the time of ``lock``. ``fetch``: the variables it wants to
    see, None for all. The others narrow it to cases that have this business key, are of one of these definitions
    (keys) or processes (ids), of a version with this tag, or have these values in their variables. ``local``: they get
    the variables of the element alone."""

    type: str
    lock: timedelta
    fetch: tuple[str, ...] | None = None
    business_key: str | None = None
    definitions: tuple[int, ...] = ()
    processes: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    version_tag: str | None = None
    local: bool = False

    def narrowed(self) -> tuple[str, tuple[Any, ...]]:
        """The condition beside type and state, and its values."""
        sql = ""
        values: list[Any] = []
        if self.business_key is not None:
            sql += " AND EXISTS (SELECT FROM process_instance i WHERE i.key = j.instance_key AND i.business_key = %s)"
            values.append(self.business_key)
        if self.definitions:
            sql += " AND j.definition_key = ANY(%s::bigint[])"
            values.append(list(self.definitions))
        if self.processes:
            sql += " AND j.definition_key IN (SELECT key FROM definition WHERE process_id = ANY(%s::text[]))"
            values.append(list(self.processes))
        if self.version_tag is not None:
            sql += " AND j.definition_key IN (SELECT key FROM definition WHERE version_tag = %s)"
            values.append(self.version_tag)
        for name, value in self.values.items():
            sql += (
                " AND EXISTS (SELECT FROM variable v WHERE v.instance_key = j.instance_key AND v.name = %s"
                " AND v.value = %s::jsonb)"
            )
            values += [name, json_text(value)]
        return sql, tuple(values)


@dataclass(frozen=True, slots=True)
class ActivateJobs:
    """Hold up to ``limit`` jobs for one worker, of each request the most urgent first and of those the oldest (or as
    ``order`` says: a name in ORDERS), one request after the other. Until
    its lock is over nobody else gets such a job; after that anyone may. Workers. Leaves no event, as TakeJob."""

    requests: tuple[JobRequest, ...]
    worker: str
    limit: int = 1
    order: str = "urgency"

    def run(self, work: Work) -> tuple[TakenJob, ...]:
        rights.must_do_jobs(work.by)
        self._check()
        answer: list[TakenJob] = []
        for request in self.requests:
            if (left := self.limit - len(answer)) > 0:
                answer += self._take(work, request, left)
        return tuple(answer)

    def _check(self) -> None:
        if not 1 <= self.limit <= MOST:
            raise InvalidCommand(
                say("A worker can ask for 1 to {most} jobs at once, not {n}.", most=MOST, n=self.limit)
            )
        for request in self.requests:
            if request.lock <= timedelta(0):
                raise InvalidCommand(say("The time for which a job is held must be more than 0."))
            if request.type == CONTINUATION:
                raise InvalidCommand(say("Jobs of the type {type} are done by Alur itself.", type=request.type))

    def _take(self, work: Work, request: JobRequest, limit: int) -> list[TakenJob]:
        narrowed, values = request.narrowed()
        until, order = work.now + request.lock, ORDERS[self.order]
        taken = work.driver.execute(
            TAKE.format(narrowed=narrowed, order=order),
            (request.type, work.now, work.now, *values, limit, self.worker, until),
        ).fetchall()  # fmt: skip
        keys = [row[0] for row in taken]
        if not keys:
            return []
        jobs, roots, rows = work.trip(
            (FULL.replace("{order}", order.replace("j.", "s.")), (keys,)), (ROOTS, (keys,)), (VARIABLES, (keys,))
        )
        cases = {root.key: _case(work, root, jobs, rows) for root in roots}
        return [
            taken_job(cases[job.root_key], job, until, request.fetch, job.business_key, local=request.local)
            for job in jobs
        ]


def _case(work: Work, root: Any, jobs: list[Any], rows: list[Any]) -> Instance:
    """The case as it is stored, to look into. It need not be locked: as long as the jobs' rows are ours, the case does
    not leave them."""
    instance = Instance(work, root.key, work.definition(root.definition_key), root.state)
    instance.snapshot, instance.business_key = root.snapshot, root.business_key
    read = {job.instance_key for job in jobs if job.root_key == root.key}
    for job in jobs:
        if job.root_key == root.key:
            instance.rest.found(job.token, job.resting)
    instance.variables = CaseVariables(work, read, (row for row in rows if row.instance_key in read))
    return instance


@dataclass(frozen=True, slots=True)
class HoldJob:
    """Hold a job that ``worker`` has for the time of ``lock`` from now on: longer, or shorter. Workers."""

    job_key: int
    lock: timedelta
    worker: str | None = None

    def run(self, work: Work) -> None:
        _, job = open_job(work, self.job_key)
        held_by(job, self.worker)
        if self.lock < timedelta(0):
            raise InvalidCommand(say("The time for which a job is held must be more than 0."))
        if job.lock_expires_at is None or job.lock_expires_at <= work.now:
            raise WrongState(say("Nobody holds job {key} now, so its lock cannot be extended.", key=job.key))
        work.driver.execute(HOLD, (work.now + self.lock, job.key))


@dataclass(frozen=True, slots=True)
class ReleaseJob:
    """Give a job back, so that any worker may take it at once, also after a failure. Workers."""

    job_key: int

    def run(self, work: Work) -> None:
        _, job = open_job(work, self.job_key)
        work.driver.execute(GIVE_BACK, (job.key,))


@dataclass(frozen=True, slots=True)
class SetJobRetries:
    """How often a job may still be tried. None is an incident, as if it had failed; one that has none left is tried
    again when its incident is resolved. Workers."""

    job_key: int
    retries: int

    def run(self, work: Work) -> None:
        if self.retries < 0:
            raise InvalidCommand(say("The number of retries must be 0 or more, not {retries}.", retries=self.retries))
        instance, job = open_job(work, self.job_key, failed=True)
        if not self.retries and job.state == "failed":
            return
        instance.note("job_retries_set", {"job": job.key, "type": job.type, "retries": self.retries}, job)
        if self.retries:
            work.driver.execute(RETRIES, (self.retries, job.key))
        else:
            run_out(instance, job, job.error_message or "", job.error_details)
        instance.save()
