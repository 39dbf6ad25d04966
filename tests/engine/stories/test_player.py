"""A story that does not hold says so: every kind of line is made to fail here."""

from __future__ import annotations

import json
import shutil
from argparse import Namespace
from pathlib import Path

import pytest

from engine.stories import Outcome, play, read_script
from engine.stories.store import Store
from web.cli import play as verb

DIAGRAMS = Path(__file__).resolve().parents[2] / "stories"


def outcome(store: Store, folder: Path, lines: str, use: str = "candidates.bpmn") -> Outcome:
    shutil.copytree(DIAGRAMS / "tasks", folder, dirs_exist_ok=True)
    path = folder / "story.txt"
    path.write_text(f"use {use}\n\nTitle\n{lines}\n")
    (only,) = play(read_script(path), store)
    return only


START = "    start candidates reviewers=[] owner=ana\n"


@pytest.mark.parametrize(
    ("lines", "line", "expected", "found"),
    [
        ("    dance", 4, "a line that begins with one of", "dance"),
        ("    start nothing", 4, "start nothing to be carried out", "no procedure with the id nothing"),
        ("    waits at decide", 4, "a case that was started before", "none"),
        (START + "    waits at check", 5, "check", "decide"),
        (START + "    waits at decide decide", 5, "decide decide", "decide"),
        (START + "    tasks", 5, "nothing", "decide"),
        (START + "    completes sign", 5, "an open task sign", "decide"),
        (START + "    passes decide", 5, "decide", "started"),
        (START + "    passes started started", 5, "started started", "started"),
        (START + "    variable owner=bob", 5, "owner='bob'", "'ana'"),
        (START + "    variable owner is missing", 5, "no variable owner", "'ana'"),
        (START + "    variable other=1", 5, "other=1", "no other"),
        (START + "    ends", 5, "that the case is completed", "that it is active, waits at decide"),
        (START + "    is cancelled", 5, "that the case is terminated", "active"),
        (START + "    is refused because x", 5, "that the line before is refused", "carried out"),
        (START + "    ana completes decide\n    ana completes decide", 6, "to be carried out", "already"),
        (START + "    completes decide\n    completes decide\n    is refused because blue", 7, "blue", "already"),
        (START + "    after tomorrow", 5, "a duration", "tomorrow"),
        (START + "    incident at decide", 5, "an incident at decide", "none"),
        (START + "    retry decide", 5, "an incident at decide", "none"),
        (START + "    job mail completes", 5, "an open job of type mail", "none"),
        (START + "    other: waits at decide", 5, "named before by 'as other'", "none"),
        (START + "    set owner", 5, "a value", "owner"),
        ("", 3, "lines under the title", "none"),
    ],
)
def test_a_line_that_does_not_hold(
    store: Store, tmp_path: Path, lines: str, line: int, expected: str, found: str
) -> None:
    told = outcome(store, tmp_path, lines)
    assert not told.ok
    assert told.line == line
    assert expected in str(told.expected)
    assert found in str(told.found)


def test_a_file_that_is_missing_or_refused_fails_the_story(store: Store, tmp_path: Path) -> None:
    assert "a file none.bpmn" in str(outcome(store, tmp_path, START, "none.bpmn").expected)
    (tmp_path / "bad.bpmn").write_text("no xml")
    assert "Nothing has been deployed" in str(outcome(store, tmp_path, START, "bad.bpmn").found)


def test_the_verb_tells_every_story_and_fails_if_one_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(DIAGRAMS / "tasks", tmp_path, dirs_exist_ok=True)
    good, bad = tmp_path / "plain-tasks.txt", tmp_path / "bad.txt"
    bad.write_text("use plain-tasks.bpmn\n\nWrong\n    start plain-tasks\n    ends\n")
    names = [str(good), str(bad), str(tmp_path / "missing.txt")]
    assert verb.run(Namespace(stories=names, json=True)) == 1
    told = json.loads(capsys.readouterr().out)
    assert [one["ok"] for one in told] == [True, False, False]
    assert set(told[0]) == {"file", "story", "ok", "line", "expected", "found"}
    assert told[0]["story"] == "Tasks without work are passed at once"
    assert (told[1]["line"], told[2]["file"]) == (5, names[2])
    assert verb.run(Namespace(stories=[str(good)], json=False)) == 0
