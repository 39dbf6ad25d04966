"""By when a request should be done, and why that date: from ``alur:duration``, else nothing is promised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bpmn.diagram import Process
from bpmn.languages.iso8601 import parse_duration
from bpmn.languages.working_time import Span, parse_span
from engine.calendar import Calendar, Day, NoWorkingDay, after, left_out, worked
from engine.calendar.count import day_of_arrival
from engine.queries.journey import Journey, PublicStep, starts

DURATION = "alur:duration"


@dataclass(frozen=True, slots=True)
class Promise:
    """``at`` is None while the clock stands still. ``since`` and ``duration`` (ISO 8601, or working time) are the
    reason for the date; ``waited`` is what was added for the time the applicant took; ``step``: the only one promised.
    ``free``: holidays and days closed by decree on the way, which were not counted."""

    at: datetime | None
    scope: Literal["request", "steps", "step"]
    since: datetime
    duration: str
    waited: timedelta = timedelta()
    late: bool = False
    step: str = ""
    free: tuple[Day, ...] = ()


def promise(
    process: Process, journey: Journey, started_at: datetime, now: datetime, calendar: Calendar
) -> Promise | None:
    """The promise for a running request; None if the diagram promises nothing, or its clock has not begun."""
    whole = dict(process.properties).get(DURATION, "")
    if not whole:
        return _by_steps(_durations(process), journey, now, calendar)
    since = journey.begun if starts(process) else started_at
    if since is None:
        return None
    pauses = [(max(begin, since), end) for begin, end in journey.pauses if end > since]
    due = _after(whole, since, calendar, pauses)
    if due is None:
        return None
    waited = sum((end - begin for begin, end in pauses), timedelta())
    if journey.waiting_applicant:
        return Promise(None, "request", since, whole, waited)
    return Promise(due, "request", since, whole, waited, due < now, free=_free(whole, since, due, calendar))


def _by_steps(durations: Mapping[str, str], journey: Journey, now: datetime, calendar: Calendar) -> Promise | None:
    present = journey.of("now")
    if journey.waiting_applicant or not present or any(step.element not in durations for step in present):
        return None
    ends = [(due, step) for step in present if (due := _due(durations, step, calendar))]
    if len(ends) < len(present):
        return None
    due, last = max(ends, key=lambda end: end[0])
    since = last.at or now
    coming = [step for step in journey.of("next") if step.element in _tasks(journey)]
    if not coming or any(step.element not in durations for step in coming):
        duration = durations[last.element]
        free = _free(duration, since, due, calendar)
        return Promise(due, "step", since, duration, late=due < now, step=last.name, free=free)
    due = max(due, now)
    for step in coming:
        after_it = _after(durations[step.element], due, calendar)
        if after_it is None:
            return None
        due = after_it
    return Promise(due, "steps", since, "", late=False)


def _tasks(journey: Journey) -> set[str]:
    """What still takes time: every next step but the end (an end is told last and takes none)."""
    coming = journey.of("next")
    return {step.element for step in coming if not step.end}


def _due(durations: Mapping[str, str], step: PublicStep, calendar: Calendar) -> datetime | None:
    return _after(durations[step.element], step.at, calendar) if step.at else None


def _durations(process: Process) -> dict[str, str]:
    return {e.id: text for e in process.elements() if (text := dict(e.properties).get(DURATION))}


def _after(
    text: str, moment: datetime, calendar: Calendar, pauses: Iterable[tuple[datetime, datetime]] = ()
) -> datetime | None:
    """The moment that long after, pauses not counted; None for a text that is no duration (a finding at upload; no
    promise here), and where the office works on no day."""
    try:
        span = parse_span(text)
        if span is None:
            waited = sum((end - begin for begin, end in pauses), timedelta())
            return parse_duration(text).after(moment, calendar.zone) + waited
        if span.unit == "hari kerja":
            return after(calendar, moment, Span(span.amount + sum(_days(calendar, *one) for one in pauses), span.unit))
        due = after(calendar, moment, span)
        for begin, end in pauses:
            due = _later(calendar, due, span, begin, end)
        return due
    except (ValueError, NoWorkingDay):
        return None


def _days(calendar: Calendar, begin: datetime, end: datetime) -> int:
    """The working days of a pause: those from the day on which it began to the one on which it ended."""
    on, last, count = day_of_arrival(calendar, begin).on, day_of_arrival(calendar, end).on, 0
    while on < last:
        on = calendar.next_working_day(on, after=True).on
        count += 1
    return count


def _later(calendar: Calendar, due: datetime, span: Span, begin: datetime, end: datetime) -> datetime:
    if span.unit in ("hari kalender", "jam"):
        return due + (end - begin)
    return after(calendar, due, Span(-(-worked(calendar, begin, end) // timedelta(minutes=1)), "menit"))


def _free(text: str, since: datetime, due: datetime, calendar: Calendar) -> tuple[Day, ...]:
    span = parse_span(text)
    return left_out(calendar, since, due) if span and span.unit not in ("hari kalender", "jam") else ()
