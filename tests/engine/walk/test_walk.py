"""Walking diagrams: the samples completely, the odd ones with a true word about what could not be reached."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest

from bpmn import read
from bpmn.forms import read_form, validate
from bpmn.languages import Moment
from engine.clock import MovableClock
from engine.postgres import Server
from engine.stories.store import ServerStore
from engine.walk import Walk, walk_all
from engine.walk.filling import fill, matching
from engine.walk.guesses import Guesses
from tests.conftest import TEMPLATE

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = sorted((ROOT / "bpmn" / "samples").rglob("*.bpmn"))
FORMS = sorted((ROOT / "bpmn" / "samples").rglob("*.form"))
STORIES = ROOT / "tests" / "stories"


def walks(server: Server, files: Mapping[str, bytes], seed: int = 0) -> list[Walk]:
    return list(walk_all(files, ServerStore(server, TEMPLATE), seed))


def contents(*paths: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in paths}


def test_every_flow_of_the_samples_is_taken(server: Server) -> None:
    for walk in walks(server, contents(*SAMPLES, *FORMS)):
        assert (walk.outcome, walk.unreached) == ("completed", ()), walk


@pytest.mark.parametrize(
    "name", ["gateways/rework", "gateways/inclusive", "scopes/errors", "multi/votes", "tasks/service"]
)
def test_small_diagrams_are_walked_completely(server: Server, name: str) -> None:
    (walk,) = walks(server, contents(STORIES / f"{name}.bpmn"))
    assert (walk.outcome, walk.unreached, walk.flows_taken) == ("completed", (), walk.flows)


def test_the_same_seed_walks_the_same_way(server: Server) -> None:
    files = contents(STORIES / "gateways" / "exclusive.bpmn")
    assert walks(server, files, 7) == walks(server, files, 7)


def test_a_flow_that_can_never_be_taken_is_named(server: Server) -> None:
    diagram = (
        (STORIES / "gateways" / "exclusive.bpmn")
        .read_text()
        .replace("=amount &lt; 1000", "=amount &lt; 0 and amount &gt; 0")
    )
    (walk,) = walks(server, {"x.bpmn": diagram.encode()})
    assert walk.outcome == "completed"
    assert walk.unreached == ("which__middle", "middle__middle_done")


def test_a_case_that_cannot_go_on_is_an_incident_with_its_place(server: Server) -> None:
    (walk,) = walks(server, contents(STORIES / "scopes" / "error-uncaught.bpmn"))
    assert (walk.outcome, walk.element_id) == ("incident", "lost")
    assert "LOST" in str(walk.sentence)


def test_what_cannot_be_deployed_is_refused(server: Server) -> None:
    told = walks(server, {"x.bpmn": b"no xml"} | contents(STORIES / "gateways" / "race.bpmn"))
    assert [(walk.file, walk.outcome) for walk in told] == [("race.bpmn", "completed"), ("x.bpmn", "refused")]
    assert told[1].sentence


def test_files_that_do_not_go_together_are_walked_one_by_one(server: Server) -> None:
    race = (STORIES / "gateways" / "race.bpmn").read_bytes()
    told = walks(server, {"one.bpmn": race, "two.bpmn": race.replace(b"P14D", b"P15D")})
    assert [(walk.file, walk.outcome, walk.unreached) for walk in told] == [
        ("one.bpmn", "completed", ()),
        ("two.bpmn", "completed", ()),
    ]


@pytest.mark.parametrize("pattern", ["^[0-9]{16}$", r"^C-\d{3,5}$", "^[A-Z]{2}[a-z]+$", r"\w+\.x?", "abc"])
def test_a_text_for_a_simple_pattern(pattern: str) -> None:
    import re

    assert re.search(pattern, matching(pattern))


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_made_up_values_are_accepted_by_the_forms_of_the_samples(path: Path) -> None:
    form, moment = read_form(path.read_bytes()), Moment(MovableClock().now())
    for seed in range(20):
        values = fill(form, {"bidang_terkait": ["Jalan"]}, moment, Random(seed))
        assert validate(form, values, {}, moment) == {}


def test_guesses_come_from_the_conditions() -> None:
    diagram = read((STORIES / "gateways" / "exclusive.bpmn").read_bytes())
    guesses = Guesses(diagram.processes)
    assert {99, 100, 101, 999, 1000, 1001} <= set(guesses.values["amount"])
    assert guesses.deciding == {"amount"}
