"""The text of a story file -> what it uses, who acts in it, and its stories line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bpmn.languages.iso8601 import NotIso, parse_duration
from engine.stories.trouble import Failed

SOME_DAY = datetime(2026, 1, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number in the file, the name of the case it speaks of ("" for the latest), its words."""

    number: int
    text: str
    words: tuple[str, ...]
    about: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """One block: a title and what happens."""

    title: str
    number: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """One file. ``uses``: lines that name files to deploy before each story; ``people``: login -> groups."""

    path: Path
    uses: tuple[Line, ...] = ()
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stories: tuple[Story, ...] = ()


def read_script(path: Path) -> Script:
    """The stories of a file. Raises OSError if it cannot be read, Failed if it is no text."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Failed("a text in UTF-8", "something else") from None
    uses: list[Line] = []
    people: dict[str, tuple[str, ...]] = {}
    stories: list[Story] = []
    for block in _blocks(text):
        preface = [] if stories else [(number, line) for number, line in block if _is_preface(line)]
        for number, line in preface:
            words = tuple(split(line))
            if words[0] == "use":
                uses.append(Line(number, line.strip(), words))
            else:
                people |= {login: tuple(groups.split(",")) for login, groups in map(_named, words[1:])}
        rest = block[len(preface) :]
        if rest:
            (number, title), *lines = rest
            stories.append(Story(title.strip(), number, tuple(_line(n, line) for n, line in lines)))
    return Script(path, tuple(uses), people, tuple(stories))


def split(text: str) -> Iterator[str]:
    """Words, parted by blanks that are not within quotes, brackets or braces."""
    word, depth, quoted, escaped = "", 0, False, False
    for letter in text.strip():
        if letter.isspace() and not depth and not quoted:
            if word:
                yield word
            word = ""
            continue
        word += letter
        if quoted:
            quoted = escaped or letter != '"'
            escaped = letter == "\\" and not escaped
        elif letter == '"':
            quoted = True
        else:
            depth += (letter in "[{(") - (letter in "]})")
    if word:
        yield word


def value(text: str) -> Any:
    """JSON, else the text itself."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def values(words: tuple[str, ...]) -> dict[str, Any]:
    """``a=1 b.c="x"`` -> {"a": 1, "b": {"c": "x"}}."""
    found: dict[str, Any] = {}
    for word in words:
        name, sign, text = word.partition("=")
        if not sign or not name:
            raise Failed("a value, such as amount=5", word)
        *path, last = name.split(".")
        place = found
        for step in path:
            inner = place.setdefault(step, {})
            if not isinstance(inner, dict):
                raise Failed("one value for each name", f"{step} twice in {' '.join(words)}")
            place = inner
        place[last] = value(text)
    return found


def _blocks(text: str) -> Iterator[list[tuple[int, str]]]:
    block: list[tuple[int, str]] = []
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if line.strip().startswith("#"):
            continue
        if line.strip():
            block.append((number, line))
        elif block:
            yield block
            block = []


def _is_preface(line: str) -> bool:
    return line.split()[0] in ("use", "people") and len(line.split()) > 1 and not line[0].isspace()


def _named(word: str) -> tuple[str, str]:
    login, sign, groups = word.partition("=")
    return login, groups if sign else login


def _line(number: int, text: str) -> Line:
    words = tuple(split(text))
    about = ""
    if len(words) > 1 and words[0].endswith(":") and words[0][:-1].replace("-", "_").isidentifier():
        about, words = words[0][:-1], words[1:]
    return Line(number, text.strip(), words, about)


def needed(words: tuple[str, ...], what: str, count: int = 1) -> tuple[str, ...]:
    if len(words) < count:
        raise Failed(what, " ".join(words) or "nothing")
    return words


def span(text: object) -> timedelta:
    try:
        return parse_duration(str(text)).after(SOME_DAY) - SOME_DAY
    except NotIso as wrong:
        raise Failed("a duration such as PT1H", str(wrong)) from wrong
