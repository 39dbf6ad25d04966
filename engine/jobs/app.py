"""The Procrastinate application: its tasks, and what happens to a job that cannot be done right now."""

from __future__ import annotations

import asyncio
from typing import Any

import procrastinate
from procrastinate import BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.jobs import Job

from engine.errors import Conflict, Unavailable, WrongState
from engine.jobs import mailing, run, trial
from engine.jobs.defer import QUEUE, RUN_JOB, RUN_TRIAL
from engine.notices.part import MAIL_NOTICE

PATIENCE = {Conflict: run.LOCK.total_seconds() + 1, WrongState: 5.0, Unavailable: 5.0}
"""Seconds to wait if another worker has the job, its back-off is not over, or the database is away."""
ATTEMPTS = 20
CONNECTION_SECONDS = 10.0
"""How long a worker waits for a connection. It has to say goodbye even if the database went first, and a start after a
crash waits for it."""


class Patience(BaseRetryStrategy):
    """Try again what was refused for the moment. Failures of connectors never come here: they are rows of ours."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        for kind, seconds in PATIENCE.items():
            if isinstance(exception, kind) and job.attempts < ATTEMPTS:
                return RetryDecision(retry_in={"seconds": int(seconds)})
        return None


def make_app(url: str, pool_size: int = 6) -> procrastinate.App:
    """The application on a database; its tasks find the engine in the worker's context."""
    connector = PsycopgConnector(conninfo=url, min_size=1, max_size=pool_size, timeout=CONNECTION_SECONDS)
    app = procrastinate.App(connector=connector)

    @app.task(name=RUN_JOB, queue=QUEUE, retry=Patience(), pass_context=True)
    async def run_job(context: JobContext, job_key: int) -> None:
        around: dict[str, Any] = context.additional_context
        await asyncio.to_thread(run.carry_out, around["engine"], job_key, around["outside"])

    @app.task(name=RUN_TRIAL, queue=QUEUE, pass_context=True)
    async def run_trial(context: JobContext, trial_key: int) -> None:
        await trial.carry_out(context.additional_context["engine"], trial_key)

    @app.task(name=MAIL_NOTICE, queue=QUEUE, retry=Patience(), pass_context=True)
    async def mail(context: JobContext, notice_key: int) -> None:
        around: dict[str, Any] = context.additional_context
        await asyncio.to_thread(mailing.mail_notice, around["engine"], notice_key, around["outside"])

    return app
