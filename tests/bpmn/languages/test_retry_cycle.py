"""Retry cycles of Camunda 7."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bpmn.languages.iso8601 import NotIso
from bpmn.languages.retry_cycle import parse_retry_cycle

NOW = datetime(2026, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "retries", "minutes"),
    [("R3/PT5M", 3, [5, 5]), ("PT1M,PT10M", 3, [1, 10]), ("PT2M", 2, [2]), ("PT1M, PT2M, PT3M", 4, [1, 2, 3])],
)
def test_a_cycle_says_how_often_and_when(text: str, retries: int, minutes: list[int]) -> None:
    cycle = parse_retry_cycle(text)
    assert cycle.retries == retries
    waits = [cycle.wait(left).after(NOW, "UTC") - NOW for left in range(retries - 1, 0, -1)]
    assert waits == [timedelta(minutes=each) for each in minutes]


@pytest.mark.parametrize("text", ["", "R/PT5M", "R0/PT5M", "often", "5"])
def test_what_is_no_cycle(text: str) -> None:
    with pytest.raises(NotIso):
        parse_retry_cycle(text)
