"""Element templates follow the Modeler's published schemas and write only what Alur knows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from bpmn import check, read
from bpmn.element_templates import TEMPLATES, element_templates
from bpmn.rules.alur_property import OF_ELEMENT, OF_PROCESS
from tests.engine.diagrams import diagram, end, start, user

DIALECTS = ("camunda7", "camunda8")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_they_follow_the_published_schema(dialect: str) -> None:
    schema = json.loads((Path(__file__).parent / "schemas" / f"{dialect}.json").read_text())
    assert [error.message for error in Draft7Validator(schema).iter_errors(element_templates(dialect))] == []
    wrong = [{**element_templates(dialect)[0], "appliesTo": 5}]
    assert list(Draft7Validator(schema).iter_errors(wrong))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_they_write_only_what_is_known(dialect: str) -> None:
    for template, written in zip(TEMPLATES, element_templates(dialect), strict=True):
        names = [each["binding"]["name"] for each in written["properties"]]
        known = OF_PROCESS if template.applies_to == ("bpmn:Process",) else OF_ELEMENT
        assert set(names) <= known
        assert len(names) == len(set(names))


@pytest.mark.parametrize("value", [' value=""', ""])
def test_an_empty_field_says_nothing(value: str) -> None:
    content = diagram("p", [start(), user("a", "heads"), end()], "start>a>end", properties={"alur:audience": "staff"})
    emptied = content.replace(b' value="staff"', value.encode())
    assert emptied != content
    assert dict(read(emptied).process("p").properties) == {}
    assert "alur_property" not in {finding.rule for finding in check({"p.bpmn": emptied})["p.bpmn"].findings}


def test_every_property_has_a_field() -> None:
    assert {entry.property for template in TEMPLATES for entry in template.entries} == OF_PROCESS | OF_ELEMENT
