"""What an event waits for: message and key, signal, due time. Worked out once, when the waiting begins."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bpmn.diagram import Element, Event, Expression, Timer
from bpmn.languages import iso8601
from bpmn.sentence import say
from engine.flow import expressions
from engine.flow.problem import EXTRACT_VALUE, Problem
from engine.flow.token import Memo

if TYPE_CHECKING:
    from engine.flow.token import Token

DAY = timedelta(days=1)


def work_out(token: Token, element: Element) -> Memo:
    """The terms of the element's event, with what ``token`` sees; a Problem if they cannot be worked out."""
    event = element.event
    assert event is not None  # only nodes with an event are asked
    if event.kind == "timer":
        assert event.timer is not None
        return timer_terms(token, event.timer)
    return name_terms(token, event)


def name_terms(token: Token, event: Event) -> Memo:
    """The name of a message or signal, and the correlation key if the diagram has one."""
    memo = Memo()
    if event.name is not None:
        memo["name"] = expressions.text(token, event.name, say("the name of the {kind}", kind=event.kind))
    if event.correlation_key is not None:
        memo["key"] = expressions.key_text(token, event.correlation_key, say("the correlation key"))
    return memo


def timer_terms(token: Token, timer: Timer) -> Memo:
    """When the timer is due, counted from now; for a cycle also what comes after."""
    text = expressions.text(token, timer.expression, say("the time of the timer")).strip()
    try:
        if timer.kind == "cycle":
            return _first_turn(text, token.case.moment.now, token.case.moment.zone)
        if timer.kind == "duration":
            due = iso8601.parse_duration(text).after(token.case.moment.now, token.case.moment.zone)
        else:
            due = moment_of(token, text)
    except iso8601.NotIso as error:
        raise _unreadable(timer.expression, error) from error
    return Memo(due=_stored(due))


def moment_of(token: Token, text: str) -> datetime:
    """A date and time, or the moment a duration from now (Camunda 7 takes both)."""
    moment = token.case.moment
    if text.startswith(("P", "p")) and not token.scope.spec.camunda8:
        return iso8601.parse_duration(text).after(moment.now, moment.zone)
    return iso8601.parse_date(text, moment.zone)


def date_text(token: Token, expression: Expression | None) -> str | None:
    """A due or follow-up date as ISO 8601 text, or None."""
    if expression is None:
        return None
    found = expressions.value(token, expression)
    if found is None or found == "":
        return None
    if not isinstance(found, str):
        raise expressions.wrong(token, say("the date"), expression, say("a date and time"), found)
    try:
        return _stored(moment_of(token, found.strip()))
    except iso8601.NotIso as error:
        raise _unreadable(expression, error) from error


def again(guard: Token) -> Memo | None:
    """The terms of a non-interrupting guard after it has fired: the same message again, or the cycle's next turn."""
    memo = guard.memo
    if "due" not in memo:
        same = Memo()
        if "name" in memo:
            same["name"] = memo["name"]
        if "key" in memo:
            same["key"] = memo["key"]
        return same
    if "cycle" not in memo or memo.get("left") == 0:
        return None
    cycle = iso8601.parse_cycle(memo["cycle"], guard.case.moment.zone)
    due = cycle.interval.after(datetime.fromisoformat(memo["due"]), guard.case.moment.zone)
    if cycle.end is not None and due > cycle.end:
        return None
    after = Memo(due=_stored(due), cycle=memo["cycle"])
    if "left" in memo:
        after["left"] = memo["left"] - 1
    return after


def _first_turn(text: str, now: datetime, zone: str) -> Memo:
    cycle = iso8601.parse_cycle(text, zone)
    left = None if cycle.repetitions is None else cycle.repetitions - 1
    due = cycle.interval.after(now, zone) if cycle.start is None else cycle.start
    if left is not None and left < 0:
        raise iso8601.NotIso(say("it repeats no time at all"))
    while due < now and left != 0:  # turns before now have been missed and are passed over, as in Camunda 7
        step = cycle.interval.after(due, zone) - due
        turns = max(1, (now - due) // step) if step < DAY else 1
        turns = turns if left is None else min(turns, left)
        due = due + turns * step if step < DAY else cycle.interval.after(due, zone)
        left = None if left is None else left - turns
    memo = Memo(due=_stored(due), cycle=text)
    if left is not None:
        memo["left"] = left
    return memo


def _stored(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _unreadable(expression: Expression, error: iso8601.NotIso) -> Problem:
    template = "The time from {expression} cannot be read: {reason}"
    return Problem(EXTRACT_VALUE, say(template, expression=expression.text, reason=error.sentence))
