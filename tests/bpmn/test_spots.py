"""Findings about expressions carry the place in the expression, in all languages and kinds of files."""

from __future__ import annotations

import json

import pytest

from bpmn import check
from bpmn.diagram import Finding
from tests.bpmn.diagrams import line, process
from tests.bpmn.languages.dmn_files import decision, literal
from tests.bpmn.languages.dmn_files import file as dmn_file
from tests.bpmn.rules.examples import split

SCRIPT = "var a = 1;\nvar b = ;\na"


def one(file: str, content: bytes) -> Finding:
    (found,) = [each for each in check({file: content})[file].findings if each.spot]
    return found


@pytest.mark.parametrize(
    ("file", "content", "element", "expected"),
    [
        ("a.bpmn", process(split("exclusiveGateway", "=a >\n  b c d >> 1", "=b")), "L", ("feel", 2, 10)),
        ("a.bpmn", process(split("exclusiveGateway", "a ${b > }", "${c}"), "camunda7"), "L", ("juel", 1, 9)),
        (
            "a.bpmn",
            process(line(f'<scriptTask id="A" scriptFormat="javascript"><script>{SCRIPT}</script></scriptTask>'),
                    "camunda7"),
            "A",
            ("javascript", 2, 9),
        ),
        (
            "a.form",
            json.dumps({"id": "f", "type": "default", "components": [
                {"id": "x", "type": "textfield", "key": "x", "label": "X", "conditional": {"hide": "=a >\n =b"}}]},
            ).encode(),
            "x",
            ("feel", 2, 2),
        ),
        (
            "a.dmn",
            dmn_file(decision("d", literal("a +\n  * b"))),
            "d",
            ("feel", 2, 3),
        ),
        (
            "a.dmn",
            dmn_file(decision("d", literal("${a + }", "juel"))),
            "d",
            ("juel", 1, 7),
        ),
    ],
)  # fmt: skip
def test_the_place_in_the_expression(
    file: str, content: bytes, element: str, expected: tuple[str, int, int]
) -> None:  # fmt: skip
    found = one(file, content)
    assert found.spot is not None
    assert found.element_id == element
    assert (found.spot.language, found.spot.line, found.spot.column) == expected


def test_the_sentence_counts_lines_only_where_there_are_several() -> None:
    script = process(line(f'<scriptTask id="A" scriptFormat="javascript"><script>{SCRIPT}</script></scriptTask>'),
                     "camunda7")  # fmt: skip
    assert str(one("a.bpmn", script).sentence).startswith("Cannot read the script at line 2, character 9: ")
    condition = process(split("exclusiveGateway", "=a > > 1", "=b"))
    assert str(one("a.bpmn", condition).sentence).startswith("Cannot read the condition at character 5: ")
