"""What an event waits for: message and key, signal, due time. Worked out once, when the waiting begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpmn.diagram import Element, Event, Expression, Timer
from bpmn.languages import iso8601
from bpmn.sentence import say
from engine.flow import expressions, turns
from engine.flow.problem import EXTRACT_VALUE, Problem
from engine.flow.token import Memo

if TYPE_CHECKING:
    from engine.flow.token import Token


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
    text = expressions.text(token, timer.expression, say("the time of the timer"))
    try:
        memo = turns.first(timer.kind, text, token.case.moment, token.scope.spec.camunda8)
    except iso8601.NotIso as error:
        raise _unreadable(timer.expression, error) from error
    if (priority := expressions.priority(token, timer.priority)) != 0:
        memo["priority"] = priority
    return memo


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
        return turns.stored(turns.date(found.strip(), token.case.moment, token.scope.spec.camunda8))
    except iso8601.NotIso as error:
        raise _unreadable(expression, error) from error


def again(guard: Token) -> Memo | None:
    """The terms of a non-interrupting guard after it has fired: the same message again, or the cycle's next turn."""
    memo = guard.memo
    if "due" not in memo:
        same = Memo()
        if "asked" in memo:
            same["asked"] = 1
        if "name" in memo:
            same["name"] = memo["name"]
        if "key" in memo:
            same["key"] = memo["key"]
        return same
    found = turns.following(memo, guard.case.moment, guard.scope.spec.camunda8)
    if found is not None and "priority" in memo:
        found["priority"] = memo["priority"]
    return found


def look_again(guard: Token, seen_from: Token) -> None:
    """Camunda 8 works out a cycle's text anew at each turn (TimerTriggerProcessor.rescheduleTimer), Camunda 7 once; how
    many turns are left stays as it is. A Problem if it cannot be worked out."""
    event = guard.node.trigger.event
    if "cycle" not in guard.memo or not guard.scope.spec.camunda8 or event is None or event.timer is None:
        return
    if event.timer.expression.language != "literal":
        guard.memo["cycle"] = timer_terms(seen_from, event.timer)["cycle"]


def _unreadable(expression: Expression, error: iso8601.NotIso) -> Problem:
    sentence = say(
        "The time from {expression} cannot be read: {reason}", expression=expression.text, reason=error.sentence
    )
    return Problem(EXTRACT_VALUE, sentence)
