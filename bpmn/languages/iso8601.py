"""ISO 8601 durations, dates and cycles, as timers and due dates write them. P1M is a month, not 30 days.

Everything raises ``NotIso`` (a ValueError) with a sentence that says what was expected.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bpmn.sentence import Sentence, say

_DURATION = re.compile(
    r"(?P<sign>[+-]?)P(?!$)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?!$)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)(?:[.,](?P<fraction>\d+))?S)?)?",
    re.ASCII,
)
_DATE = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})"
    r"(?:[T ](?P<time>\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)\s?(?P<offset>Z|[+-]\d{2}(?::?\d{2})?)?"
    r"(?:\[(?P<zone>[\w/+-]+)\])?)?"
    r"(?:@(?P<at>[\w/+-]+))?",
    re.ASCII,
)
_REPEAT = re.compile(r"R(?P<times>\d*)/(?P<rest>.+)", re.ASCII)
_LONGEST = 100


class NotIso(ValueError):
    """The text is not what was expected; ``sentence`` says so."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Duration:
    """Months and days by the calendar, ``clock`` by the clock. All parts have the same sign, or are zero."""

    months: int = 0
    days: int = 0
    clock: timedelta = timedelta(0)

    def after(self, moment: datetime, zone: str = "UTC") -> datetime:
        """The moment that is this much later, in UTC.

        Months and days keep the wall clock of ``zone`` (a day that the month lacks becomes its last); the rest is
        exact. A wall clock that a change of offset skips or repeats is read as Python's ``fold=0``.
        """
        try:
            local = moment.astimezone(ZoneInfo(zone))
            if self.months or self.days:
                local = (_months_later(local, self.months) + timedelta(days=self.days)).replace(fold=0)
            return local.astimezone(UTC) + self.clock
        except (OverflowError, ValueError) as error:
            raise NotIso(say("The time limit {text} lies beyond the calendar.", text=str(self))) from error

    @property
    def negative(self) -> Duration:
        """As much earlier."""
        return Duration(-self.months, -self.days, -self.clock)

    @property
    def positive(self) -> bool:
        return self.months > 0 or self.days > 0 or self.clock > timedelta(0)

    def __str__(self) -> str:
        """ISO 8601 again, in its shortest form."""
        sign = "-" if self.months < 0 or self.days < 0 or self.clock < timedelta(0) else ""
        years, months = divmod(abs(self.months), 12)
        text = "".join(f"{n}{unit}" for n, unit in ((years, "Y"), (months, "M"), (abs(self.days), "D")) if n)
        clock = _clock_text(abs(self.clock))
        return f"{sign}P{text}{clock}" if text or clock else "PT0S"


@dataclass(frozen=True, slots=True)
class Cycle:
    """``R3/PT1H`` and its kin. ``repetitions`` None is without end; ``start`` is the first time, or None for one
    interval from now; nothing happens after ``end``."""

    repetitions: int | None
    start: datetime | None
    end: datetime | None
    interval: Duration


@lru_cache(maxsize=1024)
def repeated(text: str) -> str:
    """What a repetition repeats: Camunda 7 takes ``R10/PT5S`` where a duration stands, and waits for PT5S once."""
    return text.rpartition("/")[2] if text.startswith("R") and text.count("/") == 1 else text


def parse_duration(text: str) -> Duration:
    """``P1Y2M3DT4H5M6.7S``, ``P2W``. A negative duration is refused: no time limit lies in the past."""
    duration = _duration(text)
    if not duration.positive and str(duration) != "PT0S":
        raise NotIso(say('A duration must not be negative; found "{text}".', text=_cut(text)))
    return duration


def parse_date(text: str, zone: str = "UTC") -> datetime:
    """A date, or a date with time, as an aware datetime in UTC. Without an offset it is meant in ``zone``; a date
    without a time is its first moment there. The zone in ``[...]`` or after ``@`` counts where no offset is given."""
    match = _DATE.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if not match:
        raise _no_date(text)
    parts = match.groupdict()
    try:
        local = datetime.combine(date.fromisoformat(parts["date"]), datetime.min.time())
        if parts["time"]:
            local = datetime.fromisoformat(f"{parts['date']}T{_microseconds(parts['time'])}")
        if parts["offset"]:
            return datetime.fromisoformat(f"{local.isoformat()}{_offset(parts['offset'])}").astimezone(UTC)
        return local.replace(tzinfo=ZoneInfo(parts["zone"] or parts["at"] or zone)).astimezone(UTC)
    except (ValueError, OverflowError, ZoneInfoNotFoundError) as error:
        raise _no_date(text) from error


