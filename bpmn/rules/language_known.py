"""Expressions and scripts are FEEL, JUEL or JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Element, Expression, Flow, Process
from bpmn.expressions import of_element, of_flow, of_listeners
from bpmn.languages import LANGUAGES
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import Sentence, say

SCRIPT_LANGUAGES = ("feel", "juel", "javascript")
TEMPLATES = ("freemarker", "velocity", "thymeleaf")
"""Languages whose texts are mostly text."""


def check(subject: Subject) -> Iterator[Complaint]:
    for process in subject.processes():
        for place, expression in of_listeners(process):
            yield from _known(process, place, expression)
    for flow in subject.flows():
        for place, expression in of_flow(flow):
            yield from _known(flow, place, expression)
    for element in subject.elements():
        script = element.script.expression if element.script else None
        if script and script.language not in (*SCRIPT_LANGUAGES, "literal"):
            sentence = say("Alur does not run {language}. {instead}",
                           language=script.language or say("a script without a format"),
                           instead=_instead(script.language))  # fmt: skip
            yield about(element, sentence)
        for place, expression in of_element(element):
            if expression is not script:
                yield from _known(element, place, expression)


def _known(owner: Element | Flow | Process, place: Sentence, expression: Expression) -> Iterator[Complaint]:
    if expression.language not in LANGUAGES:
        sentence = say(
            "The language of {place} is {language}; Alur knows {known}. {instead}",
            place=place,
            language=expression.language or say("not given"),
            known=", ".join(sorted(set(LANGUAGES) - {"literal"})),
            instead=_instead(expression.language),
        )
        yield about(owner, sentence)


def _instead(language: str) -> Sentence:
    """What an analyst can write in its place."""
    if language in TEMPLATES:
        return say("Write it as a text with {example} in it, without a script format.", example="${...}")
    return say(
        'Write it in JavaScript (scriptFormat="javascript", or language="javascript" at a condition): variables are '
        'there by their names, execution.setVariable("name", value) sets one, and the last value is the result.'
    )
