"""Listeners that Alur does not call where Camunda 7 would: when an event-based gateway is left."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.rules.subject import Complaint, Place, Subject, about
from bpmn.sentence import say

RACE = say("Alur calls no listener when an event-based gateway is left.")


def check(subject: Subject) -> Iterator[Complaint]:
    for place in subject.places():
        yield from _behind_a_race(place)


def _behind_a_race(place: Place) -> Iterator[Complaint]:
    for element in place.scope.elements:
        if element.kind == "eventBasedGateway":
            if any(listener.on == "end" for listener in element.listeners):
                yield about(element, RACE)
            yield from (about(flow, RACE) for flow in place.outgoing(element) if flow.listeners)
