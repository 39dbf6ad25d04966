"""Plays every story, straight and with restarts: those of the elements (tests/stories) and those of the sample SOPs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bpmn import read
from bpmn.diagram import Element
from bpmn.elements import TABLE, Row
from bpmn.elements.find import rows_of
from engine.person import Person
from engine.postgres import Server
from engine.stories.player import Outcome, play_once
from engine.stories.store import ServerStore
from engine.stories.text import Script, Story, read_script
from tests.conftest import TEMPLATE
from web.cli.play import demo_people

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
def test_story(script: Script, story: Story, restarts: bool, server: Server, people: dict[str, Person]) -> None:
    for line in script.uses:
        if any("corpus" in word for word in line.words) and not CORPUS.exists():
            pytest.skip("The story plays a foreign diagram of the corpus, which is not on this machine.")
    outcome = play_once(script, story, ServerStore(server, TEMPLATE), people, restarts=restarts)
    assert outcome.ok, tell(outcome)


def tell(outcome: Outcome) -> str:
    return f"{outcome.file}:{outcome.line}: expected {outcome.expected}, found {outcome.found}"


@pytest.fixture(scope="module")
def people() -> dict[str, Person]:
    return demo_people()


def test_every_supported_element_is_in_a_story() -> None:
    met = set(rows_met())
    missing = [row.name for row in TABLE if row.supported and row not in met]
    assert not missing, f"no story has a diagram with: {', '.join(missing)}"


def rows_met() -> Iterator[Row]:
    """Rows of the table whose elements stand in a diagram that a story uses (those of the corpus do not count)."""
    used = {
        file
        for path in SCRIPTS
        for line in read_script(path).uses
        for word in line.words[1:]
        if "corpus" not in word
        for file in path.parent.glob(word)
        if file.suffix == ".bpmn"
    }
    for file in used:
        for process in read(file.read_bytes(), file.name).processes:
            for element in process.scope.elements:
                yield from rows_in(element)


def rows_in(element: Element, inside: bool = False) -> Iterator[Row]:
    yield from rows_of(element, inside)
    for inner in element.scope.elements if element.scope else ():
        yield from rows_in(inner, element.event_subprocess)
