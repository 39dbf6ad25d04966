"""When an office works: the hours of each day of the week, in Ramadan, on holidays, and by decree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Literal
from zoneinfo import ZoneInfo

from bpmn.sentence import Sentence, say
from engine.calendar.feasts import feasts, in_ramadan

Window = tuple[time, time]
Windows = tuple[Window, ...]
"""The hours of one day, in order and apart; none when the office is closed."""
Week = tuple[Windows, Windows, Windows, Windows, Windows, Windows, Windows]
"""From Monday to Sunday."""
Why = Literal["week", "ramadan", "public", "government", "decree"]

HORIZON = 400
"""Days within which a calendar must have a working day, from wherever one looks."""


class NoWorkingDay(ValueError):
    """A calendar by which nothing would ever be done."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def hours(*texts: str) -> Windows:
    """Windows from texts such as ``07:30-12:00``. ValueError if one cannot be read, ends before it begins, or begins
    before the one before it has ended."""
    found = []
    for text in texts:
        begin, _, end = text.partition("-")
        found.append((time.fromisoformat(begin.strip()), time.fromisoformat(end.strip())))
    edges = [edge for window in found for edge in window]
    if any(one >= other for one, other in pairwise(edges)):
        raise ValueError(f"the hours are not in order: {', '.join(texts)}")
    return tuple(found)


CLOSED: Windows = ()
_NORMAL, _NORMAL_FRIDAY = hours("07:30-12:00", "13:00-16:00"), hours("07:30-11:30", "13:00-16:30")
_FASTING, _FASTING_FRIDAY = hours("08:00-12:00", "12:30-15:00"), hours("08:00-11:30", "12:30-15:30")
FIVE_DAYS: Week = (_NORMAL, _NORMAL, _NORMAL, _NORMAL, _NORMAL_FRIDAY, CLOSED, CLOSED)
"""Perpres 21/2023: 37 hours 30 minutes; the break takes an hour, on Fridays one and a half."""
FIVE_DAYS_RAMADAN: Week = (_FASTING, _FASTING, _FASTING, _FASTING, _FASTING_FRIDAY, CLOSED, CLOSED)
"""Perpres 21/2023: 32 hours 30 minutes; the break takes half an hour, on Fridays an hour."""
_SIX, _SIX_FRIDAY, _SIX_SATURDAY = hours("07:30-12:00", "12:30-14:30"), hours("07:30-11:00"), hours("07:30-13:30")
SIX_DAYS: Week = (_SIX, _SIX, _SIX, _SIX, _SIX_FRIDAY, _SIX_SATURDAY, CLOSED)
"""A proposal for units that work on Saturdays; the sum is about that of five days."""
_SIX_FASTING = hours("08:00-12:00", "12:30-14:00")
SIX_DAYS_RAMADAN: Week = (
    _SIX_FASTING, _SIX_FASTING, _SIX_FASTING, _SIX_FASTING, hours("08:00-11:30"), hours("08:00-13:00"), CLOSED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decree:
    """What an office has decided about one day: other hours, or none. ``number`` is that of the decree."""

    windows: Windows
    number: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """The hours of one day and what they come from. ``name``: of the feast, or the reason and number of the decree.
    ``spans`` are the same hours as moments in UTC."""

    on: date
    windows: Windows
    why: Why
    name: str = ""
    spans: tuple[tuple[datetime, datetime], ...] = ()

    @property
    def worked(self) -> timedelta:
        return sum((end - begin for begin, end in self.spans), timedelta())


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """The working time of an office. NoWorkingDay if the week has none. What ``closed_on_feasts`` is false for (a
    hospital) works on holidays as on other days."""

    zone: str = "Asia/Jakarta"
    week: Week = FIVE_DAYS
    ramadan: Week = FIVE_DAYS_RAMADAN
    decrees: Mapping[date, Decree] = field(default_factory=lambda: MappingProxyType({}))
    closed_on_feasts: bool = True
    _days: dict[date, Day] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        if not any(self.week) or not any(self.ramadan):
            raise NoWorkingDay(say("This calendar leaves no working day: no day of the week has hours."))

    def day(self, on: date) -> Day:
        """The hours of a day: by decree, else none on a holiday, else those of Ramadan or of the week."""
        found = self._days.get(on)
        if found is None:
            windows, why, name = self._hours(on)
            found = self._days[on] = Day(on, windows, why, name, self._spans(on, windows))
        return found

    def local(self, moment: datetime) -> datetime:
        """The moment as the office's clock shows it."""
        return moment.astimezone(ZoneInfo(self.zone))

    def next_working_day(self, on: date, *, after: bool = False) -> Day:
        """The first working day from ``on``, or after it. NoWorkingDay if there is none within HORIZON days."""
        for days in range(1 if after else 0, HORIZON):
            day = self.day(on + timedelta(days=days))
            if day.spans:
                return day
        raise NoWorkingDay(
            say("This calendar leaves no working day for {days} days after {date}.", days=HORIZON, date=on.isoformat())
        )

    def _hours(self, on: date) -> tuple[Windows, Why, str]:
        if decree := self.decrees.get(on):
            return decree.windows, "decree", " ".join(filter(None, (decree.reason, f"({decree.number})")))
        if self.closed_on_feasts and (feast := feasts(on.year).get(on)):
            return CLOSED, feast.kind, feast.name
        if in_ramadan(on):
            return self.ramadan[on.weekday()], "ramadan", ""
        return self.week[on.weekday()], "week", ""

    def _spans(self, on: date, windows: Windows) -> tuple[tuple[datetime, datetime], ...]:
        zone = ZoneInfo(self.zone)
        return tuple(
            (datetime.combine(on, begin, zone).astimezone(UTC), datetime.combine(on, end, zone).astimezone(UTC))
            for begin, end in windows
        )
