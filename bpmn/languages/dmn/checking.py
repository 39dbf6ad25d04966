"""The check of a DMN file: what reading found, and every text compiled in its own language."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Expression, Finding, Severity
from bpmn.languages import LANGUAGES
from bpmn.languages import check as check_expression
from bpmn.languages.dmn.deciding import examined
from bpmn.languages.dmn.model import Decisions
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
        yield Finding("decision_expression", severity, _placed(place.what, problem(each)), place.element_id, place.line)


def _others(decisions: Decisions) -> Iterator[Finding]:
    for language, text, at in decisions.foreign:
        if language not in LANGUAGES:  # said when it was read
            continue
        place = decisions.places[at]
        for each in check_expression(Expression(language, text)):
            yield Finding(
                "decision_expression", "error", _placed(place.what, each.sentence), place.element_id, place.line
            )


def _placed(what: str, sentence: Sentence) -> Sentence:
    return say("{what}: {sentence}", what=what, sentence=sentence) if what else sentence
