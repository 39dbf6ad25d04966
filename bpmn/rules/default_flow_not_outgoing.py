"""The default flow has to leave the element that names it."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for element in subject.elements():
        if element.default is not None and element.default not in element.outgoing:
            yield about(element, say("The default flow {flow} does not leave this element.", flow=element.default))
