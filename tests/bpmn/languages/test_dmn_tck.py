"""The cases of the DMN Technology Compatibility Kit, each decided and compared with the value it expects.

They are not part of this repository. Put a copy at ../shared/dmn-tck, or name one in ALUR_DMN_TCK. Numbers are compared
within the kit's own tolerance (1e-8), an expected error is an error or null. What fails is listed in
dmn_tck_failures.txt with its reason; a failure that is not listed fails the test, and so does a listed one that passes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from bpmn.languages import EvaluationError
from bpmn.languages.dmn import Decisions, decide, read
from tests.bpmn.languages.dmn_files import MOMENT

FOLDER = Path(os.environ.get("ALUR_DMN_TCK") or Path(__file__).resolve().parents[4] / "shared" / "dmn-tck")
SPACE = "{http://www.omg.org/spec/DMN/20160719/testcase}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
SUITES = sorted(FOLDER.rglob("*.xml"))
FAILURES = Path(__file__).parent / "dmn_tck_failures.txt"
TOLERANCE = 1e-8

pytestmark = pytest.mark.skipif(
    not SUITES, reason=f"There is no copy of the DMN TCK in {FOLDER}; ALUR_DMN_TCK names another folder."
)


@dataclass(frozen=True)
class Outcome:
    """One result node: where it stands, whether a value is expected, and how the answer differs, if it does."""

    case: str
    wants_value: bool
    difference: str | None


def _typed(kind: str, text: str) -> object:
    """A value of the kit as ``decide`` takes and gives it."""
    kind = kind.rpartition(":")[2]
    if kind in ("decimal", "double", "integer", "float", "int", "long"):
        return int(text) if text.lstrip("-").isdigit() else float(text)
    if kind == "boolean":
        return text == "true"
    names = {"date": "date", "time": "time", "dateTime": "date and time"}
    if kind in names:
        return {"$feel": names[kind], "value": text}
    if kind == "duration":
        months = any(letter in text.partition("T")[0] for letter in "YM")
        return {"$feel": "years and months duration" if months else "days and time duration", "value": text}
    return text


def _value(node: etree._Element | None) -> object:
    if node is None or node.get(f"{XSI}nil") == "true":
        return None
    lists = node.findall(f"{SPACE}list")
    if lists:
        nil = lists[0].get(f"{XSI}nil") == "true"
        return None if nil else [_value(item) for item in lists[0].findall(f"{SPACE}item")]
    components = node.findall(f"{SPACE}component")
    if components:
        return {str(each.get("name")): _value(each) for each in components}
    value = node.find(f"{SPACE}value")
    if value is None or value.get(f"{XSI}nil") == "true":
        return None
    return _typed(value.get(f"{XSI}type") or "string", value.text or "")


def _same(expected: object, found: object) -> bool:
    if isinstance(found, dict) and found.get("$feel") == "number":
        found = float(str(found["value"]))
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    if isinstance(expected, (int, float)) and isinstance(found, (int, float)):
        return abs(expected - found) <= TOLERANCE * max(1, abs(expected))
    if isinstance(expected, list) and isinstance(found, list):
        return len(expected) == len(found) and all(map(_same, expected, found))
    if isinstance(expected, dict) and "$feel" in expected:
        return isinstance(found, dict) and (expected == found or _same_time(expected, found))
    if isinstance(expected, dict) and isinstance(found, dict):
        return expected.keys() == found.keys() and all(_same(expected[name], found[name]) for name in expected)
    return expected == found


def _same_time(expected: dict[str, object], found: dict[str, object]) -> bool:
    """Times and durations by what they are, not by how they are written: FEEL compares them."""
    if expected["$feel"] != found.get("$feel"):
        return False
    variables = {"a": expected, "b": found}
    return decide(_comparison(), "same", variables, MOMENT, typed=True).value is True


@cache
def _comparison() -> Decisions:
    return read(
        b'<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="c" namespace="c"><decision id="same" '
        b'name="same"><literalExpression><text>a = b</text></literalExpression></decision></definitions>'
    )


def _outcomes(suite: Path) -> Iterator[Outcome]:
    cases = etree.parse(str(suite)).getroot()
    model = suite.parent / str(cases.findtext(f"{SPACE}modelName"))
    decisions = read(model.read_bytes())
    for case in cases.findall(f"{SPACE}testCase"):
        inputs = {str(each.get("name")): _value(each) for each in case.findall(f"{SPACE}inputNode")}
        for result in case.findall(f"{SPACE}resultNode"):
            expected = _value(result.find(f"{SPACE}expected"))
            asked = str(case.get("invocableName") or result.get("name"))
            name = f"{suite.parent.name} {case.get('id')} {result.get('name')}"
            try:
                found = decide(decisions, asked, inputs, MOMENT, typed=True).value
            except EvaluationError as error:
                found, said = None, f" ({error})"
            else:
                said = ""
            passed = found is None if expected is None else _same(expected, found)
            yield Outcome(name, expected is not None, None if passed else f"{expected!r} != {found!r}{said}")


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return [outcome for suite in SUITES for outcome in _outcomes(suite)]


def _listed() -> dict[str, str]:
    lines = [line for line in FAILURES.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return {case.strip(): reason.strip() for case, _, reason in (line.partition(" | ") for line in lines)}


def test_the_share_that_passes(outcomes: list[Outcome]) -> None:
    passed = [one for one in outcomes if one.difference is None]
    wanting = [one for one in outcomes if one.wants_value]
    assert len(passed) / len(outcomes) >= 0.97
    assert len([one for one in wanting if one.difference is None]) / len(wanting) >= 0.95


def test_what_fails_is_listed_with_its_reason_and_nothing_else(outcomes: list[Outcome]) -> None:
    listed = _listed()
    assert all(listed.values())
    failed = {one.case: one.difference for one in outcomes if one.difference is not None}
    assert {case: why for case, why in failed.items() if case not in listed} == {}
    assert set(listed) - set(failed) == set()
