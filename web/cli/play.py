"""`alur play STORY...`: plays stories in a throwaway store, straight and with restarts, and tells how they went."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from engine.person import Person
from engine.stories import Outcome, Store, play, read_script, throwaway
from engine.stories.trouble import Failed
from web.cli.demo import PEOPLE

HELP = """Plays stories: text files beside the diagrams that say what happens to a case, line by line.
Every story is played twice: straight, and with the engine restarted between any two lines.

Exit code 0: all hold. 1: one does not."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the verb takes."""
    parser.add_argument("stories", nargs="+", metavar="STORY", help="a .txt file with stories, or a folder of them")
    parser.add_argument("--json", action="store_true", help="one list of outcomes instead of text")


def run(options: argparse.Namespace) -> int:
    """Play and print; the answer is the exit code."""
    outcomes: list[Outcome] = []
    with throwaway() as store:
        for name in options.stories:
            for path in _files(Path(name)):
                for outcome in _outcomes(path, store):
                    outcomes.append(outcome)
                    if not options.json:
                        print(_text(outcome), flush=True)
    if options.json:
        print(json.dumps([_as_json(outcome) for outcome in outcomes], ensure_ascii=False, indent=2))
    else:
        good = sum(outcome.ok for outcome in outcomes)
        print(f"{good} of {len(outcomes)} stories hold", file=sys.stderr)
    return 0 if all(outcome.ok for outcome in outcomes) else 1


def demo_people() -> dict[str, Person]:
    """The people of the demo, by login, as stories know them."""
    return {
        someone.login: Person(
            someone.login, someone.name, frozenset(someone.roles), frozenset(someone.groups), someone.unit,
            channel="story",
        )
        for someone in PEOPLE
    }  # fmt: skip


def _files(path: Path) -> list[Path]:
    return sorted(path.rglob("*.txt")) if path.is_dir() else [path]


def _outcomes(path: Path, store: Store) -> list[Outcome]:
    try:
        return list(play(read_script(path), store, demo_people()))
    except OSError as error:
        return [Outcome(str(path), "", False, None, "a file that can be read", error.strerror or str(error))]
    except Failed as failed:
        return [Outcome(str(path), "", False, None, failed.expected, failed.found)]


def _as_json(outcome: Outcome) -> dict[str, object]:
    """The object of the contract: file, story, ok, line, expected, found."""
    return {name: value for name, value in asdict(outcome).items() if name != "met"}


def _text(outcome: Outcome) -> str:
    if outcome.ok:
        return f"ok      {outcome.file}: {outcome.story}"
    place = f"{outcome.file}:{outcome.line}" if outcome.line else outcome.file
    return f"FAILED  {place}: {outcome.story}\n        expected {outcome.expected}\n        found    {outcome.found}"
