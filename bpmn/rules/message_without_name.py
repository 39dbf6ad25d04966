"""Who waits for a message has to say for which."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Element
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say

CATCHING = ("startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask")


def check(subject: Subject) -> Iterator[Complaint]:
    for element in subject.elements():
        if element.kind in CATCHING and not _named(element):
            yield about(element, say("This element waits for a message, but names none."))


def _named(element: Element) -> bool:
    if element.kind == "receiveTask" and not element.events:
        return False
    return all(event.name is not None for event in element.events if event.kind == "message")
