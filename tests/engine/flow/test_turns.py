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
