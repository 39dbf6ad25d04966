"""The door to the languages: the table, unknown languages, plain text."""

from __future__ import annotations

import pytest

from bpmn.diagram import Expression
from bpmn.languages import LANGUAGES, EvaluationError, check, names
from bpmn.sentence import Sentence
from tests.bpmn.languages.evaluate import evaluation, value


def test_the_table_has_what_diagrams_need() -> None:
    assert set(LANGUAGES) >= {"literal", "feel", "juel"}


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_refuses_a_text_that_is_too_long(language: str) -> None:
    expression = Expression(language, "a" * 100_000)
    assert "100000 characters" in str(check(expression)[0].sentence)
    assert names(expression) == frozenset()
    with pytest.raises(EvaluationError):
        value(language, expression.text)


def test_a_literal_is_its_text() -> None:
    assert value("literal", " PT2H ${x} =1") == " PT2H ${x} =1"
    assert check(Expression("literal", "")) == ()


@pytest.mark.parametrize("language", ["groovy", "python", "JavaScript", ""])
def test_an_unknown_language_is_a_problem_and_an_error(language: str) -> None:
    (problem,) = check(Expression(language, "1"))
    assert f'"{language}"' in str(problem.sentence)
    assert names(Expression(language, "x")) == frozenset()
    with pytest.raises(EvaluationError):
        value(language, "1")


def test_sentences_can_be_translated() -> None:
    (warning,) = evaluation("feel", "missing").warnings
    assert isinstance(warning, Sentence)
    assert warning.translated(lambda _: "Tidak ada {place}") == "Tidak ada missing"
