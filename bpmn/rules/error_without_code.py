"""An error that is thrown has a code; a boundary event without one catches every error."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for element in subject.elements():
        for event in element.events:
            if element.kind == "endEvent" and event.kind == "error" and event.code is None:
                yield about(
                    element, say("This end event throws an error without a code; no event could tell it apart.")
                )
