"""Camunda 7's asynchronous continuation: the case goes on in a transaction of its own, or is tried again later."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bpmn.attachments import RETRY_CYCLE
from bpmn.languages.retry_cycle import parse_retry_cycle
from engine.answers import TakenJob
from engine.commands.early import RunNow
from engine.commands.jobs import ContinueCase, FailJob
from engine.errors import Faltered, NotFound, WrongState
from engine.person import Person
from engine.work import Engine

log = logging.getLogger(__name__)


def run_now(engine: Engine, job_key: int, headers: Mapping[str, Any], retries: int, by: Person) -> None:
    """Let the case go on before our workers do. If a step of it fails, that counts as a try (Camunda 7's
    ExecuteJobHelper), and the refusal says what went wrong."""
    try:
        stuck = engine.do(RunNow(job_key, timer=False), by)
    except Faltered as faltered:
        left = retries - 1
        wait = _wait(headers, left, engine.clock.now())
        engine.do(FailJob(job_key, str(faltered.sentence), left, wait), by)
        raise
    if stuck is not None:
        raise WrongState(stuck)


def continue_case(engine: Engine, job: TakenJob, by: Person) -> None:
    """Let the case go on. If a step of it fails, nothing has happened, and it is tried again later; the last time, what
    happened stays, with the incident at the element that failed."""
    try:
        engine.do(ContinueCase(job.key), by)
    except Faltered as faltered:
        retries = job.retries - 1
        engine.do(
            FailJob(job.key, str(faltered.sentence), retries, _wait(job.headers, retries, engine.clock.now())), by
        )
    except (NotFound, WrongState) as refused:
        log.warning("The continuation %s was for nothing: %s", job.key, refused)


def _wait(headers: Mapping[str, Any], left: int, now: datetime) -> timedelta:
    cycle = headers.get(RETRY_CYCLE)
    if not cycle:
        return timedelta(0)
    return parse_retry_cycle(str(cycle)).wait(left).after(now, "UTC") - now
