"""The table of JUEL: each row has its value, or is refused where it says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bpmn.diagram import Expression
from bpmn.kinds import base
from bpmn.languages import EvaluationError, check, evaluate
from tests.bpmn.languages.evaluate import MOMENT
from tests.bpmn.languages.juel_table import ROWS, Fails, Refused

SIGNED_IN = replace(MOMENT, user="siti", groups=("front", "office"))


def test_the_table_is_long_enough() -> None:
    assert len({text for text, _, _ in ROWS}) >= 150


@pytest.mark.parametrize(("text", "variables", "expected"), ROWS)
def test_row(text: str, variables: Mapping[str, object], expected: object) -> None:
    expression = Expression("juel", text)
    problems = check(expression)
    if isinstance(expected, Refused):
        assert any(expected.words in str(problem.sentence) for problem in problems), problems
        return
    assert problems == ()
    if isinstance(expected, Fails):
        with pytest.raises(EvaluationError, match=_escaped(expected.words)):
            evaluate(expression, variables, SIGNED_IN)
        return
    found = evaluate(expression, variables, SIGNED_IN).value
    assert found == expected
    assert base(found) is type(expected)


def _escaped(words: str) -> str:
    return "".join(f"\\{letter}" if letter in "()[]'" else letter for letter in words)
