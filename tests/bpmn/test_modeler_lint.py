"""The Modeler's rules in the sandbox say what bpmnlint says under Node, where ``lint/expected.json`` was recorded.

To record again: ``node web/frontend/record-lint.mjs tests/bpmn/lint tests/bpmn/lint/expected.json``.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bpmn.diagram import Dialect
from bpmn.rules import modeler
from bpmn.rules.modeler import NOT_FINISHED, lint
from bpmn.sandbox import Sandbox

FOLDER = Path(__file__).parent / "lint"
EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
PLATFORMS: dict[str, tuple[Dialect, str | None]] = {
    "camunda7.bpmn": ("camunda7", "7.22.0"),
    "camunda8.bpmn": ("camunda8", "8.6.0"),
    "not-executable.bpmn": ("camunda8", "8.8.2"),
    "plain.bpmn": ("plain", None),
}
CATEGORY = {"error": "error", "warn": "warning", "info": "info"}
XML = (FOLDER / "camunda8.bpmn").read_text(encoding="utf-8")


@pytest.mark.parametrize("file", sorted(EXPECTED))
def test_the_findings_are_those_of_node(file: str) -> None:
    found = lint((FOLDER / file).read_text(encoding="utf-8"), *PLATFORMS[file])
    assert [list(each) for each in found] == [[rule, CATEGORY[kind], *rest] for rule, kind, *rest in EXPECTED[file]]
    assert found


def rules(dialect: Dialect, version: str | None) -> set[str]:
    return {problem.rule for problem in lint(XML, dialect, version)}


def test_the_plugin_speaks_for_its_platform_only() -> None:
    assert not any(rule.startswith("camunda-compat/") for rule in rules("plain", None))
    assert {rule for rule in rules("camunda7", "7.24.0") if "/" in rule} == {"camunda-compat/history-time-to-live"}
    assert "camunda-compat/feel" in rules("camunda8", "8.6.0")


@pytest.mark.parametrize(
    ("platform", "version", "expected"),
    [
        ("camunda-cloud", "8.6.0", "camunda-cloud-8-6"),
        ("camunda-cloud", "8.6", "camunda-cloud-8-6"),
        ("camunda-cloud", "8.10.1", "camunda-cloud-8-10"),
        ("camunda-cloud", "8.99.0", "camunda-cloud-8-10"),
        ("camunda-cloud", "9.0.0", "camunda-cloud-8-10"),
        ("camunda-cloud", "0.26.0", "camunda-cloud-1-0"),
        ("camunda-cloud", "2.0.0", "camunda-cloud-1-3"),
        ("camunda-cloud", "", "camunda-cloud-8-10"),
        ("camunda-cloud", "latest", "camunda-cloud-8-10"),
        ("camunda-platform", "7.21.0", "camunda-platform-7-21"),
        ("camunda-platform", "7.15.0", "null"),
        ("camunda-platform", "7.30.0", "camunda-platform-7-24"),
        ("none", "", "null"),
    ],
)
def test_the_configuration_is_that_of_the_version_or_the_nearest_before(
    platform: str, version: str, expected: str
) -> None:
    found = modeler._SANDBOX.call("lint.configFor", platform, version)
    assert found == expected or (found, expected) == ("", "null")


@pytest.mark.parametrize("xml", ["", "no xml", "<a>", "<a/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"])
def test_what_is_no_bpmn_is_one_warning(xml: str) -> None:
    (problem,) = lint(xml, "camunda8", "8.6.0")
    assert (problem.rule, problem.severity, problem.element_id) == (NOT_FINISHED, "warning", None)
    assert "\n" not in problem.message


def test_a_file_that_is_too_large_is_one_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = "".join(f'<bpmn:task id="t{n}" />' for n in range(20_000))
    xml = XML.replace('<bpmn:complexGateway id="Odd" name="Odd" />', tasks)
    monkeypatch.setattr(modeler, "_SANDBOX", Sandbox(modeler._SANDBOX.bundle, seconds=0.2))
    (problem,) = lint(xml, "camunda8", "8.6.0")
    assert problem.rule == NOT_FINISHED
    assert "too long" in problem.message
    assert len(lint(XML, "camunda8", "8.6.0")) > 1
