"""Two events that catch the same error or escalation in one place: only one of them could ever be the one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from bpmn.diagram import Element
from bpmn.rules.subject import Complaint, Place, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for place in subject.places():
        for catchers in _by_place(place).values():
            yield from _twice(catchers, subject.camunda8)


def _by_place(place: Place) -> dict[tuple[str, str], list[Element]]:
    """Boundary events by activity, start events of event subprocesses by the scope they watch ('')."""
    found: dict[tuple[str, str], list[Element]] = defaultdict(list)
    for element in place.scope.elements:
        if element.kind == "boundaryEvent" and element.event is not None:
            found[element.event.kind, element.attached_to or ""].append(element)
        if element.event_subprocess and element.scope is not None:
            for inner in element.scope.elements:
                if inner.kind == "startEvent" and inner.event is not None:
                    found[inner.event.kind, ""].append(inner)
    return {where: catchers for where, catchers in found.items() if where[0] in ("error", "escalation")}


def _twice(catchers: list[Element], camunda8: bool) -> Iterator[Complaint]:
    first: dict[object, Element] = {}
    for element in catchers:
        assert element.event is not None  # see _by_place
        code = element.event.code
        if code in first:
            sentence = say("{first} catches the same already; only one of the two would ever run.",
                           first=first[code].id)  # fmt: skip
            yield about(element, sentence)
        elif element.event.kind == "escalation" and not camunda8 and first and None in (code, *first):
            sentence = say("Camunda 7 does not allow an event that catches every escalation beside {first}.",
                           first=next(iter(first.values())).id)  # fmt: skip
            yield about(element, sentence)
        first.setdefault(code, element)
