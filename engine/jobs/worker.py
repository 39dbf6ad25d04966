"""The worker process: Procrastinate's worker for connectors and the ticker beside it, until it is told to stop."""

from __future__ import annotations

import asyncio

from procrastinate import App

from engine.jobs.app import make_app
from engine.jobs.connectors import Outside
from engine.jobs.defer import QUEUE
from engine.jobs.ticker import Ticker
from engine.work import Engine

POLL = 5.0  # seconds; only wake-ups that were lost wait that long
GRACE = 25.0  # seconds for the calls under way when the worker is told to stop


def work(engine: Engine, url: str, outside: Outside, concurrency: int = 8) -> None:
    """Work until SIGTERM or SIGINT."""
    asyncio.run(_work(engine, make_app(url), url, outside, concurrency))


async def _work(engine: Engine, app: App, url: str, outside: Outside, concurrency: int) -> None:
    stop = asyncio.Event()
    async with app.open_async():
        ticking = asyncio.create_task(Ticker(engine, app, url, outside).run(stop))
        try:
            await app.run_worker_async(
                queues=[QUEUE],
                name="alur",
                concurrency=concurrency,
                fetch_job_polling_interval=POLL,
                shutdown_graceful_timeout=GRACE,
                delete_jobs="successful",
                additional_context={"engine": engine, "outside": outside},
            )
        finally:
            stop.set()
            await ticking
