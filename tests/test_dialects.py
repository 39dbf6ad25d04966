"""Each row of the table "Where the dialects differ" is shown in both dialects, by stories that are played."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bpmn import read
from bpmn.diagram import Dialect
from engine.stories import read_script
from engine.stories.text import Script
from tests.test_stories import SCRIPTS

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "engine" / "flow" / "README.md"
STORIES = ROOT / "tests" / "stories"
HEADING = "\n## Where the dialects differ\n"
BOTH: set[Dialect] = {"camunda7", "camunda8"}


def rows() -> dict[str, list[str]]:
    """What differs -> the stories named, such as calls/bindings."""
    section = README.read_text(encoding="utf-8").partition(HEADING)[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    found = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert all(len(cells) == 4 and all(cells) for cells in found), found
    return {what: named.split(", ") for what, _, _, named in found}


ROWS = rows()


def diagrams(script: Script) -> Iterator[Path]:
    """What the stories of a file deploy, or see refused."""
    lines = [*script.uses, *(line for story in script.stories for line in story.lines if line.words[0] == "use")]
    for line in lines:
        for name in line.words[1:]:
            yield from (path for path in script.path.parent.glob(name) if path.suffix == ".bpmn")


def test_no_difference_is_told_twice() -> None:
    told = [line for line in README.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    assert len(told) == len(set(told))
    assert len(ROWS) > 50


@pytest.mark.parametrize("what", ROWS)
def test_a_difference_is_shown_in_both_dialects(what: str) -> None:
    shown: set[Dialect] = set()
    for name in ROWS[what]:
        path = STORIES / f"{name}.txt"
        assert path in SCRIPTS, f"{name}: there is no such file of stories in {STORIES}"
        script = read_script(path)
        assert all(story.lines for story in script.stories), f"{name} has a story without lines"
        shown |= {read(one.read_bytes()).dialect for one in diagrams(script)}
    if "plain" in shown:
        shown = shown - {"plain"} | {"camunda7"}  # a plain file runs by Camunda 7's rules
    assert shown == BOTH, f"'{what}' is shown in {sorted(shown)} only"


def test_every_story_of_the_dialects_belongs_to_a_row() -> None:
    files = {f"dialects/{path.stem}" for path in (STORIES / "dialects").glob("*.txt")}
    assert files <= {name for named in ROWS.values() for name in named}
