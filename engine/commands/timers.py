"""Timers that are due: each is fired by a command of its own, found by the ticker's FireTimers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bpmn.sentence import say
from engine.errors import WrongState
from engine.instance import lock
from engine.work import Work

DUE = """
    SELECT key FROM (
        SELECT DISTINCT ON (root_key) key, due_at FROM subscription WHERE kind = 'timer' AND due_at <= %s
        ORDER BY root_key, due_at, key) first
    ORDER BY due_at, key LIMIT %s"""
"""The first of each case: firing it may end or renew the case's other timers."""


@dataclass(frozen=True, slots=True)
class FireTimer:
    """Let the flow go on at a timer that is due. The clock's own command."""

    subscription_key: int

    def run(self, work: Work) -> bool:
        instance, timer = lock(work, "subscription", self.subscription_key)
        if timer.kind != "timer" or timer.due_at > work.now:
            raise WrongState(say("Timer {key} is not due yet.", key=timer.key))  # a repeating one that was just fired
        instance.note("timer_fired", {"due_at": timer.due_at.isoformat()}, timer)
        instance.case.trigger(timer.token)
        instance.save()
        return True


@dataclass(frozen=True, slots=True)
class FireTimers:
    """Fire what is due, each case's timers in due order, one transaction each, at most ``limit``. Answers how many
    were fired. The clock's own command."""

    limit: int = 100

    def run(self, work: Work) -> int:
        due = work.rows(DUE, (work.now, self.limit))
        for row in due:
            work.then(FireTimer(row.key))
        if due and len(due) < self.limit:  # again, for what has become due by these, as often as ``limit`` allows
            work.then(FireTimers(self.limit - len(due)))
        return 0

    def conclude(self, answer: int, outcomes: list[Any]) -> int:
        return sum(outcome for outcome in outcomes if isinstance(outcome, int))
