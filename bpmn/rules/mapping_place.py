"""Boundary events take no inputs; in Camunda 7 event subprocesses neither, and end events give no outputs."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for element in subject.elements():
        if element.inputs and element.kind == "boundaryEvent":
            yield about(element, say("Inputs of a boundary event are never read."))
        if subject.camunda8:
            continue
        if element.inputs and element.event_subprocess:
            yield about(element, say("Camunda 7 allows no inputs on an event subprocess."))
        if element.outputs and element.kind == "endEvent":
            yield about(element, say("Camunda 7 allows no outputs on an end event."))
