"""Plays stories: each one straight and with the engine restarted between any two lines, each in a fresh database."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.person import Person
from engine.stories import lines
from engine.stories.met import Cell, met
from engine.stories.stage import Stage
from engine.stories.store import Store
from engine.stories.text import Line, Script, Story
from engine.stories.trouble import Failed

STRAIGHT, RESTARTED = "straight", "with restarts"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one story went. ``line`` counts from 1 and is None if all went well, as are the two that follow."""

    file: str
    story: str
    ok: bool
    line: int | None = None
    expected: str | None = None
    found: str | None = None
    met: frozenset[Cell] = frozenset()
    """The cells of the table of elements it has played through, if all went well."""


def play(script: Script, store: Store, people: Mapping[str, Person] | None = None) -> Iterator[Outcome]:
    """Play all stories of a file. ``people`` are known by login; the script's own come before them."""
    if not script.stories:
        yield Outcome(str(script.path), "", False, 1, "a story: a title, and indented lines under it", "none")
    for story in script.stories:
        outcome = play_once(script, story, store, people or {}, restarts=False)
        yield outcome if not outcome.ok else play_once(script, story, store, people or {}, restarts=True)


def play_once(script: Script, story: Story, store: Store, people: Mapping[str, Person], *, restarts: bool) -> Outcome:
    """Play one story in one way."""
    way = RESTARTED if restarts else STRAIGHT
    with store.fresh() as url:
        stage = Stage(url, script.path.parent, _cast(script, people), frozenset(script.people))
        line = Line(story.number, story.title, ())
        try:
            if not story.lines:
                raise Failed("lines under the title", "none")
            for line in (*script.uses, *story.lines):
                lines.perform(stage, line)
                if restarts:
                    stage.restart()
            stage.must_not_be_refused()
            cells = stage.ask(met)
        except Failed as failed:
            return _failure(script, story, failed.number or line.number, failed.expected, f"{failed.found} ({way})")
        except Exception as error:  # a bug of Alur's: the story tells of it, the others are played all the same
            where = traceback.extract_tb(error.__traceback__)[-1]
            found = f"{type(error).__name__}: {error} in {where.filename}:{where.lineno} ({way})"
            return _failure(script, story, line.number, line.text, found)
        finally:
            stage.close()
    return Outcome(str(script.path), story.title, True, met=cells)


def _failure(script: Script, story: Story, number: int, expected: str, found: str) -> Outcome:
    return Outcome(str(script.path), story.title, False, number, expected, found)


def _cast(script: Script, people: Mapping[str, Person]) -> dict[str, Person]:
    own = {
        login: Person(login, login.capitalize(), frozenset({"staff"}), frozenset(groups), channel="story")
        for login, groups in script.people.items()
    }
    return dict(people) | own
