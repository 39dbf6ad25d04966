"""A message event that throws needs a job to send the message."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for element in subject.elements():
        throws = element.kind in ("intermediateThrowEvent", "endEvent")
        if (
            throws
            and element.job is None
            and element.script is None
            and any(event.kind == "message" for event in element.events)
        ):
            if subject.camunda8:
                yield about(
                    element, say("This message event has no job type (zeebe:taskDefinition) to send it."), "error"
                )
            else:
                yield about(
                    element, say("Nothing is sent here: the message event has no external topic; it is passed.")
                )
