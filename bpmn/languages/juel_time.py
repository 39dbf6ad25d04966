"""What ``dateTime()`` and ``now()`` give in Camunda 7: Joda's DateTime and Java's Date, as far as diagrams use them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bpmn.languages.iso8601 import Duration

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, order=True)
class JavaDate:
    """java.util.Date: a moment; ``zone`` is only for writing it down."""

    moment: datetime
    zone: str

    def iso(self) -> str:
        return self.local().isoformat(timespec="milliseconds")

    def local(self) -> datetime:
        return self.moment.astimezone(ZoneInfo(self.zone))


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


def _into_day(time: DateTime) -> timedelta:
    local = time.local()
    return timedelta(hours=local.hour, minutes=local.minute, seconds=local.second, microseconds=local.microsecond)


FIELDS: Mapping[str, Callable[[DateTime], int]] = {
    "year": lambda time: time.local().year,
    "yearOfCentury": lambda time: time.local().year % 100,
    "monthOfYear": lambda time: time.local().month,
    "weekyear": lambda time: time.local().isocalendar().year,
    "weekOfWeekyear": lambda time: time.local().isocalendar().week,
    "dayOfMonth": lambda time: time.local().day,
    "dayOfWeek": lambda time: time.local().isoweekday(),
    "dayOfYear": lambda time: time.local().timetuple().tm_yday,
    "hourOfDay": lambda time: time.local().hour,
    "minuteOfHour": lambda time: time.local().minute,
    "minuteOfDay": lambda time: _into_day(time) // timedelta(minutes=1),
    "secondOfMinute": lambda time: time.local().second,
    "secondOfDay": lambda time: _into_day(time) // timedelta(seconds=1),
    "millisOfSecond": lambda time: time.local().microsecond // 1000,
    "millisOfDay": lambda time: _into_day(time) // timedelta(milliseconds=1),
    "millis": lambda time: epoch_milliseconds(time.moment),
}


def _in_week(time: DateTime, day: int) -> DateTime:
    if not 1 <= day <= 7:
        raise ValueError("day of week must be in 1..7")
    return time.plus(Duration(days=day - time.local().isoweekday()))


def _in_year(time: DateTime, day: int) -> DateTime:
    moved = time.plus(Duration(days=day - time.local().timetuple().tm_yday))
    if moved.local().year != time.local().year:
        raise ValueError("day of year is out of range")
    return moved


SETTERS: Mapping[str, Callable[..., DateTime]] = {
    "withYear": lambda time, n: time.at(year=n),
    "withMonthOfYear": lambda time, n: _in_month(time, n),
    "withDayOfMonth": lambda time, n: time.at(day=n),
    "withDayOfWeek": _in_week,
    "withDayOfYear": _in_year,
    "withHourOfDay": lambda time, n: time.at(hour=n),
    "withMinuteOfHour": lambda time, n: time.at(minute=n),
    "withSecondOfMinute": lambda time, n: time.at(second=n),
    "withMillisOfSecond": lambda time, n: time.at(microsecond=n * 1000),
    "withMillis": lambda time, n: DateTime(_EPOCH + timedelta(milliseconds=n), time.zone),
    "withDate": lambda time, year, month, day: time.at(year=year, month=month, day=day),
    "withTime": lambda time, hour, minute, second, milli: time.at(
        hour=hour, minute=minute, second=second, microsecond=milli * 1000
    ),
}


def _in_month(time: DateTime, month: int) -> DateTime:
    """Joda takes the last day of a month that is too short."""
    if not 1 <= month <= 12:
        raise ValueError("month must be in 1..12")
    return time.plus(Duration(months=month - time.local().month))


def start_of_day(time: DateTime) -> DateTime:
    return time.at(hour=0, minute=0, second=0, microsecond=0)


def epoch_milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)
