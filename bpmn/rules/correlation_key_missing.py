"""In Camunda 8 a message finds its case by a correlation key; only start events of a process do without."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say

CATCHING = ("intermediateCatchEvent", "boundaryEvent", "receiveTask")


def check(subject: Subject) -> Iterator[Complaint]:
    if not subject.camunda8:
        return
    for element in subject.elements():
        for event in element.events:
            if element.kind in CATCHING and event.kind == "message" and event.name and event.correlation_key is None:
                sentence = say("Message {message} has no correlation key (zeebe:subscription); it would find no case.",
                               message=event.name.text)  # fmt: skip
                yield about(element, sentence)
