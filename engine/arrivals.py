"""Waiting for jobs (long polling): whoever waits is woken when one of the type has come, in any process."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from threading import Condition, Thread
from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from engine.work import Engine

log = logging.getLogger(__name__)

EVERY = 0.25  # seconds between two looks at what other processes have brought
TO_TAKE = """
    SELECT wanted FROM unnest(CAST(:types AS text[])) AS wanted WHERE EXISTS (
        SELECT FROM job j WHERE j.type = wanted AND j.state = 'open' AND (j.due_at IS NULL OR j.due_at <= :now)
          AND (j.lock_expires_at IS NULL OR j.lock_expires_at <= :now)
          AND NOT EXISTS (SELECT FROM process_instance p WHERE p.key = j.root_key AND p.suspended))"""


def to_take(engine: Engine, types: list[str]) -> set[str]:
    """Which of these types have a job that nobody holds."""
    with engine.read() as connection:
        return {row.wanted for row in connection.execute(text(TO_TAKE), {"types": types, "now": engine.clock.now()})}


class Arrivals:
    """``look`` answers which of some job types have a job to be taken now. As long as anybody waits, one thread asks it
    for all who wait; jobs of this process are announced by ``tell`` and need no look."""

    def __init__(self, look: Callable[[list[str]], set[str]]) -> None:
        self._look = look
        self._changed = Condition()
        self._waited_for: dict[str, int] = {}
        self._news: dict[str, int] = {}  # by type: how often there was something to take
        self._looking = False

    def tell(self, types: Iterable[str]) -> None:
        """Jobs of these types have come."""
        with self._changed:
            for each in types:
                if each in self._waited_for:
                    self._news[each] = self._news.get(each, 0) + 1
            self._changed.notify_all()

    def wait(self, types: Iterable[str], seconds: float) -> bool:
        """Until there may be a job of one of these types; false if there was none in that time."""
        wanted, until = tuple(dict.fromkeys(types)), time.monotonic() + seconds
        with self._changed:
            for each in wanted:
                self._waited_for[each] = self._waited_for.get(each, 0) + 1
            seen = [self._news.get(each, 0) for each in wanted]
            self._begin_looking()
            try:
                while [self._news.get(each, 0) for each in wanted] == seen:
                    left = until - time.monotonic()
                    if left <= 0:
                        return False
                    self._changed.wait(left)
                return True
            finally:
                self._leave(wanted)

    def _leave(self, types: tuple[str, ...]) -> None:
        for each in types:
            self._waited_for[each] -= 1
            if not self._waited_for[each]:
                del self._waited_for[each]
                self._news.pop(each, None)

    def _begin_looking(self) -> None:
        if not self._looking:
            self._looking = True
            Thread(target=self._keep_looking, name="job arrivals", daemon=True).start()

    def _keep_looking(self) -> None:
        while True:
            with self._changed:
                types = sorted(self._waited_for)
                if not types:
                    self._looking = False
                    return
            try:
                self.tell(self._look(types))
            except Exception as error:  # the database is away: those who wait are answered when their time is over
                log.warning("Nobody can look for jobs now: %s", error)
            time.sleep(EVERY)
