"""In Camunda 8 nobody can report an error at a user task: only the job worker of one that is no task in an inbox could.

Source: docs.camunda.io, Error events (an error is thrown by an end event, or by the worker of a job).
"""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    if subject.diagram.dialect != "camunda8":
        return
    for place in subject.places():
        for element in place.scope.elements:
            host = place.element(element.attached_to or "")
            at_task = element.kind == "boundaryEvent" and host is not None and host.kind == "userTask"
            if at_task and element.event is not None and element.event.kind == "error":
                sentence = say("In Camunda 8 nobody can report an error at the user task {host}, so this way is never "
                               "taken.", host=element.attached_to)  # fmt: skip
                yield about(element, sentence)
