"""A condition that is never asked for: on the default flow, or behind a gateway that takes all flows."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Severity
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say

NOT_ASKING = ("parallelGateway", "eventBasedGateway")


def check(subject: Subject) -> Iterator[Complaint]:
    for place in subject.places():
        for element in place.scope.elements:
            for flow in place.outgoing(element):
                if flow.condition is None:
                    continue
                if element.kind in NOT_ASKING:
                    yield about(flow, say("The condition is ignored: {gateway} asks for none.", gateway=element.id))
                elif flow.id == element.default:
                    severity: Severity | None = "error" if element.kind == "exclusiveGateway" else None
                    yield about(flow, say("The default flow must not have a condition."), severity)
