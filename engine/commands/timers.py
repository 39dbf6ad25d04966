"""Timers that are due: each is fired by a command of its own, found by the ticker's FireTimers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bpmn.sentence import say
from engine.errors import WrongState
from engine.instance import lock
from engine.work import Work

DUE = "SELECT key FROM subscription WHERE kind = 'timer' AND due_at <= %s ORDER BY due_at, key LIMIT %s"


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
    """Fire what is due, in due order, one transaction each. Answers how many were fired."""

    limit: int = 100

    def run(self, work: Work) -> int:
        for row in work.rows(DUE, (work.now, self.limit)):
            work.then(FireTimer(row.key))
        return 0

    def conclude(self, answer: int, outcomes: list[Any]) -> int:
        return sum(outcome is True for outcome in outcomes)
