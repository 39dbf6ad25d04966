"""The last turn of a cycle that has an end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bpmn.languages import Moment
from engine.flow import turns
from tests.engine.flow.kit import START

UNTIL_THREE = "R9/PT1H/2026-01-05T03:00:00Z"


@pytest.mark.parametrize(("hours", "goes_on"), [(0, True), (1, True), (2, False)])
def test_a_turn_at_the_very_end_still_comes(hours: int, goes_on: bool) -> None:
    due = START + timedelta(hours=hours)
    memo = turns.following(
        {"due": due.isoformat(), "cycle": UNTIL_THREE, "left": 8}, Moment(due, "Asia/Jakarta"), camunda8=True
    )
    assert (memo is not None) is goes_on
    if memo is not None:
        assert memo["due"].startswith(f"2026-01-05T0{2 + hours}:00")


def following(cycle: str, left: int, passed: timedelta, camunda8: bool) -> str | None:
    """When the turn after the first is due, if that first is fired so late."""
    memo = {"due": START.isoformat(), "cycle": cycle, "left": left}
    after = turns.following(memo, Moment(START + passed, "Asia/Jakarta"), camunda8)
    return None if after is None else str(after["due"])


LATE = timedelta(hours=3, minutes=30)


def test_after_turns_that_were_missed_camunda_8_counts_from_now() -> None:
    assert following("R9/PT1H", 8, LATE, camunda8=True) == turns.stored(START + LATE + timedelta(hours=1))


def test_after_turns_that_were_missed_camunda_7_keeps_to_its_times() -> None:
    assert following("R9/PT1H", 8, LATE, camunda8=False) == turns.stored(START + timedelta(hours=4))


@pytest.mark.parametrize("cycle", ["R3/P1D", "R3/PT1H"])
def test_if_all_turns_were_missed_none_comes_in_camunda_7(cycle: str) -> None:
    assert following(cycle, 2, timedelta(days=10), camunda8=False) is None
