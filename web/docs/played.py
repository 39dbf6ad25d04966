"""Plays all stories and notes which one shows which cell of the table of elements: the plainest that completes it."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bpmn.diagram import Dialect
from bpmn.elements import TABLE
from bpmn.elements.row import DIALECTS
from engine.stories import Outcome, Store, read_script
from engine.stories.player import play_once
from engine.stories.text import Script, Story
from web.cli.play import demo_people
from web.docs.published import STORIES

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("tests/stories", "bpmn/samples")

Played = tuple[Script, Story, Outcome]


def files() -> list[Path]:
    """All files of stories."""
    return [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.txt"))]


def play_all(paths: list[Path], store: Store) -> Iterator[Played]:
    """Their stories, played straight, without those whose diagrams are not part of this repository."""
    people = demo_people()
    for script in map(read_script, paths):
        if not any("corpus" in word for line in script.uses for word in line.words):
            for story in script.stories:
                yield script, story, play_once(script, story, store, people, restarts=False)


def note(played: list[Played], kept: list[dict[str, Any]]) -> None:
    """Write the file of stories: for each cell that runs, a first story of a file, with few cells besides. Cells that
    the kept entries show stay with them."""
    has = {tuple(cell) for one in kept for cell in one["cells"]}
    ranked = sorted((entry for entry in played if entry[2].ok), key=_plainness)
    shows: dict[int, list[tuple[str, Dialect]]] = defaultdict(list)
    for row in TABLE:
        for dialect in DIALECTS:
            cell = (row.name, dialect)
            found = next((place for place, (_, _, outcome) in enumerate(ranked) if cell in outcome.met), None)
            if row.runs(dialect) and found is not None and cell not in has:
                shows[found].append(cell)
    entries = {one["slug"]: one for one in kept}
    for place, cells in shows.items():
        made = entry(*ranked[place][:2], cells)
        made["cells"] += entries.get(made["slug"], {"cells": []})["cells"]
        entries[made["slug"]] = made
    ordered = sorted(entries.values(), key=lambda one: (str(one["file"]), one["line"]))
    STORIES.write_text(json.dumps(ordered, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_again(noted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The noted stories as they are written now, without those that are gone."""
    found = []
    for one in noted:
        script = read_script(ROOT / one["file"])
        found += [entry(script, story, one["cells"]) for story in script.stories if story.title == one["title"]]
    return found


def entry(script: Script, story: Story, cells: list[tuple[str, Dialect]]) -> dict[str, Any]:
    """What is published about a story."""
    file = script.path.relative_to(ROOT).as_posix()
    name = f"{script.path.parent.name} {script.path.stem} {story.title}".lower()
    lines = script.path.read_text(encoding="utf-8-sig").splitlines()
    last = story.lines[-1].number if story.lines else story.number
    uses = [line.text for line in script.uses]
    return {
        "slug": re.sub(r"[^a-z0-9]+", "-", name).strip("-"),
        "file": file,
        "title": story.title,
        "line": story.number,
        "text": "\n".join([*uses, "", *lines[story.number - 1 : last]]),
        "cells": cells,
    }


def _plainness(played: Played) -> tuple[bool, bool, int, str, int]:
    script, story, outcome = played
    file = script.path.relative_to(ROOT).as_posix()
    later = story is not script.stories[0]  # the first story of a file is the normal way
    return not file.startswith("tests"), later, len(outcome.met), file, story.number
