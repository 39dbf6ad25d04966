"""An element, or a marker on it, that Alur does not run in files of this dialect."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.elements.find import refusals
from bpmn.rules.subject import Complaint, Place, Subject, about


def check(subject: Subject) -> Iterator[Complaint]:
    dialect = subject.diagram.dialect
    for place in subject.places():
        for element in place.scope.elements:
            if element.kind == "startEvent" and _is_refused_already(place, subject):
                continue
            for sentence in refusals(element, dialect, place.in_event_subprocess):
                yield about(element, sentence)


def _is_refused_already(place: Place, subject: Subject) -> bool:
    """Whether the start event stands in an event subprocess that has the complaint."""
    return (
        place.in_event_subprocess and place.owner is not None and bool(refusals(place.owner, subject.diagram.dialect))
    )
