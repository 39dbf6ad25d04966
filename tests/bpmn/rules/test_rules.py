"""Each rule says what it should about its bad examples, and nothing about its good ones."""

from __future__ import annotations

from pathlib import Path

import pytest

import bpmn.rules
from bpmn import check
from bpmn.rules import READER_RULES, RULES
from tests.bpmn.rules.examples import EXAMPLES, Example

CASES = [
    pytest.param(rule, example, id=f"{rule}-{number}")
    for rule, examples in EXAMPLES.items()
    for number, example in enumerate(examples)
]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_a_rule_says_what_it_should(rule: str, example: Example) -> None:
    report = check({"p.bpmn": example.content, **example.others}, example.known)["p.bpmn"]
    found = [(finding.element_id, finding.severity) for finding in report.findings if finding.rule == rule]
    assert sorted(found, key=str) == sorted(example.expected, key=str), [str(f.sentence) for f in report.findings]
    assert all(finding.line for finding in report.findings if finding.rule == rule)


def test_every_rule_has_good_and_bad_examples() -> None:
    assert set(EXAMPLES) == set(RULES)
    for rule, examples in EXAMPLES.items():
        assert any(example.expected for example in examples), f"{rule} has no bad example"
        assert any(not example.expected for example in examples), f"{rule} has no good example"


def test_every_rule_has_a_file_of_its_own_and_a_sentence_that_says_what_for() -> None:
    folder = Path(str(bpmn.rules.__file__)).parent
    for rule in RULES:
        assert (folder / f"{rule}.py").read_text(encoding="utf-8").startswith('"""')


def test_what_the_reader_says_is_listed() -> None:
    reader = (Path(str(bpmn.__file__)).parent / "reader").glob("*.py")
    camunda = (Path(str(bpmn.__file__)).parent / "camunda").glob("*.py")
    text = "".join(path.read_text(encoding="utf-8") for path in (*reader, *camunda))
    for rule in READER_RULES:
        assert f'"{rule}"' in text
