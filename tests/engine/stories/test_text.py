"""Reading stories: words, values, blocks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.stories.text import read_script, split, values
from engine.stories.trouble import Failed


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("start a  b=1", ["start", "a", "b=1"]),
        ('a="two words" b', ['a="two words"', "b"]),
        ('a=[1, 2] b={"x": [3, "y z"]}', ["a=[1, 2]", 'b={"x": [3, "y z"]}']),
        (r'a="a \" b" c', [r'a="a \" b"', "c"]),
    ],
)
def test_words_are_parted_by_blanks_outside_quotes_and_brackets(line: str, words: list[str]) -> None:
    assert list(split(line)) == words


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("a=1", "b=true", "c=null"), {"a": 1, "b": True, "c": None}),
        (("a=plain", 'b="x"', "c=07"), {"a": "plain", "b": "x", "c": "07"}),
        (("a.b=1", "a.c.d=2"), {"a": {"b": 1, "c": {"d": 2}}}),
        (("a=x=y",), {"a": "x=y"}),
    ],
)
def test_values_are_json_or_text(words: tuple[str, ...], found: dict[str, Any]) -> None:
    assert values(words) == found


@pytest.mark.parametrize("words", [("a",), ("=1",), ("a=1", "a.b=2")])
def test_what_is_no_value_fails(words: tuple[str, ...]) -> None:
    with pytest.raises(Failed):
        values(words)


def test_a_file_has_files_people_and_stories(tmp_path: Path) -> None:
    path = tmp_path / "s.txt"
    path.write_text(
        "# remark\nuse a.bpmn *.form\npeople ana=x,y bob\n\nFirst story\n    start a\n    # aside\n"
        "    one: waits at b\n\n\nuse of words in a title\n    ends\n"
    )
    script = read_script(path)
    assert [line.words for line in script.uses] == [("use", "a.bpmn", "*.form")]
    assert script.people == {"ana": ("x", "y"), "bob": ("bob",)}
    assert [(story.title, story.number) for story in script.stories] == [
        ("First story", 5),
        ("use of words in a title", 11),
    ]
    lines = script.stories[0].lines
    assert [(line.number, line.about, line.words) for line in lines] == [
        (6, "", ("start", "a")),
        (8, "one", ("waits", "at", "b")),
    ]
