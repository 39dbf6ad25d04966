"""An element that no token can ever come to."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.rules.reach import entries, forward, reached
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for place in subject.places():
        found = reached(entries(place), forward(place))
        if not found:
            continue  # without any start the missing start event is the finding
        for element in place.scope.elements:
            if element.id not in found:
                yield about(element, say("No way leads here from a start event; this element would never run."))
