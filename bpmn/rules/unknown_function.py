"""FEEL gives null for a function that it does not know; few people mean that."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import languages
from bpmn.expressions import of_process
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for process in subject.processes():
        for owner, place, expression in of_process(process):
            if expression.language != "feel":
                continue
            for problem in languages.check(expression):
                if problem.gives_null:
                    spot = languages.spot(expression, problem.offset)
                    sentence = say("{what} gives null: {problem}", what=place, problem=problem.sentence)
                    yield about(owner, sentence, spot=spot)
