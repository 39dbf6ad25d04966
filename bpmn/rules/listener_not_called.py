"""Listeners that Alur does not call where Camunda 7 would: after an event-based gateway, and on an interruption."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.rules.subject import Complaint, Place, Subject, about
from bpmn.sentence import say

RACE = say("Alur calls no listener when an event-based gateway is left.")


def check(subject: Subject) -> Iterator[Complaint]:
    for place in subject.places():
        yield from _behind_a_race(place)
        yield from _interrupted(place)


def _behind_a_race(place: Place) -> Iterator[Complaint]:
    for element in place.scope.elements:
        if element.kind == "eventBasedGateway":
            if any(listener.on == "end" for listener in element.listeners):
                yield about(element, RACE)
            yield from (about(flow, RACE) for flow in place.outgoing(element) if flow.listeners)


def _interrupted(place: Place) -> Iterator[Complaint]:
    hosts = {one.attached_to for one in place.scope.elements if one.attached_to and one.interrupting}
    for element in place.scope.elements:
        ends = any(listener.on == "end" and listener.script is not None for listener in element.listeners)
        if element.id in hosts and ends:
            yield about(
                element,
                say("Camunda 7 would call this end listener when {id} is interrupted, too; Alur calls it only when the "
                    "element completes.", id=element.id),
                "info",
            )  # fmt: skip
