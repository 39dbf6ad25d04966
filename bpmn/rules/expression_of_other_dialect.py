"""A text that would be an expression in the other dialect, and is only a text here."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Expression
from bpmn.expressions import of_element
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import Sentence, say


def check(subject: Subject) -> Iterator[Complaint]:
    for element in subject.elements():
        for place, expression in of_element(element):
            if expression.language == "literal" and _foreign(expression, subject):
                yield about(element, _sentence(place, expression, subject))


def _sentence(place: Sentence, expression: Expression, subject: Subject) -> Sentence:
    text = " ".join(expression.text.split())[:80]
    if subject.camunda8:
        return say(
            "Only a text stands for {place}: {text}; in Camunda 8 an expression begins with =.", place=place, text=text
        )
    return say(
        "Only a text stands for {place}: {text}; in Camunda 7 an expression has {mark}.",
        place=place,
        text=text,
        mark="${...}",
    )


def _foreign(expression: Expression, subject: Subject) -> bool:
    if subject.camunda8:
        return "${" in expression.text or "#{" in expression.text
    return expression.text.startswith("=")
