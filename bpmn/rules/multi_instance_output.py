"""Camunda 7 refuses output parameters on multi-instance activities: each turn would write over the others."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    if subject.camunda8:
        return
    for element in subject.elements():
        if element.repeat is not None and element.outputs:
            yield about(
                element,
                say("Camunda 7 allows no output parameters on a multi-instance activity; use a subprocess inside."),
            )
