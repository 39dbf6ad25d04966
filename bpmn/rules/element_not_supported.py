"""An element, or a marker on it, that Alur does not run."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.elements import refusals
from bpmn.rules.subject import Complaint, Subject, about


def check(subject: Subject) -> Iterator[Complaint]:
    for place in subject.places():
        for element in place.scope.elements:
            if place.in_event_subprocess and element.kind == "startEvent":
                continue  # the event subprocess itself is refused already
            for sentence in refusals(element):
                yield about(element, sentence)
