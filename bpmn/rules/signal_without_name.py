"""Who waits for a signal or throws one has to say which."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for element in subject.elements():
        if any(event.kind == "signal" and event.name is None for event in element.events):
            yield about(element, say("This event is about a signal, but names none."))
