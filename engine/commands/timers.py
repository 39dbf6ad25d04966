"""Timers that are due, of cases and of start events: each is fired by a command of its own, found by FireTimers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, update

from bpmn.sentence import say
from engine import rights, starting
from engine.commands.instances import begin
from engine.errors import WrongState
from engine.flow import turns
from engine.instance import lock
from engine.store.deployments import start_subscription
from engine.work import Command, Work

DUE = """
    SELECT key, due_at FROM (
        SELECT DISTINCT ON (root_key) key, due_at FROM subscription s WHERE kind = 'timer' AND due_at <= %s
          AND NOT EXISTS (SELECT FROM process_instance held WHERE held.key = s.root_key AND held.suspended)
        ORDER BY root_key, due_at, key) first
    ORDER BY due_at, key LIMIT %s"""
"""The first of each case: firing it may end or renew the case's other timers."""
STARTS = """
    SELECT definition_key, element_id, due_at FROM start_subscription WHERE kind = 'timer' AND due_at <= %s
    ORDER BY due_at, definition_key, element_id LIMIT %s"""
START = """
    SELECT due_at, turns FROM start_subscription
    WHERE definition_key = %s AND element_id = %s AND kind = 'timer' AND (due_at <= %s OR %s) FOR UPDATE"""


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
class FireStart:
    """Start a case at a timer start event that is due, and say when it is due next. The clock's own command; ``early``:
    analysts, administrators."""

    definition_key: int
    element_id: str
    early: bool = False

    def run(self, work: Work) -> bool:
        if self.early:
            rights.must_keep(work.by, say("run what waits for its time"))
        due = work.row(START, (self.definition_key, self.element_id, work.now, self.early))
        if due is None:  # somebody else has fired it, or the version is not in force any more
            return False
        definition = work.definition(self.definition_key)
        after = turns.following(due.turns, work.moment, definition.flow.spec.camunda8) if due.turns else None
        row = (start_subscription.c.definition_key == self.definition_key) & (
            start_subscription.c.element_id == self.element_id
        )
        if after is None:
            work.connection.execute(delete(start_subscription).where(row))
        else:
            work.connection.execute(update(start_subscription).where(row).values(starting.timer_row(after)))
        begin(work, definition, {}, start_element=self.element_id)
        return True


@dataclass(frozen=True, slots=True)
class FireTimers:
    """Fire what is due, in due order, one transaction each, at most ``limit``. Answers how many were fired. The clock's
    own command."""

    limit: int = 100

    def run(self, work: Work) -> int:
        due: list[tuple[Any, Command]] = [
            *((row.due_at, FireTimer(row.key)) for row in work.rows(DUE, (work.now, self.limit))),
            *(
                (row.due_at, FireStart(row.definition_key, row.element_id))
                for row in work.rows(STARTS, (work.now, self.limit))
            ),
        ]
        due = sorted(due, key=lambda each: each[0])[: self.limit]
        for _, command in due:
            work.then(command)
        if due and len(due) < self.limit:  # again, for what has become due by these, as often as ``limit`` allows
            work.then(FireTimers(self.limit - len(due)))
        return 0

    def conclude(self, answer: int, outcomes: list[Any]) -> int:
        return sum(outcome for outcome in outcomes if isinstance(outcome, int))
