"""What ``dateTime()`` and ``now()`` give in Camunda 7: Joda's DateTime and Java's Date, as far as diagrams use them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bpmn.languages.iso8601 import Duration


@dataclass(frozen=True, slots=True, order=True)
class JavaDate:
    """java.util.Date: a moment; ``zone`` is only for writing it down."""

    moment: datetime
    zone: str

    def iso(self) -> str:
        return self.moment.astimezone(ZoneInfo(self.zone)).isoformat(timespec="milliseconds")


@dataclass(frozen=True, slots=True, order=True)
class DateTime:
    """org.joda.time.DateTime: a moment seen in a zone. Days and more move the calendar, hours and less the clock."""

    moment: datetime
    zone: str

    def iso(self) -> str:
        text = self.local().isoformat(timespec="milliseconds")
        return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text

    def local(self) -> datetime:
        return self.moment.astimezone(ZoneInfo(self.zone))

    def plus(self, duration: Duration) -> DateTime:
        return DateTime(duration.after(self.moment, self.zone), self.zone)

    def at(self, **fields: int) -> DateTime:
        return DateTime(self.local().replace(**fields, fold=0).astimezone(UTC), self.zone)  # type: ignore[arg-type]


def _moves() -> dict[str, Callable[[DateTime, int], DateTime]]:
    units: Mapping[str, Callable[[int], Duration]] = {
        "Years": lambda n: Duration(months=12 * n),
        "Months": lambda n: Duration(months=n),
        "Weeks": lambda n: Duration(days=7 * n),
        "Days": lambda n: Duration(days=n),
        "Hours": lambda n: Duration(clock=timedelta(hours=n)),
        "Minutes": lambda n: Duration(clock=timedelta(minutes=n)),
        "Seconds": lambda n: Duration(clock=timedelta(seconds=n)),
        "Millis": lambda n: Duration(clock=timedelta(milliseconds=n)),
    }

    def move(unit: Callable[[int], Duration], sign: int) -> Callable[[DateTime, int], DateTime]:
        return lambda time, n: time.plus(unit(sign * n))

    return {
        f"{word}{unit}": move(make, sign) for unit, make in units.items() for word, sign in (("plus", 1), ("minus", -1))
    }


MOVES = _moves()

FIELDS: Mapping[str, Callable[[DateTime], int]] = {
    "year": lambda time: time.local().year,
    "monthOfYear": lambda time: time.local().month,
    "dayOfMonth": lambda time: time.local().day,
    "dayOfWeek": lambda time: time.local().isoweekday(),
    "dayOfYear": lambda time: time.local().timetuple().tm_yday,
    "hourOfDay": lambda time: time.local().hour,
    "minuteOfHour": lambda time: time.local().minute,
    "secondOfMinute": lambda time: time.local().second,
    "millis": lambda time: epoch_milliseconds(time.moment),
}

SETTERS: Mapping[str, Callable[[DateTime, int], DateTime]] = {
    "withYear": lambda time, n: time.at(year=n),
    "withMonthOfYear": lambda time, n: time.at(month=n),
    "withDayOfMonth": lambda time, n: time.at(day=n),
    "withHourOfDay": lambda time, n: time.at(hour=n),
    "withMinuteOfHour": lambda time, n: time.at(minute=n),
    "withSecondOfMinute": lambda time, n: time.at(second=n),
    "withMillisOfSecond": lambda time, n: time.at(microsecond=n * 1000),
}


def start_of_day(time: DateTime) -> DateTime:
    return time.at(hour=0, minute=0, second=0, microsecond=0)


def epoch_milliseconds(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
