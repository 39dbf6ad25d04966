"""Camunda 7's asynchronous continuation: the case goes on in a transaction of its own, or is tried again later."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from bpmn.attachments import RETRY_CYCLE
from bpmn.languages.retry_cycle import parse_retry_cycle
from engine.answers import TakenJob
from engine.commands.jobs import ContinueCase, FailJob
from engine.errors import Faltered, NotFound, WrongState
from engine.person import Person
from engine.work import Engine

log = logging.getLogger(__name__)


def continue_case(engine: Engine, job: TakenJob, by: Person) -> None:
    """Let the case go on. If a step of it fails, nothing has happened, and it is tried again later; the last time, what
    happened stays, with the incident at the element that failed."""
    try:
        engine.do(ContinueCase(job.key), by)
    except Faltered as faltered:
        retries = job.retries - 1
        engine.do(FailJob(job.key, str(faltered.sentence), retries, _wait(job, retries, engine.clock.now())), by)
    except (NotFound, WrongState) as refused:
        log.warning("The continuation %s was for nothing: %s", job.key, refused)


def _wait(job: TakenJob, left: int, now: datetime) -> timedelta:
    cycle = job.headers.get(RETRY_CYCLE)
    if not cycle:
        return timedelta(0)
    return parse_retry_cycle(str(cycle)).wait(left).after(now, "UTC") - now
