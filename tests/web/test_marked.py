"""An expression on the page of findings: the lines around the mistake, the wrong word marked."""

from __future__ import annotations

import pytest

from bpmn.diagram import Spot
from tests.bpmn.diagrams import line, process
from tests.bpmn.rules.examples import split
from tests.web.conftest import SignIn
from tests.web.test_upload import send
from web.analyst.marked import Line, marked


@pytest.mark.parametrize(
    ("text", "line", "column", "expected"),
    [
        ("a >> b", 1, 4, Line(1, "a >", ">", " b")),
        ("amount + foo(1)", 1, 10, Line(1, "amount + ", "foo", "(1)")),
        ("a +", 1, 4, Line(1, "a +", " ", "")),
        ("", 1, 1, Line(1, "", " ", "")),
        ("a\nb c", 2, 3, Line(2, "b ", "c", "")),
    ],
)
def test_the_word_at_the_place_is_apart(text: str, line: int, column: int, expected: Line) -> None:
    found = marked(Spot("feel", text, line, column))
    assert [each for each in found.lines if each.wrong] == [expected]
    assert "\n".join(each.before + each.wrong + each.after for each in found.lines).rstrip() == text.rstrip()


def test_of_a_long_script_the_lines_around_it_are_shown() -> None:
    found = marked(Spot("javascript", "\n".join(f"line{n};" for n in range(1, 31)), 12, 1))
    assert [each.number for each in found.lines] == list(range(9, 16))
    assert found.several


def test_the_page_marks_the_place(sign_in: SignIn) -> None:
    script = '<scriptTask id="A" scriptFormat="javascript"><script>var a;\nvar b = &lt; ;</script></scriptTask>'
    page = send(sign_in("tono"), {"a.bpmn": process(line(script), "camunda7"),
                                  "b.bpmn": process(split("exclusiveGateway", "=x &lt; > 1", "=y"))}).text  # fmt: skip
    assert 'aria-label="Expression, line 2, character 9"' in page
    assert '<span class="g-line" aria-hidden="true">2</span>var b = <mark>&lt;</mark> ;' in page
    assert '<span class="g-code-line">x &lt; <mark>&gt;</mark> 1</span>' in page
