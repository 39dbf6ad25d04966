"""Flows out of a gateway that decides need a condition; others must not have one that nobody asks for."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Element, Flow
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say

DECIDING = ("exclusiveGateway", "inclusiveGateway")


def check(subject: Subject) -> Iterator[Complaint]:
    for place in subject.places():
        for element in place.scope.elements:
            if element.kind in DECIDING:
                flows = place.outgoing(element)
                for flow in flows if len(flows) > 1 else ():
                    yield from _deciding(element, flow, subject)


def _deciding(gateway: Element, flow: Flow, subject: Subject) -> Iterator[Complaint]:
    if flow.condition is None and flow.id != gateway.default:
        always = gateway.kind == "inclusiveGateway" and not subject.camunda8
        if always:
            yield about(
                flow, say("This flow out of an inclusive gateway has no condition; it is always taken."), "warning"
            )
        else:
            yield about(flow, say("This flow out of {gateway} needs a condition, or has to be the default flow.",
                                  gateway=gateway.id))  # fmt: skip
