"""A FEEL text that cannot be read is told in plain words, with the place, and never in words of the grammar."""

from __future__ import annotations

import pytest

from bpmn.diagram import Expression
from bpmn.languages import check

TABLE = [
    ("1 +", 3, "a value is missing at the end"),
    ("amount > 1 and", 14, "a value is missing at the end"),
    ("x between 1 and", 15, "a value is missing at the end"),
    ("(1", 2, "the closing ) is missing"),
    ("f(1", 3, "the closing ) is missing"),
    ("[1,", 3, "the closing ] is missing"),
    ("x[1", 3, "the closing ] is missing"),
    ("{a: 1", 5, "the closing } is missing"),
    ("{a: ", 4, "the value of an entry is missing"),
    ("[1..", 4, "the end of the range is missing"),
    ("if vip then 1", 13, "the end of if A then B else C is missing"),
    ("for x in", 8, "a list or range is missing after in"),
    ("some x in [1]", 13, "the end of some (or every) A in B satisfies C is missing"),
    ("x.", 2, "a name is missing after the point"),
    ("x instance of", 13, "the end of A instance of B is missing"),
    ("function(x)", 11, "the end of function(A) B is missing"),
    ("@", 1, "a date, time or duration in double quotes is missing after @"),
    ("1 2", 2, '"2" does not fit here'),
    ("amount > 1)", 10, '")" does not fit here'),
    ("{a 1}", 4, '"}" does not fit here; an entry is written name: value'),
    ("if x else 1", 5, '"else" does not fit here; a choice is written if A then B else C'),
    ("for x in [1] retrun x", 13, '"retrun" does not fit here; a repetition is written for A in B return C'),
    ("amount == 1", 8, "equality is written with one ="),
    ("amount => 1", 8, '"at least" is written >='),
    ("amount <> 1", 8, '"different from" is written !='),
    ("> 1", 0, "a value is missing before the comparison"),
    ("or(false, true)", 0, 'a value is missing before "or"'),
    ("* 2", 0, 'a value is missing before "*"'),
    ("a && b", 2, "FEEL writes and instead of &&"),
    ("a || b", 2, "FEEL writes or instead of ||"),
    ("!a", 0, "FEEL writes not(...) instead of !"),
    ("'text'", 0, "text is written in double quotes"),
    ("a ? b : c", 2, "a choice is written if A then B else C"),
    ("${x}", 0, "${...} belongs to Camunda 7; in FEEL a variable is only its name"),
    ("x = 1;", 5, "an expression has no ; in it"),
    ('"open', 0, "a text has no closing double quote"),
    ("`open", 0, "a name has no closing backtick"),
    ("/* open", 0, "a comment has no closing */"),
    ("1e99999", 0, "the number 1e99999 is too long"),
]


@pytest.mark.parametrize(("text", "offset", "words"), TABLE)
def test_a_mistake_is_told_in_plain_words(text: str, offset: int, words: str) -> None:
    (problem,) = check(Expression("feel", text))
    assert str(problem.sentence) == f"The FEEL expression cannot be read: {words}."
    assert problem.offset == offset
