"""A process or subprocess needs exactly one place to begin."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Element
from bpmn.rules.subject import Complaint, Place, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for place in subject.places():
        if place.owner is not None and place.owner.kind == "adHocSubProcess":
            continue
        starts = [element for element in place.scope.elements if element.kind == "startEvent"]
        if not starts:
            yield about(place.owner or place.process, say("A start event is missing; nothing could begin here."))
        yield from _too_many(place, starts)


def _too_many(place: Place, starts: list[Element]) -> Iterator[Complaint]:
    blank = [element for element in starts if not element.events]
    if place.owner is None:
        for element in blank[1:]:
            yield about(element, say("A process has one none start event; the first is {first}.", first=blank[0].id))
        return
    for element in starts[1:]:
        yield about(element, say("A subprocess has one start event; the first is {first}.", first=starts[0].id))
    if not place.in_event_subprocess:
        for element in starts[:1]:
            if element.events:
                yield about(element, say("A subprocess begins with a none start event, without any trigger."))
