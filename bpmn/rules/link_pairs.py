"""A link event that throws leads to the one catching link event of the same name in its scope, as a flow would."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Element
from bpmn.rules.subject import Complaint, Place, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for place in subject.places():
        catches: dict[str, Element] = {}
        for element in _links(place, "intermediateCatchEvent"):
            yield from _catch(element, catches)
        for element in _links(place, "intermediateThrowEvent"):
            yield from _throw(element, catches)


def _links(place: Place, kind: str) -> list[Element]:
    return [one for one in place.scope.elements if one.kind == kind and one.event and one.event.kind == "link"]


def _catch(element: Element, catches: dict[str, Element]) -> Iterator[Complaint]:
    name = element.event.link if element.event else None
    if not name:
        yield about(element, say("This link event has no name."))
    elif name in catches:
        sentence = say("The link {name} leads to {first} already; it can have one target.",
                       name=name, first=catches[name].id)  # fmt: skip
        yield about(element, sentence)
    else:
        catches[name] = element
    if element.incoming:
        yield about(element, say("A sequence flow cannot lead into a catching link event."))


def _throw(element: Element, catches: dict[str, Element]) -> Iterator[Complaint]:
    name = element.event.link if element.event else None
    if not name:
        yield about(element, say("This link event has no name."))
    elif name not in catches:
        sentence = say("The link {name} leads nowhere: no catching link event of this scope has that name.", name=name)
        yield about(element, sentence)
    if element.outgoing:
        yield about(element, say("A sequence flow cannot lead out of a throwing link event."))
