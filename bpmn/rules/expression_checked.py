"""Every expression has to be readable in its language."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import languages
from bpmn.diagram import Element, Expression, Flow
from bpmn.expressions import of_element, of_flow
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import Sentence, say


def check(subject: Subject) -> Iterator[Complaint]:
    for flow in subject.flows():
        for place, expression in of_flow(flow):
            yield from _problems(flow, place, expression)
    for element in subject.elements():
        for place, expression in of_element(element):
            yield from _problems(element, place, expression)


def _problems(owner: Element | Flow, place: Sentence, expression: Expression) -> Iterator[Complaint]:
    if expression.language not in languages.LANGUAGES:
        return  # the rule language_known speaks of it
    for problem in languages.check(expression):
        yield about(
            owner,
            say(
                "{place} cannot be read: {problem} (character {offset} of {text})",
                place=place,
                problem=problem.sentence,
                offset=problem.offset + 1,
                text=_short(expression.text),
            ),
        )


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 80 else f"{flat[:77]}..."
