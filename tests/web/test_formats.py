"""Dates, durations and numbers in both languages, seen from the office's clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from engine.clock import MovableClock
from web import formats


@pytest.mark.parametrize(
    ("minutes", "state", "words"),
    [
        (-132, "overdue", "Overdue by 2 h 12 min"),
        (-1560, "overdue", "Overdue by 1 day 2 h"),
        (-0.5, "overdue", "Overdue by less than a minute"),
        (108, "soon", "1 h 48 min left"),
        (480, "soon", "Today 16:00"),
        (23 * 60, "soon", "Tomorrow 07:00"),
        (2 * 1440, "later", "Wed, 7 Jan 08:00"),
        (400 * 1440, "later", "Tue, 9 Feb 2027 08:00"),
    ],
)
def test_due_dates_seen_from_now(app: Flask, clock: MovableClock, minutes: float, state: str, words: str) -> None:
    with app.test_request_context(headers={"Cookie": "language=en"}):
        due = formats.due(clock.now() + timedelta(minutes=minutes))
    assert (due.state, due.words) == (state, words)


def test_indonesian_style(app: Flask, clock: MovableClock) -> None:
    with app.test_request_context():
        assert formats.day(clock.now()) == "Senin, 5 Januari 2026"
        assert formats.clock(clock.now()) == "08.00"
        assert formats.short(clock.now()) == "Sen, 5 Jan 08.00"
        assert formats.number(1204331) == "1.204.331"
        assert formats.capped(1001) == "1.000+"
        assert formats.due(clock.now() - timedelta(hours=2)).words == "Terlambat 2 jam"
