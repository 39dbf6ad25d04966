"""Dates, times, durations and numbers as Indonesian (or English) readers write them, in the zone of the office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import gettext, ngettext

from engine.queries.inbox import CAP
from web import here
from web.languages import language

DueState = Literal["overdue", "soon", "later", "none"]

CLOCK = {"id": "HH.mm", "en": "HH:mm"}


@dataclass(frozen=True, slots=True)
class Due:
    """How a due date looks from now: ``state`` picks chip and icon, ``words`` is what it says."""

    state: DueState
    words: str


def local(at: datetime) -> datetime:
    """The moment in the zone of the office."""
    return at.astimezone(here.zone())


def _format(at: datetime, pattern: str) -> str:
    return format_datetime(local(at), pattern, locale=language())


def clock(at: datetime) -> str:
    """16.00"""
    return _format(at, CLOCK[language()])


def day(at: datetime | date) -> str:
    """Senin, 23 November 2026"""
    if isinstance(at, datetime):
        return _format(at, "EEEE, d MMMM y")
    return format_date(at, "EEEE, d MMMM y", locale=language())


def last_day(at: datetime) -> str:
    """The day that an end falls into, the midnight after a day being that day's."""
    return day(at - timedelta(microseconds=1))


def for_whom(name: str, other: str) -> str:
    """Ratna a.n. Budi; the name alone if it was for nobody else."""
    return gettext("%(name)s on behalf of %(other)s", name=name, other=other) if other else name


def moment(at: datetime) -> str:
    """Senin, 23 Nov 2026 16.00"""
    return _format(at, f"EEEE, d MMM y {CLOCK[language()]}")


def short(at: datetime) -> str:
    """Sen, 23 Nov 16.00; with the year if it is another one."""
    year = " y" if local(at).year != local(here.now()).year else ""
    return _format(at, f"EEE, d MMM{year} {CLOCK[language()]}")


def duration(length: timedelta) -> str:
    """The two largest parts: 1 hari 2 jam, 2 jam 12 mnt, 5 mnt."""
    minutes = max(int(abs(length.total_seconds()) // 60), 0)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = []
    if days:
        parts.append(ngettext("%(num)d day", "%(num)d days", days))
    if hours:
        parts.append(gettext("%(num)d h", num=hours))
    if minutes and not days:
        parts.append(gettext("%(num)d min", num=minutes))
    return " ".join(parts[:2]) or gettext("less than a minute")


def due(at: datetime | None) -> Due:
    """A due date seen from now."""
    if at is None:
        return Due("none", gettext("No due date"))
    now = here.now()
    if at < now:
        return Due("overdue", gettext("Overdue by %(length)s", length=duration(now - at)))
    if at - now < timedelta(hours=2):
        return Due("soon", gettext("%(length)s left", length=duration(at - now)))
    if local(at).date() == local(now).date():
        return Due("soon", gettext("Today %(clock)s", clock=clock(at)))
    if at - now < timedelta(hours=24):
        return Due("soon", gettext("Tomorrow %(clock)s", clock=clock(at)))
    return Due("later", short(at))


def number(value: Any) -> str:
    """1.204.331"""
    return format_decimal(value, locale=language())


def amount(size: int) -> str:
    """Of bytes: 812 B, 180 kB, 2,4 MB."""
    if size < 1000:
        return f"{size} B"
    return f"{number(round(size / 1000))} kB" if size < 1_000_000 else f"{number(round(size / 1_000_000, 1))} MB"


def capped(count: int) -> str:
    """A count that stopped at the cap of engine.queries.inbox: 12, or 1.000+"""
    return f"{number(CAP)}+" if count > CAP else number(count)


def install(app: Flask) -> None:
    """Make these known to templates as filters."""
    app.jinja_env.filters.update(
        clock=clock,
        day=day,
        moment=moment,
        short=short,
        duration=duration,
        due=due,
        number=number,
        capped=capped,
        last_day=last_day,
        for_whom=for_whom,
        bytes=amount,
    )
