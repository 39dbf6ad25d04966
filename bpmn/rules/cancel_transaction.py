"""Cancel events belong to transactions: the end event inside, and one boundary event on it."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Element
from bpmn.rules.subject import Complaint, Place, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    cancelled: set[str | None] = set()
    for place in subject.places():  # a transaction comes before its inside
        for element in place.scope.elements:
            if element.event is None or element.event.kind != "cancel":
                continue
            if element.kind == "boundaryEvent":
                yield from _boundary(place, element, cancelled)
                cancelled.add(element.attached_to)
            elif place.owner is None or place.owner.kind != "transaction":
                yield about(element, say("A cancel end event stands directly in a transaction, nowhere else."))
            elif place.owner.id not in cancelled:
                sentence = say("This event cancels {transaction}, which has no cancel boundary event.",
                               transaction=place.owner.id)  # fmt: skip
                yield about(element, sentence)


def _boundary(place: Place, element: Element, cancelled: set[str | None]) -> Iterator[Complaint]:
    host = place.element(element.attached_to or "")
    if host is not None and host.kind != "transaction":
        yield about(element, say("A cancel boundary event sits on a transaction, and {host} is none.", host=host.id))
    if element.attached_to in cancelled:
        sentence = say("{host} has a cancel boundary event already.", host=element.attached_to or "")
        yield about(element, sentence)
