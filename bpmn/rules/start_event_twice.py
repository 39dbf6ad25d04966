"""Two start events of a process with the same message, signal or condition could not be told apart."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Event, Expression
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for process in subject.processes():
        first: dict[tuple[str, Expression], str] = {}
        for element in process.scope.elements:
            what = _awaited(element.event) if element.kind == "startEvent" and element.event else None
            if element.event is None or what is None:
                continue
            key = (element.event.kind, what)
            if key in first:
                sentence = say("Start event {first} already waits for {what}.", first=first[key], what=what.text)
                yield about(element, sentence)
            first.setdefault(key, element.id)


def _awaited(event: Event) -> Expression | None:
    return (
        event.condition if event.kind == "conditional" else event.name if event.kind in ("message", "signal") else None
    )
