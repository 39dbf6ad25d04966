"""An ad-hoc subprocess holds activities and no start or end; what begins is said by a list, or by a person."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Element
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for element in subject.elements():
        if element.kind == "adHocSubProcess" and subject.camunda8:
            yield from _inside(element)
            yield from _terms(element)


def _inside(element: Element) -> Iterator[Complaint]:
    inside = element.scope.elements if element.scope is not None else ()
    if not any(one.kind.endswith(("Task", "task", "Process", "Activity")) for one in inside):
        yield about(element, say("An ad-hoc subprocess needs at least one activity inside."))
    for one in inside:
        if one.kind in ("startEvent", "endEvent"):
            yield about(one, say("An ad-hoc subprocess has no start and no end events inside."))
        if one.event_subprocess:
            yield about(one, say("Alur runs no event subprocess directly inside an ad-hoc subprocess."))


def _terms(element: Element) -> Iterator[Complaint]:
    terms = element.ad_hoc
    if element.job is not None:
        yield about(
            element, say("Alur lets no job worker decide in an ad-hoc subprocess; use an active elements collection.")
        )
    elif terms is None or terms.active is None:
        sentence = say(
            "Without an active elements collection nothing inside begins by itself; somebody has to begin each element."
        )
        yield about(element, sentence, "warning")
    if terms is not None and (terms.output_collection is None) != (terms.output_item is None):
        yield about(element, say("An output collection and an output element go together; one is missing."))
