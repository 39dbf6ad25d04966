"""A condition or collection that is only a text can never be true or be a list."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Element, Expression
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import Sentence, say


def check(subject: Subject) -> Iterator[Complaint]:
    written = say("a leading =") if subject.camunda8 else say("{mark} around it", mark="${...}")
    for flow in subject.flows():
        if flow.condition and _is_text(flow.condition):
            yield about(flow, _sentence(flow.condition, written))
    for element in subject.elements():
        for expression in _needed(element, subject):
            if _is_text(expression):
                yield about(element, _sentence(expression, written))


def _needed(element: Element, subject: Subject) -> Iterator[Expression]:
    if element.repeat:
        yield from (part for part in (element.repeat.collection, element.repeat.until) if part)
    for event in element.events:
        yield from (part for part in (event.condition, event.correlation_key) if part)
    if subject.camunda8 and element.script:
        yield element.script.expression


def _is_text(expression: Expression) -> bool:
    return expression.language == "literal"


def _sentence(expression: Expression, written: Sentence) -> Sentence:
    return say("{text} is a plain text; an expression has {written}.", text=expression.text or "''", written=written)
