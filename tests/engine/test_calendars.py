"""Calendars of units: inherited along the tree, decrees by date, refusals in sentences."""

from __future__ import annotations

from datetime import date

import pytest

from engine import Engine
from engine.calendar import Calendar
from engine.commands.calendars import RemoveDecree, SaveCalendar, SaveDecree
from engine.commands.units import SaveUnit
from engine.errors import InvalidValues, NotAllowed, NotFound
from engine.person import Person
from engine.queries.calendars import calendar_of

ADMIN = Person("admin", roles=frozenset({"administrator"}))
WORKDAY, FREE = ("08:00-12:00", "13:00-15:00"), ()
SATURDAYS = (FREE, FREE, FREE, FREE, FREE, WORKDAY, FREE)
MONDAY, SATURDAY = date(2026, 8, 3), date(2026, 8, 8)


def of(engine: Engine, unit: str | None) -> Calendar:
    with engine.read() as connection:
        return calendar_of(connection, unit, "Asia/Jakarta")


@pytest.fixture
def units(engine: Engine) -> Engine:
    for key, parent in (("kota", None), ("dinas", "kota"), ("bidang", "dinas")):
        engine.do(SaveUnit(key, key.title(), parent), by=ADMIN)
    return engine


def test_without_any_it_is_the_one_of_the_regulation(engine: Engine) -> None:
    assert of(engine, None).day(MONDAY).worked.total_seconds() == 7.5 * 3600


def test_a_unit_without_a_calendar_has_that_of_the_unit_above(units: Engine) -> None:
    units.do(SaveCalendar("dinas", SATURDAYS, SATURDAYS, "Asia/Makassar"), by=ADMIN)
    for unit in ("dinas", "bidang"):
        assert of(units, unit).zone == "Asia/Makassar"
        assert not of(units, unit).day(MONDAY).windows
        assert of(units, unit).day(SATURDAY).windows
    assert of(units, "kota").day(MONDAY).windows


def test_a_decree_holds_for_all_under_the_unit_and_the_nearest_wins(units: Engine) -> None:
    units.do(SaveDecree("kota", MONDAY, (), "188/1", "Hari jadi kota"), by=ADMIN)
    units.do(SaveDecree("bidang", MONDAY, ("08:00-10:00",), "800/7"), by=ADMIN)
    assert of(units, "dinas").day(MONDAY).name == "Hari jadi kota (188/1)"
    assert len(of(units, "bidang").day(MONDAY).windows) == 1
    assert of(units, None).day(MONDAY).why == "week"
    units.do(RemoveDecree("bidang", MONDAY), by=ADMIN)
    assert not of(units, "bidang").day(MONDAY).windows
    with pytest.raises(NotFound):
        units.do(RemoveDecree("bidang", MONDAY), by=ADMIN)


def test_a_calendar_that_leaves_no_working_day_is_refused(engine: Engine) -> None:
    with pytest.raises(InvalidValues) as refused:
        engine.do(SaveCalendar("", (FREE,) * 7, (FREE,) * 7), by=ADMIN)
    assert "leaves no working day" in str(refused.value.fields["week"][0])


def test_what_cannot_be_read_is_refused_by_field(engine: Engine) -> None:
    with pytest.raises(InvalidValues) as refused:
        engine.do(SaveCalendar("nowhere", (("9-8",),) * 7, (WORKDAY,) * 6, "Mars/Base"), by=ADMIN)
    assert set(refused.value.fields) == {"unit", "zone", "week", "ramadan"}
    with pytest.raises(InvalidValues) as refused:
        engine.do(SaveDecree("", MONDAY, ("12:00-08:00",), " "), by=ADMIN)
    assert set(refused.value.fields) == {"number", "windows"}


def test_only_administrators_write_calendars(engine: Engine) -> None:
    clerk = Person("budi", roles=frozenset({"staff"}))
    with pytest.raises(NotAllowed):
        engine.do(SaveDecree("", MONDAY, (), "1"), by=clerk)
