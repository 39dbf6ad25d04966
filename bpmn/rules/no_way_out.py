"""An element from which no end can be reached: whoever comes there stays for ever."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from bpmn.diagram import Element
from bpmn.rules.reach import entries, forward, reached
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for place in subject.places():
        steps = forward(place)
        back: dict[str, set[str]] = defaultdict(set)
        for source, targets in steps.items():
            for target in targets:
                back[target].add(source)
        ends = [element.id for element in place.scope.elements if not element.outgoing and not _throws_link(element)]
        out = reached(ends, back)
        come_to = reached(entries(place), steps)
        for element in place.scope.elements:
            if element.id in come_to - out:
                yield about(element, say("No way leads from here to an end; a case that comes here would never end."))


def _throws_link(element: Element) -> bool:
    return element.kind == "intermediateThrowEvent" and element.event is not None and element.event.link is not None
