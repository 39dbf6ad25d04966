"""Flows do not lead into a start event or out of an end event."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for element in subject.elements():
        if element.kind == "startEvent" and element.incoming:
            yield about(element, say("A sequence flow cannot lead into a start event."))
        if element.kind == "endEvent" and element.outgoing:
            yield about(element, say("A sequence flow cannot lead out of an end event."))
        if element.event_subprocess and (element.incoming or element.outgoing):
            yield about(element, say("Sequence flows cannot lead into or out of an event subprocess."))
