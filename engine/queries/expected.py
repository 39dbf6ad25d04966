"""By when a request should be done, and why that date: from ``alur:duration``, else nothing is promised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bpmn.diagram import Process
from bpmn.languages.iso8601 import parse_duration
from engine.queries.journey import Journey, PublicStep

DURATION = "alur:duration"


@dataclass(frozen=True, slots=True)
class Promise:
    """``at`` is None while the clock stands still. ``since`` and ``duration`` (ISO 8601) are the reason for the date;
    ``waited`` is what was added for the time the applicant took; ``step``: the only one promised."""

    at: datetime | None
    scope: Literal["request", "steps", "step"]
    since: datetime
    duration: str
    waited: timedelta = timedelta()
    late: bool = False
    step: str = ""


def promise(process: Process, journey: Journey, started_at: datetime, now: datetime, zone: str) -> Promise | None:
    """The promise for a running request; None if the diagram promises nothing."""
    whole = dict(process.properties).get(DURATION, "")
    if whole:
        due = _after(whole, started_at, zone)
        if due is None:
            return None
        due += journey.waited
        paused = journey.waiting_applicant
        return Promise(None if paused else due, "request", started_at, whole, journey.waited, not paused and due < now)
    return _by_steps(_durations(process), journey, now, zone)


def _by_steps(durations: Mapping[str, str], journey: Journey, now: datetime, zone: str) -> Promise | None:
    present = journey.of("now")
    if journey.waiting_applicant or not present or any(step.element not in durations for step in present):
        return None
    ends = [(due, step) for step in present if (due := _due(durations, step, zone))]
    if len(ends) < len(present):
        return None
    due, last = max(ends, key=lambda end: end[0])
    since = last.at or now
    coming = [step for step in journey.of("next") if step.element in _tasks(journey)]
    if not coming or any(step.element not in durations for step in coming):
        return Promise(due, "step", since, durations[last.element], late=due < now, step=last.name)
    due = max(due, now)
    for step in coming:
        after = _after(durations[step.element], due, zone)
        if after is None:
            return None
        due = after
    return Promise(due, "steps", since, "", late=False)


def _tasks(journey: Journey) -> set[str]:
    """What still takes time: every next step but the end (an end is told last and takes none)."""
    coming = journey.of("next")
    return {step.element for step in coming if not step.end}


def _due(durations: Mapping[str, str], step: PublicStep, zone: str) -> datetime | None:
    return _after(durations[step.element], step.at, zone) if step.at else None


def _durations(process: Process) -> dict[str, str]:
    return {e.id: text for e in process.elements() if (text := dict(e.properties).get(DURATION))}


def _after(text: str, moment: datetime, zone: str) -> datetime | None:
    """The moment that long after; None for a text that is no duration (a finding at upload; no promise here)."""
    try:
        return parse_duration(text).after(moment, zone)
    except ValueError:
        return None
