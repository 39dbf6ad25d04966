"""Adding a duration to a moment, and counting working time between two moments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from bpmn.languages.working_time import Span, Unit
from engine.calendar.calendar import Calendar, Day

ONE_DAY = timedelta(days=1)


def after(calendar: Calendar, moment: datetime, span: Span) -> datetime:
    """The moment by which a span that begins at ``moment`` (aware) is over, in UTC. NoWorkingDay where the calendar has
    no hours to count."""
    return ADDING[span.unit](calendar, moment.astimezone(UTC), span.amount)


def worked(calendar: Calendar, begin: datetime, end: datetime) -> timedelta:
    """The working time between two moments; none if the second is not later."""
    total = timedelta()
    if end <= begin:
        return total
    on, last = calendar.local(begin).date(), calendar.local(end).date()
    while on <= last:
        for opens, closes in calendar.day(on).spans:
            total += max(timedelta(), min(closes, end) - max(opens, begin))
        on += ONE_DAY
    return total


def working_days(calendar: Calendar, begin: datetime, end: datetime) -> int:
    """How many working days have gone by since the day on which ``begin`` counts as come: those whose office hours are
    over at ``end``."""
    on, last, count = day_of_arrival(calendar, begin).on + ONE_DAY, calendar.local(end).date(), 0
    while on <= last:
        spans = calendar.day(on).spans
        count += bool(spans) and spans[-1][1] <= end
        on += ONE_DAY
    return count


def day_of_arrival(calendar: Calendar, moment: datetime) -> Day:
    """The working day on which something counts as come: the present one until the office closes, else the next."""
    today = calendar.day(calendar.local(moment).date())
    if today.spans and moment < today.spans[-1][1]:
        return today
    return calendar.next_working_day(today.on, after=True)


def left_out(calendar: Calendar, begin: datetime, end: datetime) -> tuple[Day, ...]:
    """The days between that would be worked by the week, but are free for a holiday or by decree."""
    on, last, found = calendar.local(begin).date(), calendar.local(end).date(), []
    while on <= last:
        day = calendar.day(on)
        if not day.windows and day.why not in ("week", "ramadan") and calendar.week[on.weekday()]:
            found.append(day)
        on += ONE_DAY
    return tuple(found)


def _working_time(calendar: Calendar, moment: datetime, rest: timedelta) -> datetime:
    on: date = calendar.local(moment).date()
    while True:
        for opens, closes in calendar.day(on).spans:
            begin = max(opens, moment)
            if begin <= closes and rest <= closes - begin:
                return begin + rest
            rest -= max(timedelta(), closes - begin)
        on = calendar.next_working_day(on, after=True).on


def _minutes(calendar: Calendar, moment: datetime, amount: int) -> datetime:
    return _working_time(calendar, moment, timedelta(minutes=amount))


def _hours(calendar: Calendar, moment: datetime, amount: int) -> datetime:
    return _working_time(calendar, moment, timedelta(hours=amount))


def _days(calendar: Calendar, moment: datetime, amount: int) -> datetime:
    day = day_of_arrival(calendar, moment)
    for _ in range(amount):
        day = calendar.next_working_day(day.on, after=True)
    return day.spans[-1][1]


def _calendar_days(calendar: Calendar, moment: datetime, amount: int) -> datetime:
    return (calendar.local(moment) + timedelta(days=amount)).astimezone(UTC)


def _clock_hours(calendar: Calendar, moment: datetime, amount: int) -> datetime:
    return moment + timedelta(hours=amount)


ADDING: dict[Unit, Callable[[Calendar, datetime, int], datetime]] = {
    "menit": _minutes,
    "jam kerja": _hours,
    "hari kerja": _days,
    "hari kalender": _calendar_days,
    "jam": _clock_hours,
}
