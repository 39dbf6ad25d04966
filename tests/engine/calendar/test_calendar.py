"""The working calendar: adding and counting agree, holidays, Ramadan, decrees, units; properties over years."""

from __future__ import annotations

import csv
import time as clock
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpmn.languages.working_time import Unit
from engine.calendar import Calendar, Decree, NoWorkingDay, Span, after, left_out, parse_span, worked, working_days
from engine.calendar.calendar import CLOSED, FIVE_DAYS, FIVE_DAYS_RAMADAN, SIX_DAYS, SIX_DAYS_RAMADAN, hours
from engine.calendar.feasts import feasts

CSV = Path(__file__).resolve().parents[4] / "shared" / "reference" / "domain-holidays-2024-2027.csv"
WIB = ZoneInfo("Asia/Jakarta")
CALENDARS = [
    Calendar(),
    Calendar(zone="Asia/Makassar", week=SIX_DAYS, ramadan=SIX_DAYS_RAMADAN),
    Calendar(zone="Asia/Jayapura", closed_on_feasts=False),
    Calendar(
        decrees={date(2026, 8, 12): Decree(CLOSED, "1/2026"), date(2026, 8, 15): Decree(hours("09:00-11:00"), "2")}
    ),
]
calendars = st.sampled_from(CALENDARS)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))
units: st.SearchStrategy[Unit] = st.sampled_from(["menit", "jam kerja", "hari kerja", "hari kalender", "jam"])


def wib(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WIB)


def due(calendar: Calendar, moment: str, span: str) -> str:
    found = parse_span(span)
    assert found
    return after(calendar, wib(moment), found).astimezone(ZoneInfo(calendar.zone)).isoformat(" ", "minutes")[:16]


@settings(deadline=None)
@given(calendars, moments, st.integers(0, 30_000))
def test_adding_minutes_then_counting_agrees(calendar: Calendar, moment: datetime, minutes: int) -> None:
    assert worked(calendar, moment, after(calendar, moment, Span(minutes, "menit"))) == timedelta(minutes=minutes)


@settings(deadline=None)
@given(calendars, moments, st.integers(0, 500))
def test_adding_hours_then_counting_agrees(calendar: Calendar, moment: datetime, amount: int) -> None:
    assert worked(calendar, moment, after(calendar, moment, Span(amount, "jam kerja"))) == timedelta(hours=amount)


@settings(deadline=None)
@given(calendars, moments, st.integers(0, 300))
def test_adding_working_days_then_counting_agrees(calendar: Calendar, moment: datetime, amount: int) -> None:
    assert working_days(calendar, moment, after(calendar, moment, Span(amount, "hari kerja"))) == amount


@settings(deadline=None)
@given(calendars, moments, moments, units, st.integers(0, 400))
def test_later_is_never_due_earlier(c: Calendar, one: datetime, other: datetime, unit: Unit, amount: int) -> None:
    first, second = sorted((one, other))
    assert after(c, first, Span(amount, unit)) <= after(c, second, Span(amount, unit))


@settings(deadline=None)
@given(calendars, moments, units, st.integers(0, 400))
def test_more_is_never_due_earlier(calendar: Calendar, moment: datetime, unit: Unit, amount: int) -> None:
    assert moment <= after(calendar, moment, Span(amount, unit)) <= after(calendar, moment, Span(amount + 1, unit))


@settings(deadline=None)
@given(calendars, moments, moments, moments)
def test_counting_in_two_parts_is_counting_at_once(c: Calendar, a: datetime, b: datetime, d: datetime) -> None:
    first, second, third = sorted((a, b, d))
    assert worked(c, first, second) + worked(c, second, third) == worked(c, first, third)


@pytest.mark.parametrize(("week", "wanted"), [(FIVE_DAYS, 37.5), (FIVE_DAYS_RAMADAN, 32.5)])
def test_a_week_has_the_hours_of_the_regulation(
    week: tuple[tuple[tuple[object, object], ...], ...], wanted: float
) -> None:
    calendar = Calendar(week=week, ramadan=week, closed_on_feasts=False)  # type: ignore[arg-type]
    monday = wib("2026-08-03 00:00")
    assert worked(calendar, monday, monday + timedelta(days=7)) == timedelta(hours=wanted)


