"""An ad-hoc subprocess has no start event that could arm an event subprocess inside it."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for place in subject.places():
        if place.owner is None or place.owner.kind != "adHocSubProcess":
            continue
        for element in place.scope.elements:
            if element.event_subprocess:
                yield about(element, say("Alur runs no event subprocess directly inside an ad-hoc subprocess."))
