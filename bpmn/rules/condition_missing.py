"""A conditional event has to say its condition."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for element in subject.elements():
        if any(event.kind == "conditional" and event.condition is None for event in element.events):
            yield about(element, say("This event waits for a condition, but has none."))
