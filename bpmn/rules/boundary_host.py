"""A boundary event sits on an activity of the same scope, and nothing flows into it."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Element
from bpmn.rules.subject import Complaint, Place, Subject, about
from bpmn.sentence import say

HOSTS = frozenset({
    "task", "userTask", "manualTask", "scriptTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask",
    "callActivity", "subProcess", "transaction", "adHocSubProcess",
})  # fmt: skip


def check(subject: Subject) -> Iterator[Complaint]:
    for place in subject.places():
        for element in place.scope.elements:
            if element.kind == "boundaryEvent":
                yield from _boundary(place, element)


def _boundary(place: Place, element: Element) -> Iterator[Complaint]:
    host = place.element(element.attached_to) if element.attached_to else None
    if element.attached_to is None:
        yield about(element, say("This boundary event is attached to nothing."))
    elif host is None:
        sentence = say("This boundary event is attached to {host}, which is not an element of the same scope.",
                       host=element.attached_to)  # fmt: skip
        yield about(element, sentence)
    elif host.kind not in HOSTS or host.event_subprocess:
        sentence = say("A boundary event cannot sit on {host} ({kind}).", host=host.id, kind=host.kind)
        yield about(element, sentence)
    if element.incoming:
        yield about(element, say("A sequence flow cannot lead into a boundary event."))
