"""When a timer is due, and again: dates, durations, ISO 8601 cycles and cron, by the text that the diagram gives.

The same for boundary and intermediate events, event subprocesses, and start events whose timer no case has.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

from bpmn.languages import Moment, iso8601
from bpmn.languages.cron import parse_cron
from bpmn.sentence import say
from engine.flow.token import Memo

DAY = timedelta(days=1)
Kind = Literal["date", "duration", "cycle"]


def first(kind: Kind, text: str, moment: Moment, camunda8: bool) -> Memo:
    """When the timer is due, counted from now; for a cycle also what comes after. NotIso if the text says nothing."""
    text = text.strip()
    if kind == "cycle":
        return _first_turn(text, moment) if _is_iso(text) else _cron_turn(text, moment, moment.now, camunda8)
    if kind == "duration":
        text = text if camunda8 else iso8601.repeated(text)
        return Memo(due=stored(iso8601.parse_duration(text).after(moment.now, moment.zone)))
    return Memo(due=stored(date(text, moment, camunda8)))


def date(text: str, moment: Moment, camunda8: bool) -> datetime:
    """A date and time, or the moment a duration from now (Camunda 7 takes both)."""
    if text.startswith(("P", "p")) and not camunda8:
        return iso8601.parse_duration(text).after(moment.now, moment.zone)
    return iso8601.parse_date(text, moment.zone)


def following(memo: Memo, moment: Moment, camunda8: bool) -> Memo | None:
    """The next turn of a cycle that was due at ``memo['due']``, or None if that was the last.

    A late turn of an ISO cycle does not shift those after it; turns of a cron expression that were missed are passed
    over, as both Camundas do.
    """
    if "cycle" not in memo or memo.get("left") == 0:
        return None
    due = datetime.fromisoformat(memo["due"])
    if not _is_iso(memo["cycle"]):
        try:
            return _cron_turn(memo["cycle"], moment, max(due, moment.now), camunda8)
        except iso8601.NotIso:
            return None
    cycle = iso8601.parse_cycle(memo["cycle"], moment.zone)
    due = cycle.interval.after(due, moment.zone)
    if cycle.end is not None and due > cycle.end:
        return None
    after = Memo(due=stored(due), cycle=memo["cycle"])
    if "left" in memo:
        after["left"] = memo["left"] - 1
    return after


def stored(moment: datetime) -> str:
    """The moment as snapshots and rows keep it."""
    return moment.astimezone(UTC).isoformat()


def _is_iso(text: str) -> bool:
    return text[:1] in ("R", "P", "")


def _cron_turn(text: str, moment: Moment, after: datetime, camunda8: bool) -> Memo:
    due = parse_cron(text, quartz=not camunda8).after(after, moment.zone)
    if due is None:
        raise iso8601.NotIso(say("it repeats no time at all"))
    return Memo(due=stored(due), cycle=text)


def _first_turn(text: str, moment: Moment) -> Memo:
    now, zone = moment.now, moment.zone
    cycle = iso8601.parse_cycle(text, zone)
    left = None if cycle.repetitions is None else cycle.repetitions - 1
    due = cycle.interval.after(now, zone) if cycle.start is None else cycle.start
    if left is not None and left < 0:
        raise iso8601.NotIso(say("it repeats no time at all"))
    while due < now and left != 0:  # turns before now have been missed and are passed over, as in Camunda 7
        step = cycle.interval.after(due, zone) - due
        turns = max(1, (now - due) // step) if step < DAY else 1
        turns = turns if left is None else min(turns, left)
        due = due + turns * step if step < DAY else cycle.interval.after(due, zone)
        left = None if left is None else left - turns
    memo = Memo(due=stored(due), cycle=text)
    if left is not None:
        memo["left"] = left
    return memo
