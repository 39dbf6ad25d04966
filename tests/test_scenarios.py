"""The behaviours of Camunda 7's and Zeebe's own engine tests: for each of them the stories that play it.

The list itself is not part of this repository: put it at ../shared/scenarios.md to see that no line of it is left out.
That the stories pass is seen by tests/test_stories.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from engine.stories import read_script

ROOT = Path(__file__).resolve().parents[1]
STORIES = ROOT / "tests" / "stories"
LIST = ROOT.parent / "shared" / "scenarios.md"
LINE = re.compile(r"^\|(Z?\d+)\|", re.MULTILINE)

PLAYED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "1": (("camunda7/gateways.txt", "Exclusive gateway with a default flow"),),
    "2": (("camunda7/gateways.txt", "Inclusive gateway takes every flow that holds"),),
    "4": (("camunda7/gateways.txt", "Nested fork and join"),),
    "6": (("camunda7/gateways.txt", "The message is first at an event-based gateway, and the others go"),),
    "10": (("camunda7/events.txt", "A timer that repeats every hour and does not interrupt"),),
    "13": (
        ("camunda7/activities.txt", "Three of five are enough"),
        ("camunda7/activities.txt", "An empty list ends at once"),
    ),
    "15": (("camunda7/sales-lead.txt", "Not enough information: the error leads back into the loop"),),
    "18": (
        ("camunda7/events.txt", "A message interrupts the task"),
        ("camunda7/events.txt", "The task is done before the message comes"),
    ),
    "25": (("camunda7/activities.txt", "An order calls the check of the credit"),),
    "27": (("camunda7/activities.txt", "Candidate groups see and claim the task"),),
    "28": (
        ("camunda7/invoice.txt", "The invoice is approved, paid and archived"),
        ("camunda7/invoice.txt", "The reviewer cannot clear it up"),
        ("camunda7/invoice.txt", "The reviewer clears it up"),
    ),
    "Z1": (("messages/catch.txt", "A message that came before is kept for its time"),),
    "Z2": (
        ("messages/catch.txt", "A message whose time is over is gone"),
        ("messages/catch.txt", "A message without time is not kept"),
    ),
    "Z3": (("messages/catch.txt", "One message moves one case of a process"),),
    "Z4": (("messages/start.txt", "One case for each key at a time"),),
    "Z5": (
        ("multi/votes.txt", "Everybody votes at once; the votes come in the order of the list"),
        ("multi/votes.txt", "Nobody to vote: the step is passed with an empty list"),
        ("multi/each.txt", "Jobs, messages and their results, each for its own address"),
    ),
    "Z6": (("scopes/mapping.txt", "A mapping that fails is an incident; after repair it goes on"),),
    "Z7": (
        ("tasks/job-retries.txt", "A job that failed is tried again after a while"),
        ("tasks/job-retries.txt", "A job without retries is an incident"),
    ),
    "Z8": (
        (
            "event-subprocesses/event-subprocesses.txt",
            "In Camunda 8 what came with the message stays inside if the start event maps it",
        ),
        ("tasks/offered.txt", "The list of groups is worked out when the task begins"),
        ("compensation/each.txt", "Handlers inside a repeated subprocess run as often as it did"),
    ),
}


@pytest.mark.parametrize(
    ("file", "title"),
    [pytest.param(*story, id=f"{number}: {story[1]}") for number in PLAYED for story in PLAYED[number]],
)
def test_the_story_of_a_scenario_is_there(file: str, title: str) -> None:
    titles = [story.title for story in read_script(STORIES / file).stories]
    assert title in titles, f"{file} has no story of that title; it has: {'; '.join(titles)}"


@pytest.mark.skipif(not LIST.exists(), reason=f"There is no list of scenarios at {LIST}.")
def test_every_scenario_has_a_story() -> None:
    listed = set(LINE.findall(LIST.read_text(encoding="utf-8")))
    assert listed == set(PLAYED)
