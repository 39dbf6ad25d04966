"""One command, one transaction: ``Engine.do`` opens it, runs the command, commits; nothing else in Alur commits."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from threading import local
from typing import Any, Protocol

from psycopg import Connection as Driver
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url

from bpmn.languages import Moment
from bpmn.languages.dmn import Decisions
from engine import idempotency, troubles, write_statement
from engine.arrivals import Arrivals, to_take
from engine.clock import Clock, SystemClock
from engine.connections import alive, for_commands, for_queries, prepared_of
from engine.definitions import Compiled, Definitions
from engine.errors import InvalidCommand, NotAllowed, Unavailable, WrongState
from engine.flow.problem import NotWaiting
from engine.gate import Gate
from engine.history.canonical import UNSTORABLE
from engine.json_text import json_text
from engine.person import Person
from engine.prepared import Query
from engine.store import migrations
from engine.store.keys import Keys

log = logging.getLogger(__name__)

NOBODY = frozenset({"job", "timer", "portal"})
"""Channels on which a command comes from nobody who is signed in, as Camunda 7's job executor is nobody."""

ATTEMPTS = 4  # of a command that the database chose to give way, or that met a dead connection

Wakeups = frozenset[tuple[str, str]]
"""Channel and payload of notifications."""


class Command(Protocol):
    """A frozen dataclass with the values of one verb."""

    def run(self, work: Work) -> Any:
        """Check, change, answer. May refuse (engine.errors) at any point: then nothing of it stays."""
        ...


@dataclass(frozen=True, slots=True)
class Written:
    """What the write statement found out."""

    buffered: bool
    formless: tuple[tuple[int, str], ...]


class Work:
    """What a command may touch: one transaction, one person, one moment."""

    def __init__(self, engine: Engine, connection: Connection, by: Person) -> None:
        self.engine = engine
        self.by = by
        self.now: datetime = engine.clock.now()
        self.root_key: int | None = None  # the case the command is about, once known
        self.follow_ups: list[Command] = []
        self.wakeups: set[tuple[str, str]] = set()
        self.job_types: set[str] = set()  # of jobs that may be taken from now on
        self._connection = connection
        self._driver: Driver[Any] = connection.connection.driver_connection  # type: ignore[assignment]
        self._begun = False

    @property
    def connection(self) -> Connection:
        """The transaction for SQLAlchemy's statements."""
        self._begin()
        return self._connection

    @property
    def driver(self) -> Driver[Any]:
        """The transaction as psycopg's connection: for statements on the hot path."""
        self._begin()
        return self._driver

    def _begin(self) -> None:
        if not self._begun:
            self._begun = True
            self._driver.execute("BEGIN")

    @property
    def moment(self) -> Moment:
        """The present as expressions see it."""
        signed_in = self.by.channel not in NOBODY
        groups = tuple(sorted(self.by.groups)) if signed_in else ()
        return Moment(self.now, self.engine.zone, self.by.login if signed_in else None, groups)

    def new_key(self) -> int:
        return self.engine.keys.take(self.connection)

    def trip(self, *queries: Query) -> list[list[Any]]:
        """Several queries in one round trip, each in a statement (and so a view of the database) of its own."""
        begin, self._begun = not self._begun, True
        return prepared_of(self._connection.connection).run(queries, begin)

    def rows(self, sql: str, values: tuple[Any, ...] = ()) -> list[Any]:
        return self.trip((sql, values))[0]

    def row(self, sql: str, values: tuple[Any, ...] = ()) -> Any:
        """The only row, or None."""
        found = self.rows(sql, values)
        return found[0] if found else None

    def definition(self, key: int) -> Compiled:
        return self.engine.definitions.get(key, self.row)

    def decisions(self, resource_key: int) -> Decisions:
        return self.engine.definitions.decisions(resource_key, self.row)

    def write(self, plan: Mapping[str, list[Any]]) -> Written:
        """Write all rows of a plan by one statement."""
        statement, rows = write_statement.write(plan)
        try:
            document = json_text(rows)
        except (TypeError, ValueError) as error:  # not JSON: NaN, or an object nobody can store
            raise InvalidCommand(UNSTORABLE) from error
        _, buffered, formless, *_ = self.row(statement, (document,))
        return Written(buffered, tuple((token, reference) for token, reference in formless or ()))

    def then(self, command: Command) -> None:
        """Run another command, in a transaction of its own, after this one has been committed. If this process dies in
        between, the ticker must find the same work in a row: a follow-up saves time, it does not remember anything."""
        self.follow_ups.append(command)

    def wake(self, channel: str, payload: str = "") -> None:
        """Notify whoever listens, after the commit. May be lost."""
        self.wakeups.add((channel, payload))


