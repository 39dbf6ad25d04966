"""An event that undoes one activity names one of its own scope, and one that can be undone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bpmn.diagram import Element
from bpmn.rules.subject import Complaint, Place, Subject, about
from bpmn.sentence import say

SCOPES = frozenset({"subProcess", "transaction", "adHocSubProcess"})


def check(subject: Subject) -> Iterator[Complaint]:
    around: dict[str, Place] = {}
    for place in subject.places():
        around.update((element.id, place) for element in place.scope.elements)
        for element in place.scope.elements:
            if element.kind in ("intermediateThrowEvent", "endEvent") and element.event and element.event.activity:
                yield from _event(element, element.event.activity, _seen(place, around), subject.camunda8)


def _seen(place: Place, around: Mapping[str, Place]) -> list[Place]:
    """The scope of the event; from an event subprocess also the scope it belongs to."""
    found = [place]
    while (owner := found[-1].owner) is not None and owner.event_subprocess:
        found.append(around[owner.id])
    return found


def _event(element: Element, activity: str, seen: list[Place], camunda8: bool) -> Iterator[Complaint]:
    for place in seen:
        if (named := place.element(activity)) is None:
            continue
        undone = any(
            one.attached_to == activity and one.event is not None and one.event.kind == "compensation"
            for one in place.scope.elements
        )
        if not undone and named.kind not in SCOPES:
            sentence = say("{activity} has no compensation boundary event: nothing would be undone.", activity=activity)
            yield about(element, sentence, "error" if camunda8 else "warning")
        return
    sentence = say("This event undoes {activity}, which is not an activity of the same scope.", activity=activity)
    yield about(element, sentence)