@pytest.mark.parametrize(
    ("moment", "span", "wanted"),
    [
        ("2026-08-03 10:00", "5 hari kerja", "2026-08-10 16:00"),
        ("2026-08-03 16:00", "1 hari kerja", "2026-08-05 16:00"),  # after hours: counts as come on Tuesday
        ("2026-08-08 10:00", "1 hari kerja", "2026-08-11 16:00"),  # a Saturday
        ("2026-08-03 15:50", "15 menit", "2026-08-04 07:35"),
        ("2026-08-03 11:30", "2 jam kerja", "2026-08-03 14:30"),  # over the break
        ("2026-08-07 11:00", "1 jam kerja", "2026-08-07 13:30"),  # a Friday
        ("2026-08-07 10:00", "3 hari kalender", "2026-08-10 10:00"),
        ("2026-08-07 10:00", "72 jam", "2026-08-10 10:00"),
        ("2026-03-02 14:30", "1 jam kerja", "2026-03-03 08:30"),  # Ramadan: until three
        ("2026-12-23 10:00", "2 hari kerja", "2026-12-29 16:00"),  # Christmas and a day of leave
    ],
)
def test_by_hand(moment: str, span: str, wanted: str) -> None:
    assert due(Calendar(), moment, span) == wanted


def test_the_days_of_lebaran_are_left_out_and_named() -> None:
    calendar, begin = Calendar(), wib("2026-03-17 10:00")
    end = after(calendar, begin, Span(3, "hari kerja"))
    assert end.astimezone(WIB).date() == date(2026, 3, 27)
    assert "Hari Raya Idul Fitri" in " ".join(day.name for day in left_out(calendar, begin, end))


def test_a_decree_closes_a_day_and_opens_another() -> None:
    closed = Calendar(decrees={date(2026, 8, 4): Decree(CLOSED, "188/12/2026", "Hari jadi kota")})
    assert due(closed, "2026-08-03 10:00", "1 hari kerja") == "2026-08-05 16:00"
    assert closed.day(date(2026, 8, 4)).name == "Hari jadi kota (188/12/2026)"
    opened = Calendar(decrees={date(2026, 8, 8): Decree(hours("08:00-12:00"), "188/13/2026")})
    assert due(opened, "2026-08-07 10:00", "1 hari kerja") == "2026-08-08 12:00"


def test_a_calendar_without_a_working_day_is_refused_in_a_sentence() -> None:
    nothing = (CLOSED,) * 7
    with pytest.raises(NoWorkingDay, match="leaves no working day"):
        Calendar(week=nothing, ramadan=nothing)
    first = date(2026, 1, 1)
    closed = {first + timedelta(days=n): Decree(CLOSED, "1") for n in range(500)}
    with pytest.raises(NoWorkingDay, match="for 400 days"):
        after(Calendar(decrees=closed), datetime(2026, 1, 1, tzinfo=UTC), Span(1, "jam kerja"))


def test_zones_of_the_country_are_an_hour_apart() -> None:
    moment = datetime(2026, 8, 3, tzinfo=UTC)
    ends = [
        after(Calendar(zone=z), moment, Span(1, "hari kerja"))
        for z in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
    ]
    assert ends[0] - ends[1] == ends[1] - ends[2] == timedelta(hours=1)


@pytest.mark.parametrize(("year", "public", "leave"), [(2024, 19, 10), (2025, 17, 11), (2026, 17, 8), (2027, 18, 8)])
def test_the_number_of_free_days_is_that_of_the_decree(year: int, public: int, leave: int) -> None:
    kinds = [feast.kind for feast in feasts(year).values()]
    assert (kinds.count("public"), kinds.count("government")) == (public, leave)


@pytest.mark.parametrize(("year", "wanted"), [(2024, 238), (2025, 237), (2026, 240), (2027, 242)])
def test_the_number_of_working_days_of_a_year(year: int, wanted: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    assert sum(bool(Calendar().day(day).windows) for day in days if day.year == year) == wanted


def test_every_day_of_the_reference_is_known() -> None:
    if not CSV.exists():
        pytest.skip("The list of decreed holidays is not beside this copy.")
    wanted = {(row["date"], row["category"]) for row in csv.DictReader(CSV.open(encoding="utf-8"))}
    found = {(str(on), feast.kind) for year in range(2024, 2028) for on, feast in feasts(year).items()}
    assert found == wanted


def test_ten_years_take_milliseconds() -> None:
    calendar = Calendar()
    begin, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)
    worked(calendar, begin, end)  # looks the days up
    began = clock.perf_counter()
    worked(calendar, begin, end)
    assert clock.perf_counter() - began < 0.1


@pytest.mark.parametrize("text", ["P5D", "besok", ""])
def test_what_has_not_the_shape_is_no_span(text: str) -> None:
    assert parse_span(text) is None


def test_units_may_be_written_with_an_underscore_and_unknown_ones_are_refused() -> None:
    assert parse_span("5 hari_kerja") == Span(5, "hari kerja")
    with pytest.raises(ValueError, match="expected a number and one of menit"):
        parse_span("5 bulan")