class Engine:
    """The engine on one database. Safe to be shared by threads. ``pool_size`` must not be less than their number."""

    def __init__(
        self, url: str, *, clock: Clock | None = None, zone: str = "Asia/Jakarta", pool_size: int = 40
    ) -> None:
        self.clock: Clock = clock or SystemClock()
        self.zone = zone
        self.keys = Keys()
        self.definitions = Definitions()
        self._gate = Gate(2 * (os.cpu_count() or 1))
        place = make_url(url).set(drivername="postgresql+psycopg")
        self._bind = for_commands(place, pool_size)
        self._reads = for_queries(place, pool_size)
        self._hooks: list[Callable[[Wakeups], None]] = [self._notify]
        self._inside = local()
        self._arrivals = Arrivals(partial(to_take, self))

    def do(self, command: Command, by: Person, idempotency_key: str | None = None) -> Any:
        """Carry out a command and give its answer, or raise a Refusal and leave everything as it was."""
        if getattr(self._inside, "busy", False):
            raise RuntimeError("A command may not carry out another; it says work.then(command).")
        try:
            answer, work = self._persist(command, by, idempotency_key)
        except NotAllowed as refused:
            self._persist(_refusal_event(command, refused), by, None)
            raise
        self._arrivals.tell(work.job_types)
        self._wake(frozenset(work.wakeups))
        outcomes = [self._follow(follow_up, by) for follow_up in work.follow_ups]
        conclude = getattr(command, "conclude", None)
        return conclude(answer, outcomes) if conclude else answer

    def after_commit(self, callback: Callable[[Wakeups], None]) -> None:
        """Have ``callback`` called with the wake-ups of each command that had any, after its commit."""
        self._hooks.append(callback)

    def wait_for_jobs(self, types: Iterable[str], seconds: float) -> bool:
        """Wait until there may be a job of one of these types to take; false if there was none in that time."""
        return self._arrivals.wait(types, seconds)

    @contextmanager
    def read(self, *, snapshot: bool = False) -> Iterator[Connection]:
        """A connection for queries; it cannot write. ``snapshot``: all queries see the database as it is now, whatever
        others commit meanwhile."""
        try:
            connection = alive(self._reads)
        except Exception as error:
            raise (troubles.refusal(error) or error) from error
        try:
            if snapshot:
                connection.rollback()  # ends what SQLAlchemy takes for a transaction
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection
        except Exception as error:
            raise (troubles.refusal(error) if troubles.is_lost(error) else None) or error from error
        finally:
            connection.close()

    def upgrade(self) -> bool:
        """Bring the schema to the newest revision; true if anything was done."""
        try:
            with self._bind.connect() as connection:
                transactional = connection.execution_options(isolation_level="READ COMMITTED")
                with transactional.begin():
                    return migrations.upgrade(transactional)
        except Exception as error:
            raise (troubles.refusal(error) or error) from error

    def close(self) -> None:
        self._bind.dispose()
        self._reads.dispose()

    # How it is done

    def _persist(self, command: Command, by: Person, key: str | None) -> tuple[Any, Work]:
        """Run the command in a transaction, again if it had to give way to another."""
        attempt = 1
        while True:
            try:
                with self._gate.place():
                    return self._once(command, by, key)
            except Exception as error:
                if troubles.is_lost(error):
                    self._bind.dispose()
                again = troubles.is_repeated(error) or (troubles.is_lost(error) and attempt == 1)
                if not again or attempt == ATTEMPTS:
                    raise (troubles.refusal(error) or error) from error
                attempt += 1

    def _once(self, command: Command, by: Person, key: str | None) -> tuple[Any, Work]:
        self._inside.busy = True
        connection = None
        committed = False
        try:
            connection = self._bind.connect()
            work = Work(self, connection, by)
            answer = idempotency.run(command, work, key) if key else command.run(work)
            try:
                work.driver.commit()
                committed = True
            except Exception as error:
                raise (Unavailable(troubles.UNSURE) if troubles.is_lost(error) else error) from error
            finally:
                if not committed:
                    connection.invalidate()
            return answer, work
        except NotWaiting as wrong:
            raise WrongState(wrong.sentence) from wrong
        except BaseException as error:
            if connection is not None and troubles.is_lost(error):
                connection.invalidate()
            raise
        finally:
            self._inside.busy = False
            if connection is not None:
                connection.close()  # rolls back whatever was not committed

    def _follow(self, command: Command, by: Person) -> Any:
        """A follow-up's answer, or what went wrong: the command that caused it has been carried out all the same."""
        try:
            return self.do(command, by)
        except Exception as error:
            log.warning("Follow-up %s has to wait for the next sweep: %s", type(command).__name__, error)
            return error

    def _wake(self, wakeups: Wakeups) -> None:
        if not wakeups:
            return
        for hook in self._hooks:
            try:
                hook(wakeups)
            except Exception:
                log.exception("A wake-up was lost; those who wait for it will find the work by polling.")

    def _notify(self, wakeups: Wakeups) -> None:
        """In a transaction of its own: a NOTIFY holds a lock of the whole server until its transaction ends."""
        with self._bind.connect() as connection:
            for channel, payload in sorted(wakeups):
                connection.execute(
                    text("SELECT pg_notify(:channel, :payload)"), {"channel": channel, "payload": payload}
                )


def _refusal_event(command: Command, refused: NotAllowed) -> Command:
    from engine.commands.refusals import RecordRefusal  # the commands know this module

    return RecordRefusal(type(command).__name__, refused.code, refused.sentence, refused.root_key)
