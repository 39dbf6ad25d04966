"""An escalation comes from inside an activity, so only what has an inside can have a boundary event for it.

At a user task of Camunda 7 people throw it (TaskService.handleEscalation).
"""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say

HOSTS = frozenset({"subProcess", "transaction", "adHocSubProcess", "callActivity"})


def check(subject: Subject) -> Iterator[Complaint]:
    for place in subject.places():
        for element in place.scope.elements:
            if element.kind != "boundaryEvent" or element.event is None or element.event.kind != "escalation":
                continue
            host = place.element(element.attached_to or "")
            if host is None or host.kind in HOSTS:
                continue
            if host.kind == "userTask" and subject.diagram.dialect != "camunda8":
                continue
            sentence = say("No escalation comes out of {host}, a {kind}; expected a subprocess or a call activity.",
                           host=host.id, kind=host.kind)  # fmt: skip
            yield about(element, sentence)
