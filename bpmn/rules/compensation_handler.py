"""A compensation handler stands beside the flow: it runs only when its activity is undone."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for place in subject.places():
        led_to = {element.handler for element in place.scope.elements}
        guarded = {element.attached_to for element in place.scope.elements}
        for element in place.scope.elements:
            if not element.for_compensation:
                continue
            if element.incoming or element.outgoing:
                yield about(
                    element, say("A compensation handler has no sequence flows; only an association leads to it.")
                )
            elif element.id not in led_to:
                sentence = say("No compensation boundary event leads to this handler; it would never run.")
                yield about(element, sentence, "warning")
            if subject.camunda8 and element.id in guarded:
                yield about(element, say("A compensation handler has no boundary events in Camunda 8."))
