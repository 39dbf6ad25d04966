"""An event subprocess that compensation starts undoes the embedded subprocess around it, and alone does."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Element
from bpmn.rules.subject import Complaint, Place, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    undone: set[str | None] = set()  # what has a compensation boundary event; outer scopes come before inner ones
    for place in subject.places():
        undone.update(element.attached_to for element in place.scope.elements if _is_compensation(element))
        starts = [start for element in place.scope.elements if element.event_subprocess for start in _starts(element)]
        for start in starts:
            yield from _start(place, start, undone, first=start is starts[0])


def _starts(element: Element) -> list[Element]:
    inside = element.scope.elements if element.scope else ()
    return [one for one in inside if one.kind == "startEvent" and _is_compensation(one)]


def _start(place: Place, start: Element, undone: set[str | None], first: bool) -> Iterator[Complaint]:
    if place.owner is None or place.owner.event_subprocess:
        yield about(start, say("Compensation starts event subprocesses in embedded subprocesses only."))
    elif place.owner.id in undone:
        sentence = say("{owner} has a compensation boundary event; use that or this event subprocess.",
                       owner=place.owner.id)  # fmt: skip
        yield about(start, sentence)
    if not first:
        yield about(start, say("Another event subprocess in the same place is started by compensation already."))


def _is_compensation(element: Element) -> bool:
    return element.event is not None and element.event.kind == "compensation"
