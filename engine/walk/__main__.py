"""One trial in a process of its own: files and people as JSON on the standard input, the answer on the output."""

from __future__ import annotations

import base64
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from engine.flow.problem import packed
from engine.person import Person
from engine.stories import Script, Store, play, read_script, throwaway
from engine.stories.trouble import Failed
from engine.walk.walker import Walk, walk_all


def tried(asked: Mapping[str, Any], store: Store) -> dict[str, Any]:
    """``files``: name -> base64, stories end in .txt; ``people``: login -> groups. The walks, and the stories' ends."""
    files = {name: base64.b64decode(text) for name, text in asked["files"].items()}
    drawn = {name: content for name, content in files.items() if not name.endswith(".txt")}
    people = {
        login: Person(login, login, frozenset({"staff"}), frozenset(groups), channel="story")
        for login, groups in asked["people"].items()
    }
    return {
        "walks": [_told(walk) for walk in walk_all(drawn, store)],
        "stories": list(_stories(files, people, store)),
    }


def _told(walk: Walk) -> dict[str, Any]:
    found = [{"rule": one.rule, "element": one.element_id, "sentence": packed(one.sentence)} for one in walk.findings]
    return {
        "file": walk.file, "process": walk.process, "outcome": walk.outcome, "element": walk.element_id,
        "sentence": walk.sentence, "flows": walk.flows, "taken": walk.flows_taken,
        "unreached": list(walk.unreached), "findings": found,
    }  # fmt: skip


def _stories(files: Mapping[str, bytes], people: Mapping[str, Person], store: Store) -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="alur-trial-") as folder:
        for name, content in files.items():
            (Path(folder) / Path(name).name).write_bytes(content)
        for name in sorted(files):
            if name.endswith(".txt"):
                yield from _story(Path(folder) / Path(name).name, people, store)


def _story(path: Path, people: Mapping[str, Person], store: Store) -> Iterator[dict[str, Any]]:
    try:
        script = read_script(path)
        _must_stay_inside(script)
    except Failed as failed:
        yield _ended(path, "", False, failed.number, failed.expected, failed.found)
        return
    for one in play(script, store, people):
        yield _ended(path, one.story, one.ok, one.line, one.expected, one.found)


def _must_stay_inside(script: Script) -> None:
    """A story that was uploaded names files that were uploaded with it, and no other place of this machine."""
    for line in (*script.uses, *(line for story in script.stories for line in story.lines)):
        if line.words and line.words[0] == "use" and any("/" in word or "\\" in word for word in line.words):
            raise Failed("names of files that were uploaded together", line.text, line.number)


def _ended(
    path: Path, story: str, ok: bool, line: int | None, expected: str | None, found: str | None
) -> dict[str, Any]:
    return {"file": path.name, "story": story, "ok": ok, "line": line, "expected": expected, "found": found}


if __name__ == "__main__":
    os.nice(10)
    with throwaway() as one_store:
        answer = tried(json.load(sys.stdin), one_store)
    json.dump(answer, sys.stdout, ensure_ascii=False)
