"""A compensation boundary event leads to its handler by an association, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Element
from bpmn.rules.subject import Complaint, Place, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    """Camunda 7 reads over what leads nowhere, Camunda 8 refuses it; what leads to the wrong element both refuse."""
    for place in subject.places():
        seen: set[str | None] = set()
        for element in place.scope.elements:
            if element.kind != "boundaryEvent" or element.event is None or element.event.kind != "compensation":
                continue
            if element.attached_to in seen:
                sentence = say("{host} has a compensation boundary event already.", host=element.attached_to or "")
                yield about(element, sentence)
            seen.add(element.attached_to)
            yield from _boundary(place, element, subject.camunda8)


def _boundary(place: Place, element: Element, camunda8: bool) -> Iterator[Complaint]:
    handler = place.element(element.handler) if element.handler else None
    if element.outgoing:
        sentence = say("A compensation boundary event has no sequence flows; draw an association to its handler.")
        yield about(element, sentence, "error" if camunda8 else "warning")
    if element.handler is None:
        sentence = say("No association leads from here to a compensation handler: nothing would be undone.")
        yield about(element, sentence, "error" if camunda8 else "warning")
    elif handler is None or not handler.for_compensation:
        sentence = say(
            "The association leads to {handler}, which is not an activity for compensation (isForCompensation) in the "
            "same scope.", handler=element.handler,
        )  # fmt: skip
        yield about(element, sentence)
