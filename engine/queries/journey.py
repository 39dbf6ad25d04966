"""The way of a request in plain words: what is done, what is happening, what comes next, from diagram and history."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from bpmn.diagram import Element, Process
from engine.queries import ahead

APPLICANT = "pemohon"
"""The reserved candidate group: tasks for the person who asked."""

PUBLIC_NAME = "alur:publicName"
CLOCK = "alur:clock"
"""``start``: the time that is promised counts from when this element is done. ``pause``: it stands still here."""
HIDDEN = "-"
STEPS = ("userTask", "manualTask", "callActivity")
WAITING = ("receiveTask", "intermediateCatchEvent")
_GROUP = re.compile(rf"(?<![\w-]){APPLICANT}(?![\w-])")


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of the case's own process: ``kind`` is the trail's word, ``token`` the element instance."""

    at: datetime
    kind: str
    token: int | None
    element: str | None
    repeat: bool = False


@dataclass(frozen=True, slots=True)
class PublicStep:
    """One line of the tracking page. ``at``: done when, or since when; ``times``: how often it was done so far."""

    element: str
    name: str
    state: Literal["done", "now", "next"]
    performer: str = ""
    at: datetime | None = None
    times: int = 0
    applicant: bool = False
    start: bool = False
    end: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended. ``rejected`` is None when the case was cancelled from outside."""

    name: str
    rejected: bool | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Journey:
    """``certain``: the next steps come whatever is decided; else they are the usual way. ``waited``: the time spent
    waiting for the applicant; ``waiting_applicant``: it is being spent now."""

    steps: tuple[PublicStep, ...]
    certain: bool = True
    outcome: Outcome | None = None
    waited: timedelta = timedelta()
    waiting_applicant: bool = False
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    """When it was waited for the applicant; apart and in order."""
    begun: datetime | None = None
    """When the clock began: the file was complete. None if it has not, or if no element of the diagram says so."""

    def of(self, state: str) -> tuple[PublicStep, ...]:
        return tuple(step for step in self.steps if step.state == state)


@dataclass(slots=True)
class _Past:
    live: dict[int, tuple[str, datetime]] = field(default_factory=dict)
    done: dict[str, datetime] = field(default_factory=dict)
    times: dict[str, int] = field(default_factory=dict)
    spans: list[tuple[datetime, datetime]] = field(default_factory=list)
    items: set[int] = field(default_factory=set)


def for_applicant(element: Element) -> bool:
    """Whether a user task is done by the person who asked."""
    groups = element.assignment.candidate_groups if element.assignment else None
    return bool(groups and _GROUP.search(groups.text))


def public_name(element: Element, *, live: bool = False, side: bool = False) -> str | None:
    """The words for an element on public pages, or None if it is not shown. ``side``: only reached by a reminder."""
    said = dict(element.properties).get(PUBLIC_NAME)
    if said is not None:
        return None if said.strip() in ("", HIDDEN) else said.strip()
    if side:
        return None
    if element.kind in STEPS or (live and element.kind in WAITING):
        return element.name or None
    return element.name if element.kind in ("startEvent", "endEvent") else None


def procedure(process: Process) -> tuple[PublicStep, ...]:
    """The usual way from the start to the main end, for the service page."""
    made = ahead.graph(process, _closed)
    start = next((at for at in made.starts if made.elements[at].kind == "startEvent"), None)
    start = start or next(iter(made.starts), None)
    if start is None:
        return ()
    usual = ahead.ahead(made, [start], _shown(made))
    first = () if not public_name(made.elements[start]) else (start,)
    return tuple(_step(made.elements[at], "next") for at in (*first, *usual.steps))


def journey(process: Process, trail: Iterable[Happening], state: str, ended_at: datetime | None, end: str | None,
            now: datetime) -> Journey:  # fmt: skip
    """Fold the trail of a case over its diagram. ``state`` and ``end`` are those of the instance's row."""
    made = ahead.graph(process, _closed)
    past = _fold(trail, made)
    pauses, waiting = _pauses(made, past, now)
    waited = sum((until - since for since, until in pauses), timedelta())
    begun = max((past.done[at] for at in starts(process) if at in past.done), default=None)
    done = [
        _step(made.elements[at], "done", moment, past.times[at])
        for at, moment in sorted(past.done.items(), key=lambda item: item[1])
        if at != end and _name(made, at)
    ]
    if state != "active":
        outcome = _outcome(made, state, end, ended_at or now)
        return Journey(tuple(done), outcome=outcome, waited=waited, pauses=pauses, begun=begun)
    live = _live(made, past)
    present = [
        _step(made.elements[at], "now", since, past.times.get(at, 0), live=True) for at, since in live.items()
        if _name(made, at, live=True)
    ]  # fmt: skip
    if len(present) > 1:  # beside something that people do, the time that runs says nothing
        present = [step for step in present if not _is_timer(made.elements[step.element])] or present
    here = {step.element for step in present}
    coming = ahead.ahead(made, _standpoints(made, live), _shown(made))
    steps = [step for step in done if step.element not in here] + present
    steps += [_step(made.elements[at], "next") for at in coming.steps if at not in here]
    return Journey(tuple(steps), coming.certain, None, waited, waiting, pauses, begun)


