"""A timer needs a text that says when, and a fixed text has to be ISO 8601, or cron for a cycle."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bpmn.diagram import Element, Severity, Timer
from bpmn.languages import cron, iso8601
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say

ZONE = "Asia/Jakarta"
"""Any zone will do: only whether a text can be read is asked here."""
READ: dict[str, Callable[[str], object]] = {
    "date": lambda text: iso8601.parse_date(text, ZONE),
    "duration": iso8601.parse_duration,
    "cycle": iso8601.parse_cycle,
}


def check(subject: Subject) -> Iterator[Complaint]:
    yield from _starts(subject)
    for element in subject.elements():
        for event in element.events:
            if event.kind != "timer":
                continue
            if event.timer is None:
                yield about(element, say("The timer has no date, duration or cycle."))
            else:
                yield from _timer(element, event.timer, subject)
        for listener in element.listeners:
            if listener.timer is not None:
                yield from _timer(element, listener.timer, subject)


def _starts(subject: Subject) -> Iterator[Complaint]:
    """A start event counts from no moment: Camunda 8 wants a date or a cycle there."""
    for process in subject.processes():
        for element in process.scope.elements:
            timer = element.event.timer if element.kind == "startEvent" and element.event else None
            if timer is not None and timer.kind == "duration" and subject.camunda8:
                yield about(element, say("A timer start event has a date or a cycle, not a duration."))


def _timer(element: Element, timer: Timer, subject: Subject) -> Iterator[Complaint]:
    if timer.expression.language == "literal":
        try:
            _read(timer, subject.camunda8)
        except ValueError as error:
            yield about(element, say("The timer cannot be read: {problem}", problem=str(error)))
    if timer.kind == "cycle" and element.kind == "intermediateCatchEvent":
        severity: Severity | None = None if subject.camunda8 else "warning"
        yield about(element, say("An intermediate timer fires once; give it a duration or a date."), severity)


def _read(timer: Timer, camunda8: bool) -> None:
    text = timer.expression.text.strip()
    if timer.kind == "cycle" and not text.startswith(("R", "P")):
        cron.parse_cron(text, quartz=not camunda8)
        return
    if timer.kind == "cycle" and camunda8:
        iso8601.refuse_end(text)
    # Camunda 7 takes a duration for a date as well
    kind = "duration" if timer.kind == "date" and text[:1] in "Pp" and not camunda8 else timer.kind
    READ[kind](iso8601.repeated(text) if kind == "duration" and not camunda8 else text)
