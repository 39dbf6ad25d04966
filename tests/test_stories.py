"""Plays every story, straight and with restarts: those of the elements (tests/stories) and those of the sample SOPs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.person import Person
from engine.stories.met import Cell
from engine.stories.player import Outcome, play_once
from engine.stories.store import Store
from engine.stories.text import Script, Story, read_script
from web.cli.play import demo_people
from web.docs.published import cells

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
SCRIPTS = [*(ROOT / "tests" / "stories").rglob("*.txt"), *(ROOT / "bpmn" / "samples").rglob("*.txt")]


def stories() -> Iterator[object]:
    for path in sorted(SCRIPTS):
        script = read_script(path)
        for story in script.stories:
            for restarts in (False, True):
                name = f"{path.relative_to(ROOT)}: {story.title}{' (restarts)' if restarts else ''}"
                yield pytest.param(script, story, restarts, id=name)


@pytest.mark.parametrize(("script", "story", "restarts"), list(stories()))
def test_story(script: Script, story: Story, restarts: bool, store: Store, people: dict[str, Person]) -> None:
    for line in script.uses:
        if any("corpus" in word for word in line.words) and not CORPUS.exists():
            pytest.skip("The story plays a foreign diagram of the corpus, which is not on this machine.")
    outcome = play_once(script, story, store, people, restarts=restarts)
    assert outcome.ok, tell(outcome)
    gone = shown_by(script.path, story) - outcome.met
    assert not gone, f"the table of elements says that this story shows {gone}; run python -m web.docs"


def shown_by(path: Path, story: Story) -> set[Cell]:
    """The cells of the published table that link to the story."""
    file = path.relative_to(ROOT).as_posix()
    return {cell for cell, shown in cells().items() if (shown.file, shown.title) == (file, story.title)}


def tell(outcome: Outcome) -> str:
    return f"{outcome.file}:{outcome.line}: expected {outcome.expected}, found {outcome.found}"


@pytest.fixture(scope="module")
def people() -> dict[str, Person]:
    return demo_people()
