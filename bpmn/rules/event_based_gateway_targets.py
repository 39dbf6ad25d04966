"""Behind an event-based gateway stand the events that race: messages, timers, signals, conditions.

Neither Camunda takes a receive task there (Camunda 7's BpmnParse.parseEventBasedGateway, Camunda 8's
EventBasedGatewayValidator); Camunda 8 takes no gateway with a single event either.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Element
from bpmn.rules.subject import Complaint, Place, Subject, about
from bpmn.sentence import say

RACING = frozenset({"message", "timer", "signal", "conditional"})


def check(subject: Subject) -> Iterator[Complaint]:
    for place in subject.places():
        for element in place.scope.elements:
            if element.kind == "eventBasedGateway":
                yield from _targets(place, element, subject.camunda8)


def _targets(place: Place, gateway: Element, camunda8: bool) -> Iterator[Complaint]:
    flows = place.outgoing(gateway)
    if len(flows) < 2:
        sentence = say("An event-based gateway leads to at least two events; this one to {count}.", count=len(flows))
        yield about(gateway, sentence, "error" if not flows or camunda8 else "warning")
    for flow in flows:
        target = place.element(flow.target)
        if target is None:
            continue
        if target.kind != "intermediateCatchEvent" or (target.event is not None and target.event.kind not in RACING):
            sentence = say("Behind an event-based gateway stand catching events; {target} is a {kind}.",
                           target=target.id, kind=target.kind)  # fmt: skip
            yield about(flow, sentence)
        elif len(target.incoming) > 1:
            yield about(target, say("An event behind an event-based gateway cannot be reached by another flow."))
