"""Timers and continuations before their time: done now, or moved to another moment, by somebody who may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bpmn.sentence import Sentence, say
from engine import rights
from engine.commands.jobs import ContinueCase
from engine.errors import InvalidCommand
from engine.instance import lock
from engine.work import Work

MOVE = "UPDATE subscription SET due_at = %s WHERE key = %s"


@dataclass(frozen=True, slots=True)
class RunNow:
    """Fire a timer, or go on after an asynchronous continuation, now. Analysts, administrators. Source: Camunda 7's
    ManagementService.executeJob."""

    key: int
    timer: bool

    def run(self, work: Work) -> Sentence | None:
        """What stays of what went wrong after a continuation."""
        rights.must_keep(work.by, say("run what waits for its time"))
        if not self.timer:
            return ContinueCase(self.key).run(work)
        instance, timer = lock(work, "subscription", self.key)
        if timer.kind != "timer":
            raise InvalidCommand(say("{key} is no timer.", key=self.key))
        instance.note("timer_fired", {"due_at": timer.due_at.isoformat(), "early": True}, timer)
        instance.case.trigger(timer.token)
        instance.save()
        return None


@dataclass(frozen=True, slots=True)
class MoveTimer:
    """Let a timer be due at another moment. Analysts, administrators. Source: Camunda 7's
    ManagementService.setJobDuedate."""

    key: int
    due: datetime

    def run(self, work: Work) -> None:
        instance, timer = lock(work, "subscription", self.key)
        rights.must_keep(work.by, say("move a time limit"), instance.key)
        if timer.kind != "timer":
            raise InvalidCommand(say("{key} is no timer.", key=self.key))
        detail = {"before": timer.due_at.isoformat(), "after": self.due.isoformat()}
        instance.note("timer_moved", detail, timer)
        instance.case.index[timer.token].memo["due"] = self.due.isoformat()
        work.driver.execute(MOVE, (self.due, timer.key))
        instance.save()