def parse_cycle(text: str, zone: str = "UTC") -> Cycle:
    """``R3/PT1H``, ``R/<start>/P1D``, ``R5/<start>/<end>``, ``R2/P1D/<end>``; R without a number repeats for ever."""
    stripped = text.strip()
    match = _REPEAT.fullmatch(stripped) if len(text) <= 3 * _LONGEST else None
    if not match:
        raise _no_cycle(text)
    times = int(match["times"]) if match["times"] else None
    start, end, interval = _span(text, match["rest"].split("/"), zone)
    if not interval.positive:
        raise NotIso(say('A cycle needs an interval longer than nothing; found "{text}".', text=_cut(text)))
    return Cycle(times, start, end, interval)


def refuse_end(text: str) -> None:
    """Camunda 8 reads a start and an interval, no end (its Interval.parse): NotIso if the cycle has one."""
    if not text.strip().rpartition("/")[2].startswith(("P", "+P", "-P")):
        raise NotIso(say('Camunda 8 reads no end of a cycle, only a start and an interval; found "{text}".',
                         text=_cut(text)))  # fmt: skip


def _span(text: str, pieces: list[str], zone: str) -> tuple[datetime | None, datetime | None, Duration]:
    durations = [piece.startswith("P") for piece in pieces]
    if durations == [True]:
        return None, None, parse_duration(pieces[0])
    if durations == [False, True]:
        return parse_date(pieces[0], zone), None, parse_duration(pieces[1])
    if durations == [True, False]:
        return None, parse_date(pieces[1], zone), parse_duration(pieces[0])
    if durations == [False, False]:
        start, end = parse_date(pieces[0], zone), parse_date(pieces[1], zone)
        return start, None, Duration(clock=end - start)
    raise _no_cycle(text)


def _duration(text: str) -> Duration:
    match = _DURATION.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if not match:
        raise NotIso(say('Expected an ISO 8601 duration such as PT2H or P3D; found "{text}".', text=_cut(text)))
    number = {name: int(value or 0) for name, value in match.groupdict().items() if name not in ("sign", "fraction")}
    sign = -1 if match["sign"] == "-" else 1
    try:
        clock = timedelta(
            hours=number["hours"],
            minutes=number["minutes"],
            seconds=number["seconds"],
            microseconds=int(((match["fraction"] or "") + "000000")[:6]),
        )
    except OverflowError as error:
        raise NotIso(say('The duration "{text}" is longer than the calendar.', text=_cut(text))) from error
    months = 12 * number["years"] + number["months"]
    days = 7 * number["weeks"] + number["days"]
    return Duration(sign * months, sign * days, sign * clock)


def _months_later(moment: datetime, months: int) -> datetime:
    if not months:
        return moment
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError(year)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def _clock_text(clock: timedelta) -> str:
    seconds = clock.days * 86_400 + clock.seconds
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    fraction = f".{clock.microseconds:06}".rstrip("0") if clock.microseconds else ""
    text = f"{hours}H" * bool(hours) + f"{minutes}M" * bool(minutes)
    if seconds or fraction:
        text += f"{seconds}{fraction}S"
    return f"T{text}" if text else ""


def _microseconds(time: str) -> str:
    """Python reads at most six digits of a fraction."""
    head, point, fraction = time.replace(",", ".").partition(".")
    return f"{head}.{fraction[:6]:0<6}" if point else head


def _offset(text: str) -> str:
    digits = text[1:].replace(":", "")
    return "+00:00" if text == "Z" else f"{text[0]}{digits[:2]}:{digits[2:] or '00'}"


def _no_date(text: str) -> NotIso:
    return NotIso(say('Expected an ISO 8601 date such as 2026-01-31T08:00:00+07:00; found "{text}".', text=_cut(text)))


def _no_cycle(text: str) -> NotIso:
    return NotIso(say('Expected an ISO 8601 cycle such as R3/PT1H; found "{text}".', text=_cut(text)))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "..."
