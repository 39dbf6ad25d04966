"""Every example of Camunda 8's pages on built-in functions gives what the page says; see feel_documentation.txt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, cast

import pytest

from bpmn.diagram import Expression
from bpmn.languages import EvaluationError, check
from tests.bpmn.languages.evaluate import value

TABLE = Path(__file__).parent / "feel_documentation.txt"
ROW = re.compile(r"(?:(?P<given>\{.*\}) \| )?(?P<text>.+) // (?P<documented>.+?)(?: now (?P<now>.+?): (?P<why>\w.+))?")


class Example(NamedTuple):
    """One line of the table."""

    given: str
    text: str
    expected: str


def _examples() -> list[Example]:
    found = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "==")):
            row = ROW.fullmatch(line)
            assert row is not None, line
            found.append(Example(row["given"] or "{}", row["text"], row["now"] or row["documented"]))
    return found


EXAMPLES = _examples()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: f"{each.given} {each.text}")
def test_an_example_gives_what_the_page_says(example: Example) -> None:
    variables = cast(Mapping[str, object], value("feel", example.given))
    assert check(Expression("feel", example.text)) == ()
    if example.expected == "error":
        with pytest.raises(EvaluationError):
            value("feel", example.text, variables)
        return
    found, expected = value("feel", example.text, variables), value("feel", example.expected)
    assert found == expected
    assert isinstance(found, bool) is isinstance(expected, bool)


def test_all_pages_are_there() -> None:
    assert len(EXAMPLES) > 200
    assert TABLE.read_text(encoding="utf-8").count("\n== ") == 9
