"""A timer needs a text that says when, and a fixed text has to be ISO 8601."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bpmn.diagram import Element, Severity, Timer
from bpmn.languages import iso8601
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
    for element in subject.elements():
        for event in element.events:
            if event.kind != "timer":
                continue
            if event.timer is None:
                yield about(element, say("The timer has no date, duration or cycle."))
            else:
                yield from _timer(element, event.timer, subject)


def _timer(element: Element, timer: Timer, subject: Subject) -> Iterator[Complaint]:
    if timer.expression.language == "literal":
        text = timer.expression.text
        # Camunda 7 takes a duration for a date as well
        kind = "duration" if timer.kind == "date" and text[:1] in "Pp" and not subject.camunda8 else timer.kind
        try:
            READ[kind](text)
        except ValueError as error:
            yield about(element, say("The timer cannot be read: {problem}", problem=str(error)))
    if timer.kind == "cycle" and element.kind == "intermediateCatchEvent":
        severity: Severity | None = None if subject.camunda8 else "warning"
        yield about(element, say("An intermediate timer fires once; give it a duration or a date."), severity)
