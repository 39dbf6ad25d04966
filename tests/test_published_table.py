"""The published table is whole and true: every cell that runs has a story, and what is written is up to date."""

from __future__ import annotations

from pathlib import Path

from bpmn.diagram import Dialect
from bpmn.elements import TABLE
from bpmn.elements.row import DIALECTS
from engine.stories import read_script
from web.docs.markdown import FILE, markdown
from web.docs.played import entry
from web.docs.published import cells, written

ROOT = Path(__file__).resolve().parents[1]
AGAIN = "run python -m web.docs"

PENDING: frozenset[tuple[str, Dialect]] = frozenset(
    {
        ("task", "camunda7"),
        ("manualTask", "camunda7"),
        ("scriptTask", "camunda7"),
        ("serviceTask", "camunda7"),
        ("sendTask", "camunda7"),
        ("businessRuleTask", "camunda7"),
        ("businessRuleTask", "camunda8"),
        ("callActivity", "camunda7"),
        ("subProcess", "camunda7"),
        ("subProcess event subprocess", "camunda7"),
        ("subProcess event subprocess", "camunda8"),
        ("task multi-instance", "camunda7"),
        ("task multi-instance", "camunda8"),
        ("userTask multi-instance", "camunda7"),
        ("manualTask multi-instance", "camunda7"),
        ("manualTask multi-instance", "camunda8"),
        ("scriptTask multi-instance", "camunda7"),
        ("scriptTask multi-instance", "camunda8"),
        ("serviceTask multi-instance", "camunda7"),
        ("serviceTask multi-instance", "camunda8"),
        ("sendTask multi-instance", "camunda7"),
        ("sendTask multi-instance", "camunda8"),
        ("receiveTask multi-instance", "camunda7"),
        ("receiveTask multi-instance", "camunda8"),
        ("businessRuleTask multi-instance", "camunda7"),
        ("businessRuleTask multi-instance", "camunda8"),
        ("callActivity multi-instance", "camunda7"),
        ("callActivity multi-instance", "camunda8"),
        ("subProcess multi-instance", "camunda7"),
        ("subProcess multi-instance", "camunda8"),
        ("exclusiveGateway", "camunda7"),
        ("parallelGateway", "camunda7"),
        ("inclusiveGateway", "camunda7"),
        ("eventBasedGateway", "camunda7"),
        ("startEvent message", "camunda7"),
        ("startEvent timer", "camunda7"),
        ("startEvent timer", "camunda8"),
        ("startEvent signal", "camunda7"),
        ("startEvent signal", "camunda8"),
        ("startEvent conditional", "camunda7"),
        ("startEvent conditional", "camunda8"),
        ("startEvent message event subprocess", "camunda7"),
        ("startEvent message event subprocess", "camunda8"),
        ("startEvent timer event subprocess", "camunda7"),
        ("startEvent timer event subprocess", "camunda8"),
        ("startEvent error event subprocess", "camunda7"),
        ("startEvent error event subprocess", "camunda8"),
        ("startEvent escalation event subprocess", "camunda7"),
        ("startEvent escalation event subprocess", "camunda8"),
        ("startEvent message event subprocess, non-interrupting", "camunda7"),
        ("startEvent message event subprocess, non-interrupting", "camunda8"),
        ("startEvent timer event subprocess, non-interrupting", "camunda7"),
        ("startEvent timer event subprocess, non-interrupting", "camunda8"),
        ("startEvent escalation event subprocess, non-interrupting", "camunda7"),
        ("startEvent escalation event subprocess, non-interrupting", "camunda8"),
        ("intermediateCatchEvent message", "camunda7"),
        ("intermediateCatchEvent timer", "camunda7"),
        ("intermediateThrowEvent none", "camunda7"),
        ("intermediateThrowEvent escalation", "camunda7"),
        ("intermediateThrowEvent escalation", "camunda8"),
        ("boundaryEvent message", "camunda7"),
        ("boundaryEvent timer", "camunda7"),
        ("boundaryEvent error", "camunda7"),
        ("boundaryEvent escalation", "camunda7"),
        ("boundaryEvent escalation", "camunda8"),
        ("boundaryEvent message non-interrupting", "camunda7"),
        ("boundaryEvent timer non-interrupting", "camunda7"),
        ("boundaryEvent escalation non-interrupting", "camunda7"),
        ("boundaryEvent escalation non-interrupting", "camunda8"),
        ("endEvent message", "camunda7"),
        ("endEvent error", "camunda7"),
        ("endEvent terminate", "camunda7"),
        ("endEvent escalation", "camunda7"),
        ("endEvent escalation", "camunda8"),
    }
)
"""Cells that run and have no story yet. This table shrinks to nothing."""


def test_every_cell_that_runs_has_a_story() -> None:
    running = {(row.name, dialect) for row in TABLE for dialect in DIALECTS if row.runs(dialect)}
    missing = sorted(f"{name} in {dialect}" for name, dialect in running - set(cells()) - PENDING)
    assert not missing, f"write a story that completes these elements and {AGAIN}: {'; '.join(missing)}"
    assert not set(cells()) - running, f"these do not run any more, {AGAIN}"
    assert not PENDING & set(cells()), "these have a story now; take them out of PENDING"


def test_the_noted_stories_are_those_of_the_files() -> None:
    for noted in written():
        script = read_script(ROOT / noted["file"])
        story = next((story for story in script.stories if story.title == noted["title"]), None)
        assert story is not None, f"{noted['file']} has no story '{noted['title']}' any more; {AGAIN}"
        assert entry(script, story, [tuple(cell) for cell in noted["cells"]]) == {
            **noted,
            "cells": [tuple(cell) for cell in noted["cells"]],
        }, f"{noted['title']} is written differently now; {AGAIN}"


def test_the_markdown_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == markdown(), f"{FILE.name} is old; {AGAIN}"
