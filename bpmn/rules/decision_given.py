"""A business rule task needs something that decides: a decision, a worker or an expression; and only one of them."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Element
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    refused = {finding.element_id for finding in subject.diagram.findings if finding.severity == "error"}
    for element in subject.elements():
        if element.kind == "businessRuleTask":
            yield from _given(element, subject.camunda8, element.id in refused)


def _given(element: Element, camunda8: bool, refused: bool) -> Iterator[Complaint]:
    others = element.job is not None or element.script is not None
    if element.decision is None:
        if not others and not refused:
            yield about(
                element,
                say("This business rule task decides nothing: name a decision, or give it a job type "
                    "(Camunda 7: an external topic or an expression)."),
            )  # fmt: skip
    elif not element.decision.decision.text:
        yield about(element, say("This business rule task names no decision."))
    elif camunda8 and not element.decision.result_variable:
        yield about(element, say("This business rule task has no result variable, which Camunda 8 asks for."))
    elif others and camunda8:
        yield about(element, say("This business rule task has a decision and a job; Camunda 8 takes only one of them."))
    elif others:
        sentence = say("This business rule task has a decision and another work; Camunda 7 asks the decision only.")
        yield about(element, sentence, "warning")
