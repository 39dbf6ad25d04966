"""The languages of the diagrams behind one door: ``check`` at upload, ``evaluate`` when a case runs.

LANGUAGES has one entry per language; each is a module-level object with the methods of ``Language``.
"""

from __future__ import annotations

from collections.abc import Mapping

from bpmn.diagram import Expression, Spot
from bpmn.languages.bounds import bounded
from bpmn.languages.feel import FEEL
from bpmn.languages.javascript import JAVASCRIPT
from bpmn.languages.juel import JUEL
from bpmn.languages.juel_decisions import DecisionResult
from bpmn.languages.juel_external_task import ExternalTask
from bpmn.languages.juel_objects import Given
from bpmn.languages.language import (
    LONGEST_TEXT,
    Deed,
    Evaluation,
    EvaluationError,
    Language,
    Moment,
    Problem,
    Subject,
    place_in,
)
from bpmn.languages.literal import LITERAL
from bpmn.sentence import Sentence, say

__all__ = [
    "LANGUAGES",
    "DecisionResult",
    "Deed",
    "Evaluation",
    "EvaluationError",
    "ExternalTask",
    "Given",
    "Language",
    "Moment",
    "Problem",
    "Subject",
    "calls",
    "check",
    "evaluate",
    "names",
    "place_in",
    "spot",
]

LANGUAGES: Mapping[str, Language] = {"literal": LITERAL, "feel": FEEL, "juel": JUEL, "javascript": JAVASCRIPT}


def check(expression: Expression) -> tuple[Problem, ...]:
    """Everything wrong with the text; an unknown language is a problem too."""
    language = LANGUAGES.get(expression.language)
    if language is None:
        return (Problem(_unknown(expression.language)),)
    if len(expression.text) > LONGEST_TEXT:
        return (Problem(_too_long(expression.text)),)
    return language.check(expression.text)


def spot(expression: Expression, offset: int) -> Spot:
    """Where in the expression's text an offset lies."""
    return Spot(expression.language, expression.text, *place_in(expression.text, offset))


def names(expression: Expression) -> frozenset[str]:
    """The variables that the expression may read; none for an unknown language or a text that cannot be read."""
    language = LANGUAGES.get(expression.language)
    return language.names(expression.text) if language and len(expression.text) <= LONGEST_TEXT else frozenset()


def calls(expression: Expression) -> frozenset[tuple[Subject, str]]:
    """The deeds a text asks for, and whatever it wants of the task. FEEL asks for nothing."""
    if len(expression.text) > LONGEST_TEXT:
        return frozenset()
    asking = {"juel": JUEL.calls, "javascript": JAVASCRIPT.calls}.get(expression.language)
    return asking(expression.text) if asking else frozenset()


def evaluate(expression: Expression, variables: Mapping[str, object], moment: Moment) -> Evaluation:
    """The value of the expression. ``variables`` is only asked for names the text uses; a missing name is null in
    FEEL and an error in JUEL, as in Camunda. Raises EvaluationError."""
    language = LANGUAGES.get(expression.language)
    if language is None:
        raise EvaluationError(_unknown(expression.language))
    if len(expression.text) > LONGEST_TEXT:
        raise EvaluationError(_too_long(expression.text))
    return bounded(language.evaluate(expression.text, variables, moment))


def _unknown(name: str) -> Sentence:
    return say(
        'Alur does not run the language "{language}"; it runs FEEL (a text that begins with "=") in Camunda 8 files, '
        "and JUEL (${example}) and JavaScript in Camunda 7 files.",
        language=name,
        example="{...}",
    )


def _too_long(text: str) -> Sentence:
    return say(
        "The expression has {length} characters; Alur takes up to {limit}.", length=len(text), limit=LONGEST_TEXT
    )
