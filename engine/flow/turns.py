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
MICROSECOND = timedelta(microseconds=1)
Kind = Literal["date", "duration", "cycle"]


def first(kind: Kind, text: str, moment: Moment, camunda8: bool) -> Memo:
    """When the timer is due, counted from now; for a cycle also what comes after. NotIso if the text says nothing."""
    text = text.strip()
    if kind == "cycle":
        return _first_turn(text, moment, camunda8) if _is_iso(text) else _cron_turn(text, moment, moment.now, camunda8)
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

    Turns that were missed are passed over. Camunda 7 keeps to the times that the cycle has from its beginning, and a
    missed turn counts (DurationHelper.getDateAfterRepeat, for cron Quartz); in Camunda 8 the next turn is an interval
    from now then, and nothing was lost (RepeatingInterval.nextOccurrenceAfter, for cron CronTimer).
    """
    if "cycle" not in memo or memo.get("left") == 0:
        return None
    due = datetime.fromisoformat(memo["due"])
    if not _is_iso(memo["cycle"]):
        try:
            return _cron_turn(memo["cycle"], moment, max(due, moment.now), camunda8)
        except iso8601.NotIso:
            return None
    cycle, left = iso8601.parse_cycle(memo["cycle"], moment.zone), memo.get("left")
    left = None if left is None else left - 1
    due = cycle.interval.after(due, moment.zone)
    if camunda8:
        due = due if due > moment.now else cycle.interval.after(moment.now, moment.zone)
    else:
        due, left = _on_time(due, left, cycle.interval, moment)
        if due < moment.now:
            return None
    if cycle.end is not None and due > cycle.end:
        return None
    return _turn(due, memo["cycle"], left)


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


def _first_turn(text: str, moment: Moment, camunda8: bool) -> Memo:
    """A start in the past: Camunda 7 goes on with the next of its times, Camunda 8 fires at once (Interval). Camunda 7
    counts a start in the future apart, and counts back from an end if the cycle has no start."""
    now, zone = moment.now, moment.zone
    cycle = iso8601.parse_cycle(text, zone)
    left = None if cycle.repetitions is None else cycle.repetitions - 1
    if left is not None and left < 0:
        raise iso8601.NotIso(say("it repeats no time at all"))
    if camunda8:
        iso8601.refuse_end(text)
        return _turn(cycle.interval.after(now, zone) if cycle.start is None else max(cycle.start, now), text, left)
    if cycle.start is not None:
        due, left = _on_time(cycle.start, cycle.repetitions, cycle.interval, moment)
        return _turn(due, text, left)
    if cycle.end is None:
        return _turn(cycle.interval.after(now, zone), text, left)
    return _turn(_back_from(cycle.end, cycle.repetitions, cycle.interval, moment), text, None)


def _back_from(end: datetime, times: int | None, interval: iso8601.Duration, moment: Moment) -> datetime:
    """The first time after now, so many intervals before the end at most."""
    now, zone, due = moment.now, moment.zone, end
    while times is None or times > 0:
        before = interval.negative.after(due, zone)
        step = due - before
        turns = max(1, (due - now - MICROSECOND) // step) if step < DAY else 1
        turns = turns if times is None else min(turns, times)
        before = due - turns * step if step < DAY else before
        if before <= now:
            break
        due, times = before, None if times is None else times - turns
    return due


def _on_time(
    due: datetime, left: int | None, interval: iso8601.Duration, moment: Moment
) -> tuple[datetime, int | None]:
    """The first of the cycle's times after now, and how many come after it; in the past if there is none."""
    now, zone = moment.now, moment.zone
    while due <= now and left != 0:
        step = interval.after(due, zone) - due
        turns = max(1, (now - due) // step) if step < DAY else 1
        turns = turns if left is None else min(turns, left)
        due = due + turns * step if step < DAY else interval.after(due, zone)
        left = None if left is None else left - turns
    return due, left


def _turn(due: datetime, text: str, left: int | None) -> Memo:
    memo = Memo(due=stored(due), cycle=text)
    if left is not None:
        memo["left"] = left
    return memo
