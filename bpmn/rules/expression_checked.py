"""Every expression has to be readable in its language."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import languages
from bpmn.diagram import Expression, Spot
from bpmn.expressions import Owner, of_process
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import Sentence, say

Found = dict[Expression, tuple[languages.Problem, ...]]
"""What was found in an expression already; the same text often stands in many places."""


def check(subject: Subject) -> Iterator[Complaint]:
    known: Found = {}
    for process in subject.processes():
        for owner, place, expression in of_process(process):
            yield from _problems(owner, place, expression, known)


def _problems(owner: Owner, place: Sentence, expression: Expression, known: Found) -> Iterator[Complaint]:
    if expression.language not in languages.LANGUAGES:
        return  # the rule language_known speaks of it
    if expression not in known:
        known[expression] = languages.check(expression)
    for problem in known[expression]:
        if problem.gives_null:
            continue  # the rule unknown_function speaks of it
        spot = languages.spot(expression, problem.offset)
        yield about(owner, _told(place, spot, problem.sentence), spot=spot)


def _told(place: Sentence, spot: Spot, problem: Sentence) -> Sentence:
    if "\n" in spot.text.strip():
        return say("Cannot read {place} at line {line}, character {column}: {problem}",
                   place=place, line=spot.line, column=spot.column, problem=problem)  # fmt: skip
    return say("Cannot read {place} at character {column}: {problem}",
               place=place, column=spot.column, problem=problem)  # fmt: skip
