"""The check of a DMN file: what reading found, and every text compiled in its own language."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Expression, Finding, Severity
from bpmn.languages import LANGUAGES, spot
from bpmn.languages import check as check_expression
from bpmn.languages.dmn.deciding import examined
from bpmn.languages.dmn.model import Decisions, Place
from bpmn.languages.dmn.sentences import problem
from bpmn.languages.language import EvaluationError
from bpmn.sentence import Sentence, say


def check(decisions: Decisions) -> tuple[Finding, ...]:
    """The findings, by line."""
    found = [*decisions.findings, *_feel(decisions), *_others(decisions)]
    return tuple(sorted(found, key=lambda finding: finding.line or 0))


def _feel(decisions: Decisions) -> Iterator[Finding]:
    try:
        problems = examined(decisions)["problems"]
    except EvaluationError as error:
        yield Finding("decision_expression", "error", error.sentence, None, 1)
        return
    for each in problems:
        severity: Severity = "error" if each["kind"] == "syntax" else "warning"
        place = decisions.places[each["at"]]
        yield _finding(place, severity, problem(each), Expression("feel", place.text), each.get("offset", 0))


def _others(decisions: Decisions) -> Iterator[Finding]:
    for language, text, at in decisions.foreign:
        if language not in LANGUAGES:  # said when it was read
            continue
        place = decisions.places[at]
        expression = Expression(language, text)
        for each in check_expression(expression):
            yield _finding(place, "error", each.sentence, expression, each.offset)


def _finding(place: Place, severity: Severity, told: Sentence, expression: Expression, offset: int) -> Finding:
    at = spot(expression, offset) if expression.text else None
    return Finding("decision_expression", severity, _placed(place.what, told), place.element_id, place.line, at)


def _placed(what: str, sentence: Sentence) -> Sentence:
    return say("{what}: {sentence}", what=what, sentence=sentence) if what else sentence
