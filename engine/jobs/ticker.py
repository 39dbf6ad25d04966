"""The ticker: turns due timers into commands each second, and does the upkeep. One of all workers leads."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from procrastinate import App

from engine.commands.broadcasts import DeliverBroadcasts, ForgetBroadcasts
from engine.commands.messages import DeliverMessages, ForgetMessages
from engine.commands.proposals import DueProposals, FailProposal, PutInForce
from engine.commands.timers import FireTimers
from engine.errors import InvalidCommand, InvalidDeployment, WrongState
from engine.jobs.connectors.base import Outside
from engine.jobs.scanning import scan_files
from engine.jobs.upkeep import DeferLost, ForgetKeys, MakePartitions
from engine.person import SYSTEM, Person
from engine.work import Command, Engine

log = logging.getLogger(__name__)

LEADER = 0x7469636B  # "tick": whoever holds this advisory lock leads; it falls free when the connection ends
CLOCKWORK = replace(SYSTEM, channel="timer")
BATCH = 100
STALLED = 30.0  # seconds without a sign of life; workers give one every ten
KEEP_FAILED = 24 * 30  # hours


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to be done every so many seconds."""

    name: str
    every: float
    do: Callable[[Ticker], Awaitable[object]]


class Ticker:
    """Runs the chores while this process leads. A chore that fails is logged and comes again."""

    def __init__(self, engine: Engine, app: App, url: str, outside: Outside | None = None) -> None:
        self.engine, self.app, self.url, self.outside = engine, app, url, outside or Outside()
        self._connection: psycopg.AsyncConnection[tuple[object, ...]] | None = None
        self._due: dict[str, float] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Tick until told to stop."""
        try:
            while not stop.is_set():
                began = time.monotonic()
                await self.tick()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), max(0.05, 1.0 - (time.monotonic() - began)))
        finally:
            await self._give_up()

    async def tick(self) -> bool:
        """Do what is due, if this process leads."""
        try:
            if not await self._leads():
                return False
        except psycopg.Error as error:
            log.warning("The ticker has no database: %s", error)
            await self._give_up()
            return False
        for chore in CHORES:
            if time.monotonic() >= self._due.get(chore.name, 0.0):
                self._due[chore.name] = time.monotonic() + chore.every
                try:
                    await chore.do(self)
                except Exception as error:
                    log.warning("The chore %s failed and comes again: %s", chore.name, error, exc_info=True)
        return True

    async def do(self, command: Command, by: Person = CLOCKWORK) -> object:
        """A command, without holding up the loop."""
        return await asyncio.to_thread(self.engine.do, command, by)

    async def _leads(self) -> bool:
        if self._connection is None:
            self._connection = await psycopg.AsyncConnection.connect(self.url, autocommit=True)
            self._leading = False
        if self._leading:
            await self._connection.execute("SELECT 1")  # the lock is ours as long as this connection lives
            return True
        answer = await (await self._connection.execute("SELECT pg_try_advisory_lock(%s)", (LEADER,))).fetchone()
        self._leading = bool(answer and answer[0])
        return self._leading

    async def _give_up(self) -> None:
        if self._connection is not None:
            await self._connection.close()
            self._connection = None


async def fire_timers(ticker: Ticker) -> None:
    """All that are due, a batch at a time."""
    while await ticker.do(FireTimers(BATCH)):
        pass


async def put_in_force(ticker: Ticker) -> None:
    """What has been enacted for a day that has come. What cannot be deployed any more is told, not tried for ever."""
    keys: Any = await ticker.do(DueProposals(BATCH))
    for key in keys:
        try:
            await ticker.do(PutInForce(key))
        except (InvalidDeployment, InvalidCommand) as refused:
            await ticker.do(FailProposal(key, refused.sentence))
        except WrongState as refused:  # rejected in the meantime
            log.info("Proposal %s was not put in force: %s", key, refused)


async def deliver_messages(ticker: Ticker) -> None:
    """What a process that died has left undelivered, and what was published before anybody waited for it."""
    while await ticker.do(DeliverMessages(BATCH)):
        pass


async def deliver_broadcasts(ticker: Ticker) -> None:
    """What a process that died has left of signals. Not without end: signals may call each other for ever."""
    for _ in range(10):
        if not await ticker.do(DeliverBroadcasts(BATCH)):
            break


async def look_for_viruses(ticker: Ticker) -> None:
    """In the files that have come, if a scanner is set up."""
    while await asyncio.to_thread(scan_files, ticker.engine, ticker.outside):
        pass


async def take_up_stalled(ticker: Ticker) -> None:
    """Put the jobs of workers that died back into the queue."""
    for job in await ticker.app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
        log.warning("The worker of job %s died; the job goes back into the queue.", job.id)
        await ticker.app.job_manager.retry_job(job)


async def remove_old_jobs(ticker: Ticker) -> None:
    """Done ones go at once; failed ones stay a month, to be looked at."""
    await ticker.app.job_manager.delete_old_jobs(
        nb_hours=KEEP_FAILED, include_failed=True, include_cancelled=True, include_aborted=True
    )


def _command(command: Command) -> Callable[[Ticker], Awaitable[object]]:
    return lambda ticker: ticker.do(command)


CHORES: tuple[Chore, ...] = (
    Chore("timers", 0.0, fire_timers),
    Chore("enactments", 1.0, put_in_force),
    Chore("messages", 2.0, deliver_messages),
    Chore("signals", 2.0, deliver_broadcasts),
    Chore("viruses", 2.0, look_for_viruses),
    Chore("stalled jobs", 10.0, take_up_stalled),
    Chore("lost jobs", 30.0, _command(DeferLost())),
    Chore("expired messages", 60.0, _command(ForgetMessages())),
    Chore("old signals", 60.0, _command(ForgetBroadcasts())),
    Chore("old keys", 3600.0, _command(ForgetKeys())),
    Chore("partitions", 3600.0, _command(MakePartitions())),
    Chore("old jobs", 3600.0, remove_old_jobs),
)
"""In this order, at every tick. To add one: one line here."""
