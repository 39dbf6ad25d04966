"""Cron expressions of time cycles: Spring's six fields (Camunda 8), Quartz's six or seven (Camunda 7).

The first field is the second. They differ in the days of the week: Spring counts Monday as 1 and takes 0 and 7 for
Sunday, Quartz counts Sunday as 1; Spring wants the day of the month and that of the week to fit both, Quartz wants one
of them to be ``?``; only Quartz has years, and ranges that go round (``FRI-MON``). No library has both readings.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bpmn.languages.iso8601 import NotIso
from bpmn.sentence import say

MACROS = {
    "@yearly": "0 0 0 1 1 *", "@annually": "0 0 0 1 1 *", "@monthly": "0 0 0 1 * *", "@weekly": "0 0 0 * * 0",
    "@daily": "0 0 0 * * *", "@midnight": "0 0 0 * * *", "@hourly": "0 0 * * * *",
}  # fmt: skip
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
YEARS = 50
"""Whoever waits longer for a 29 February on a Monday waits for ever."""

Fits = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Cron:
    """A cron expression that has been read. ``days``: all have to fit."""

    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    months: frozenset[int]
    years: frozenset[int] | None
    days: tuple[Fits, ...]

    def after(self, moment: datetime, zone: str = "UTC") -> datetime | None:
        """The first time after the moment, by the wall clock of ``zone``, in UTC; None if there is none any more."""
        place = ZoneInfo(zone)
        local = moment.astimezone(place)
        day, last = local.date(), local.year + YEARS
        while day.year <= last:
            if day.month not in self.months or (self.years is not None and day.year not in self.years):
                day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
                continue
            if all(fits(day) for fits in self.days):
                for clock in self._times(local.time() if day == local.date() else time.min):
                    found = datetime.combine(day, clock, place).astimezone(UTC)
                    if found > moment:
                        return found
            day += timedelta(days=1)
        return None

    def _times(self, earliest: time) -> Iterator[time]:
        """The times of one day, not before ``earliest`` counted in whole minutes."""
        for hour in self.hours:
            if hour < earliest.hour:
                continue
            for minute in self.minutes:
                if (hour, minute) >= (earliest.hour, earliest.minute):
                    yield from (time(hour, minute, second) for second in self.seconds)


@lru_cache(maxsize=256)
def parse_cron(text: str, quartz: bool = False) -> Cron:
    """Read a cron expression in Spring's way, or in Quartz's. NotIso says what was expected."""
    fields = MACROS.get(text.strip().lower(), text).upper().split() if not quartz else text.upper().split()
    if len(text) > 200 or len(fields) not in ((6, 7) if quartz else (6,)):
        raise _wrong(text)
    try:
        return _Reading(fields, quartz).cron()
    except (ValueError, IndexError) as error:
        raise _wrong(text) from error


class _Reading:
    """The reading of one expression; a ValueError if a field is wrong."""

    def __init__(self, fields: list[str], quartz: bool) -> None:
        self.fields, self.quartz = fields, quartz

    def cron(self) -> Cron:
        second, minute, hour, day, month, weekday, *year = self.fields
        if self.quartz and (day == "?") == (weekday == "?"):
            raise ValueError(day)
        return Cron(
            self._numbers(second, 0, 59), self._numbers(minute, 0, 59), self._numbers(hour, 0, 23),
            frozenset(self._numbers(month, 1, 12, MONTHS)),
            frozenset(self._numbers(year[0], 1970, 2199)) if year else None,
            (self._any(day, self._day), self._any(weekday, self._weekday)),
        )  # fmt: skip

    def _numbers(self, field: str, least: int, most: int, names: tuple[str, ...] = ()) -> tuple[int, ...]:
        found: set[int] = set()
        for part in field.split(","):
            found.update(self._part(part, least, most, names))
        return tuple(sorted(found))

    def _part(self, part: str, least: int, most: int, names: tuple[str, ...]) -> Iterator[int]:
        """``*``, ``a``, ``a-b``, and each with ``/step``."""
        span, slash, step = part.partition("/")
        stride = int(step) if slash else 1
        if stride < 1:
            raise ValueError(part)
        if span == "*" or (self.quartz and span == ""):
            first, last = least, most
        else:
            begin, dash, end = span.partition("-")
            first = self._number(begin, least, most, names)
            last = self._number(end, least, most, names) if dash else most if slash else first
        if last < first:
            if not self.quartz:
                raise ValueError(part)
            last += most - least + 1
        return (least + (n - least) % (most - least + 1) for n in range(first, last + 1, stride))

    def _number(self, text: str, least: int, most: int, names: tuple[str, ...]) -> int:
        if text in names:
            return names.index(text) + least
        if not text.isdecimal() or not least <= int(text) <= most:
            raise ValueError(text)
        return int(text)

    def _any(self, field: str, one: Callable[[str], Fits]) -> Fits:
        """A day fits if it fits one of the parts."""
        fits = [one(part) for part in field.split(",")]
        return lambda day: any(fit(day) for fit in fits)

    def _day(self, part: str) -> Fits:
        """``L`` is the month's last day, ``L-3`` three before it, ``15W`` the working day nearest to the 15th."""
        if part == "?":
            return _always
        if part == "LW" or (self.quartz and part == "WL"):
            return lambda day: day.day == _working(day, _last(day))
        if part == "L" or part.startswith("L-"):
            before = int(part[2:]) if part != "L" else 0
            return lambda day: day.day == _last(day) - before
        if part.endswith("W"):
            wanted = self._number(part[:-1], 1, 31, ())
            return lambda day: wanted <= _last(day) and day.day == _working(day, wanted)
        days = frozenset(self._part(part, 1, 31, ()))
        return lambda day: day.day in days

    def _weekday(self, part: str) -> Fits:
        """``5L`` is the last one in the month, ``5#2`` the second."""
        if part == "?":
            return _always
        if part == "L" and self.quartz:
            part = "SAT"
        if part.endswith("L"):
            wanted = self._weekday_number(part[:-1])
            return lambda day: _weekday(day) == wanted and day.day > _last(day) - 7
        name, hash_, count = part.partition("#")
        if hash_:
            wanted, nth = self._weekday_number(name), self._number(count, 1, 5, ())
            return lambda day: _weekday(day) == wanted and (day.day - 1) // 7 + 1 == nth
        least, most = (1, 7) if self.quartz else (0, 7)
        days = frozenset(self._sunday_first(n) for n in self._part(part, least, most, WEEKDAYS))
        return lambda day: _weekday(day) in days

    def _weekday_number(self, text: str) -> int:
        return self._sunday_first(self._number(text, *((1, 7) if self.quartz else (0, 7)), WEEKDAYS))

    def _sunday_first(self, number: int) -> int:
        """0 is Sunday."""
        return (number - 1 if self.quartz else number) % 7


def _always(day: date) -> bool:
    return True


def _weekday(day: date) -> int:
    return day.isoweekday() % 7


def _last(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def _working(day: date, wanted: int) -> int:
    """The day from Monday to Friday that is nearest to the wanted one, in the same month."""
    weekday = _weekday(day.replace(day=wanted))
    if weekday == 6:
        return wanted - 1 if wanted > 1 else wanted + 2
    if weekday == 0:
        return wanted + 1 if wanted < _last(day) else wanted - 2
    return wanted


def _wrong(text: str) -> NotIso:
    shown = text if len(text) <= 100 else text[:100] + "..."
    return NotIso(
        say('Expected an ISO 8601 cycle such as R3/PT1H, or a cron expression with seconds such as 0 0 9 ? * MON-FRI; '
            'found "{text}".', text=shown)
    )  # fmt: skip
