"""The verbs about working calendars: the hours of a unit, and decrees about single days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from bpmn.sentence import Sentence, say
from engine.calendar import Calendar, NoWorkingDay
from engine.calendar.calendar import hours
from engine.commands.people import require_administrator
from engine.errors import InvalidValues, NotFound
from engine.history.append import append
from engine.json_text import json_text
from engine.queries.calendars import office_calendar, week
from engine.work import Work

ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
"""WIB, WITA, WIT."""
SAVE = """
    INSERT INTO office_calendar (unit, zone, week, ramadan, closed_on_feasts, changed_at)
    VALUES (%s, %s, %s::jsonb, %s::jsonb, %s, %s) ON CONFLICT (unit) DO UPDATE SET zone = EXCLUDED.zone,
        week = EXCLUDED.week, ramadan = EXCLUDED.ramadan, closed_on_feasts = EXCLUDED.closed_on_feasts,
        changed_at = EXCLUDED.changed_at"""
DECREE = """
    INSERT INTO calendar_decree (unit, on_day, windows, number, reason) VALUES (%s, %s, %s::jsonb, %s, %s)
    ON CONFLICT (unit, on_day) DO UPDATE SET windows = EXCLUDED.windows, number = EXCLUDED.number,
        reason = EXCLUDED.reason"""
REMOVE = "DELETE FROM calendar_decree WHERE unit = %s AND on_day = %s RETURNING number"

Days = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class SaveCalendar:
    """The office hours of a unit (empty: of all), which hold for all under it that have none of their own.
    Administrators. InvalidValues: hours that cannot be read, a zone that is none, a week without a working day."""

    unit: str
    week: Days
    ramadan: Days
    zone: str = "Asia/Jakarta"
    closed_on_feasts: bool = True

    def run(self, work: Work) -> None:
        require_administrator(work)
        wrong = _unknown_unit(work, self.unit)
        if self.zone not in ZONES:
            wrong["zone"] = [say("Expected one of {known}; found {found}.", known=", ".join(ZONES), found=self.zone)]
        for name, days in (("week", self.week), ("ramadan", self.ramadan)):
            try:
                week([list(day) for day in days])
            except ValueError as error:
                wrong[name] = [say("The hours cannot be read: {problem}", problem=str(error))]
        if wrong:
            raise InvalidValues(wrong)
        try:
            written = week([list(day) for day in self.week])
            Calendar(self.zone, written, week([list(day) for day in self.ramadan]))
        except NoWorkingDay as nothing:
            raise InvalidValues({"week": [nothing.sentence]}) from nothing
        work.driver.execute(
            SAVE, (self.unit, self.zone, json_text(self.week), json_text(self.ramadan), self.closed_on_feasts, work.now)
        )
        detail = {
            "unit": self.unit, "zone": self.zone, "week": self.week, "ramadan": self.ramadan,
            "closed_on_feasts": self.closed_on_feasts,
        }  # fmt: skip
        append(work, "calendar_saved", detail)


@dataclass(frozen=True, slots=True)
class SaveDecree:
    """What a decree says about one day: other hours, or none (closed), for a unit (empty: for all) and those under it.
    Administrators. InvalidValues: no number, hours that cannot be read, a calendar that would have no working day."""

    unit: str
    on: date
    windows: tuple[str, ...]
    number: str
    reason: str = ""

    def run(self, work: Work) -> None:
        require_administrator(work)
        wrong = _unknown_unit(work, self.unit)
        if not self.number.strip():
            wrong["number"] = [say("The number of the letter or decree is needed.")]
        try:
            hours(*self.windows)
        except ValueError as error:
            wrong["windows"] = [say("The hours cannot be read: {problem}", problem=str(error))]
        if wrong:
            raise InvalidValues(wrong)
        values = (self.unit, self.on, json_text(self.windows), self.number.strip(), self.reason.strip())
        work.driver.execute(DECREE, values)
        _must_work(work, self.unit, self.on)
        detail = {"unit": self.unit, "on": self.on.isoformat(), "windows": self.windows, "number": self.number,
                  "reason": self.reason}  # fmt: skip
        append(work, "calendar_decreed", detail)


@dataclass(frozen=True, slots=True)
class RemoveDecree:
    """Take back what was written about one day. Administrators."""

    unit: str
    on: date

    def run(self, work: Work) -> None:
        require_administrator(work)
        gone = work.row(REMOVE, (self.unit, self.on))
        if gone is None:
            raise NotFound(say("There is no decree about {date} here.", date=self.on.isoformat()))
        append(work, "calendar_decree_removed", {"unit": self.unit, "on": self.on.isoformat(), "number": gone.number})


def _must_work(work: Work, unit: str, on: date) -> None:
    try:
        office_calendar(work, unit).next_working_day(min(on, work.now.astimezone(ZoneInfo(work.engine.zone)).date()))
    except NoWorkingDay as nothing:
        raise InvalidValues({"on": [nothing.sentence]}) from nothing


def _unknown_unit(work: Work, unit: str) -> dict[str, list[Sentence]]:
    if unit and work.row("SELECT 1 FROM unit WHERE id = %s", (unit,)) is None:
        return {"unit": [say("There is no unit {found}.", found=unit)]}
    return {}