def _fold(trail: Iterable[Happening], made: ahead.Graph) -> _Past:
    past = _Past()
    for event in trail:
        if event.token is None or event.element is None:
            continue
        if event.kind == "element_entered":
            past.live[event.token] = (event.element, event.at)
            if event.repeat:
                past.items.add(event.token)
            continue
        if event.kind == "element_migrated":
            past.live[event.token] = (event.element, past.live.get(event.token, ("", event.at))[1])
            continue
        if event.kind not in ("element_completed", "element_terminated", "merged"):
            continue
        _, since = past.live.pop(event.token, (event.element, event.at))
        element = made.elements.get(event.element)
        if element is None:
            continue
        if pauses_clock(element):
            past.spans.append((since, event.at))
        if event.kind == "element_completed" and event.token not in past.items:
            past.done[event.element] = event.at
            past.times[event.element] = past.times.get(event.element, 0) + 1
    return past


def _live(made: ahead.Graph, past: _Past) -> dict[str, datetime]:
    live: dict[str, datetime] = {}
    for at, since in past.live.values():
        if at in made.elements and not made.elements[at].attached_to:
            live[at] = min(since, live.get(at, since))
    return live


def _standpoints(made: ahead.Graph, live: Iterable[str]) -> list[str]:
    """Where the case goes on from. An event-based gateway stands for its alternatives."""
    choices = {
        way: at for at, element in made.elements.items() if element.kind == "eventBasedGateway" for way in made.ways[at]
    }
    return list(dict.fromkeys(choices.get(at, at) for at in live))


def _pauses(made: ahead.Graph, past: _Past, now: datetime) -> tuple[tuple[tuple[datetime, datetime], ...], bool]:
    open_ = [
        since for at, since in past.live.values() if at in made.elements and pauses_clock(made.elements[at])
    ]  # fmt: skip
    pauses: list[tuple[datetime, datetime]] = []
    reached = datetime.min.replace(tzinfo=now.tzinfo)
    for since, until in sorted([*past.spans, *((since, now) for since in open_)]):
        if until > max(since, reached):
            pauses.append((max(since, reached), until))
            reached = until
    return tuple(pauses), bool(open_)


def starts(process: Process) -> tuple[str, ...]:
    """The elements at whose end the clock begins; none if it begins with the request."""
    return tuple(e.id for e in process.elements() if dict(e.properties).get(CLOCK) == "start")


def pauses_clock(element: Element) -> bool:
    """Whether the clock stands still at an element: one for the applicant, or one that says so."""
    return (element.kind == "userTask" and for_applicant(element)) or dict(element.properties).get(CLOCK) == "pause"


def _is_timer(element: Element) -> bool:
    return element.event is not None and element.event.kind == "timer"


def _outcome(made: ahead.Graph, state: str, end: str | None, at: datetime) -> Outcome:
    element = made.elements.get(end) if end else None
    if state != "completed":
        return Outcome("", None, at)
    name = public_name(element) if element else None
    return Outcome(name or "", bool(element and ahead.is_rejection(element)), at)


def _step(element: Element, state: Literal["done", "now", "next"], at: datetime | None = None, times: int = 0,
          live: bool = False) -> PublicStep:  # fmt: skip
    applicant = element.kind == "userTask" and for_applicant(element)
    return PublicStep(
        element.id, public_name(element, live=live) or element.name, state, "" if applicant else element.lane or "",
        at, times, applicant, element.kind == "startEvent", element.kind == "endEvent",
    )  # fmt: skip


def _closed(element: Element) -> bool:
    return public_name(element) is not None


def _name(made: ahead.Graph, at: str, live: bool = False) -> str | None:
    return public_name(made.elements[at], live=live, side=at in made.side)


def _shown(made: ahead.Graph) -> ahead.Shown:
    return lambda element: element.kind != "startEvent" and _name(made, element.id) is not None
