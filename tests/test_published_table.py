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

PENDING: frozenset[tuple[str, Dialect]] = frozenset()
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
