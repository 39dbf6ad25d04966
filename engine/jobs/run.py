"""One job from beginning to end: take it (tx 1), call the connector outside of any transaction, report back (tx 2)."""

from __future__ import annotations

import logging
import os
import uuid
from dataclasses import replace
from datetime import datetime, timedelta

from bpmn.attachments import CONTINUATION
from bpmn.languages.iso8601 import parse_duration
from engine.answers import TakenJob
from engine.commands.jobs import CompleteJob, FailJob, TakeJob, ThrowJobError
from engine.errors import NotFound, WrongState
from engine.jobs.connectors import CONNECTORS, Call, Outside, ProcessError, Trouble
from engine.jobs.continuation import continue_case
from engine.person import SYSTEM
from engine.work import Command, Engine

log = logging.getLogger(__name__)

WORKER = replace(SYSTEM, channel="job")
LOCK = timedelta(seconds=90)
"""Longer than a call may take (Outside.timeout and some). If a worker dies, the job is free again after this."""
WAITS = (timedelta(minutes=10), timedelta(minutes=1), timedelta(seconds=10))
"""Before the last attempt, before the one before it, before all others. A header ``retryBackoff`` (ISO 8601) wins."""


def carry_out(engine: Engine, job_key: int, outside: Outside) -> None:
    """Do the job that a row stands for. Raises the refusal if somebody else has the job at the moment."""
    # Each attempt is a worker of its own: the same job given twice to one process must not be called twice at once.
    worker = f"alur-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    try:
        job: TakenJob = engine.do(TakeJob(job_key, worker, LOCK), WORKER)
    except NotFound:
        return  # done already, or its case ended
    if job.type == CONTINUATION:
        continue_case(engine, job, WORKER)
        return
    outcome = _call(job, outside, engine.clock.now())
    try:
        engine.do(outcome, WORKER)
    except (NotFound, WrongState) as refused:  # the case went on without waiting for us
        log.warning("Job %s of type %s was done for nothing: %s", job.key, job.type, refused)


def _call(job: TakenJob, outside: Outside, now: datetime) -> Command:
    """Call the connector; what came of it, as the command that reports it."""
    try:
        connector = CONNECTORS[job.type]
        return CompleteJob(job.key, connector(Call(job.key, job.type, job.headers, job.variables), outside))
    except ProcessError as error:
        return ThrowJobError(job.key, error.code, error.message, error.variables)
    except Trouble as trouble:
        log.warning("Job %s of type %s failed: %s", job.key, job.type, trouble)
        retries = 0 if trouble.permanent else max(0, job.retries - 1)
        return FailJob(job.key, str(trouble), retries, back_off(job, retries, now))
    except Exception as error:  # a mistake in the connector: trying again will not help
        log.exception("The connector %s broke on job %s.", job.type, job.key)
        return FailJob(job.key, f"{type(error).__name__}: {error}", 0)


def back_off(job: TakenJob, retries: int, now: datetime) -> timedelta:
    """How long to wait before the next attempt."""
    if not retries:
        return timedelta(0)
    if wanted := job.headers.get("retryBackoff"):
        try:
            return parse_duration(str(wanted)).after(now, "UTC") - now
        except ValueError:
            log.warning("Job %s has an unreadable retryBackoff: %s", job.key, wanted)
    return WAITS[min(retries, len(WAITS)) - 1]
