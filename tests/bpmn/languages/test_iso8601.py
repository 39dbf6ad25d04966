"""ISO 8601: what timers may write, and calendar-right arithmetic."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn.languages.iso8601 import Duration, NotIso, parse_cycle, parse_date, parse_duration, repeated

JAKARTA = "Asia/Jakarta"


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PT1H", Duration(clock=timedelta(hours=1))),
        ("P2W", Duration(days=14)),
        ("P1Y2M3DT4H5M6.7S", Duration(14, 3, timedelta(hours=4, minutes=5, seconds=6.7))),
        ("PT0S", Duration()),
        ("P0D", Duration()),
        ("PT36H", Duration(clock=timedelta(hours=36))),
        ("PT0.000001S", Duration(clock=timedelta(microseconds=1))),
        (" P1D ", Duration(days=1)),
        ("PT1,5S", Duration(clock=timedelta(seconds=1.5))),
        ("+P1D", Duration(days=1)),
    ],
)
def test_durations(text: str, expected: Duration) -> None:
    assert parse_duration(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "P", "PT", "P1", "1D", "P1H", "PT1D", "P1.5D", "-P1D", "-PT1S", "P1D2M", "PT1H ago", "P٣D", "P1Y" * 99,
     f"PT{'9' * 90}H"],
)  # fmt: skip
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(NotIso) as refusal:
        parse_duration(text)
    assert isinstance(refusal.value, ValueError)
    assert str(refusal.value.sentence) == str(refusal.value)


@pytest.mark.parametrize(
    ("start", "text", "zone", "expected"),
    [
        ("2026-01-31T10:00:00+00:00", "P1M", "UTC", "2026-02-28T10:00:00+00:00"),
        ("2028-01-31T10:00:00+00:00", "P1M", "UTC", "2028-02-29T10:00:00+00:00"),
        ("2028-02-29T10:00:00+00:00", "P1Y", "UTC", "2029-02-28T10:00:00+00:00"),
        ("2026-12-31T23:00:00+00:00", "PT2H", "UTC", "2027-01-01T01:00:00+00:00"),
        # 31 January 06:00 in Jakarta is still the 30th in UTC
        ("2026-01-30T23:00:00+00:00", "P1M", JAKARTA, "2026-02-27T23:00:00+00:00"),
        # a day over the change to summer time has 23 hours; 24 hours are 24 hours
        ("2026-03-28T11:00:00+00:00", "P1D", "Europe/Berlin", "2026-03-29T10:00:00+00:00"),
        ("2026-03-28T11:00:00+00:00", "PT24H", "Europe/Berlin", "2026-03-29T11:00:00+00:00"),
    ],
)
def test_after(start: str, text: str, zone: str, expected: str) -> None:
    assert parse_duration(text).after(moment(start), zone) == moment(expected)


def test_beyond_the_calendar() -> None:
    with pytest.raises(NotIso, match="beyond the calendar"):
        parse_duration("P9999Y").after(moment("2026-01-01T00:00:00+00:00"), JAKARTA)
    with pytest.raises(NotIso, match="beyond the calendar"):
        parse_duration("P99999999999999D").after(moment("2026-01-01T00:00:00+00:00"), JAKARTA)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-31T08:00:00+07:00", "2026-01-31T01:00:00+00:00"),
        ("2026-01-31T08:00:00Z", "2026-01-31T08:00:00+00:00"),
        ("2026-01-31T08:00:00", "2026-01-31T01:00:00+00:00"),
        ("2026-01-31T08:00", "2026-01-31T01:00:00+00:00"),
        ("2026-01-31", "2026-01-30T17:00:00+00:00"),
        ("2026-01-31 08:00:00", "2026-01-31T01:00:00+00:00"),
        ("2026-01-31T08:00:00.123456789Z", "2026-01-31T08:00:00.123456+00:00"),
        ("2026-01-31T08:00:00.5+0700", "2026-01-31T01:00:00.500000+00:00"),
        ("2026-01-31T08:00:00+07", "2026-01-31T01:00:00+00:00"),
        ("2026-01-31T08:00:00@Europe/Berlin", "2026-01-31T07:00:00+00:00"),
        ("2026-01-31T08:00:00+01:00[Europe/Berlin]", "2026-01-31T07:00:00+00:00"),
    ],
)
def test_dates(text: str, expected: str) -> None:
    assert parse_date(text, JAKARTA) == moment(expected)
    assert parse_date(text, JAKARTA).tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    ["", "tomorrow", "2026-02-30", "2026-13-01", "26-01-01", "2026-01-01T25:00:00", "2026-01-01T08:00:00@No/Where",
     "2026-01-01T08:00:00+99:00", "0001-01-01", "2026-01-01" * 20],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(NotIso, match="Expected an ISO 8601 date"):
        parse_date(text, JAKARTA)


def test_cycles() -> None:
    hour = Duration(clock=timedelta(hours=1))
    start = moment("2026-01-01T00:00:00+00:00")
    end = moment("2026-01-02T00:00:00+00:00")
    parsed = [
        parse_cycle(text)
        for text in (
            "R3/PT1H",
            "R/PT1H",
            "R/2026-01-01T00:00:00Z/PT1H",
            "R2/PT1H/2026-01-02T00:00:00Z",
            "R5/2026-01-01T00:00:00Z/2026-01-02T00:00:00Z",
        )
    ]
    assert [(each.repetitions, each.start, each.end, each.interval) for each in parsed] == [
        (3, None, None, hour),
        (None, None, None, hour),
        (None, start, None, hour),
        (2, None, end, hour),
        (5, start, None, Duration(clock=timedelta(days=1))),
    ]
    assert parse_cycle("R/2026-01-01T07:00:00/P1D", JAKARTA).start == start


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Expected an ISO 8601 cycle"),
        ("PT1H", "Expected an ISO 8601 cycle"),
        ("R3", "Expected an ISO 8601 cycle"),
        ("R3/PT1H/PT1H", "Expected an ISO 8601 cycle"),
        ("R-1/PT1H", "Expected an ISO 8601 cycle"),
        ("R3/PT0S", "longer than nothing"),
        ("R3/2026-01-02/2026-01-01", "longer than nothing"),
        ("R3/x", "Expected an ISO 8601 cycle"),
        ("R3/x/PT1H", "Expected an ISO 8601 date"),
        ("R3/Px", "Expected an ISO 8601 duration"),
        ("0 0 9 * * MON-FRI", "Expected an ISO 8601 cycle"),
        ("R/2026-01-01/P1D/x", "Expected an ISO 8601 cycle"),
    ],
)
def test_what_is_no_cycle(text: str, words: str) -> None:
    with pytest.raises(NotIso, match=words):
        parse_cycle(text)


durations = st.builds(
    Duration, st.integers(0, 1200), st.integers(0, 10_000), st.timedeltas(timedelta(0), timedelta(days=100))
)
moments = st.datetimes(datetime(1980, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))


@given(durations)
def test_a_duration_written_down_is_read_again(duration: Duration) -> None:
    assert parse_duration(str(duration)) == duration


@given(moments, durations)
def test_later_is_later(start: datetime, duration: Duration) -> None:
    assert duration.after(start, JAKARTA) >= start


@given(moments, st.integers(0, 600))
def test_months_keep_the_day_or_take_the_last(start: datetime, months: int) -> None:
    later = Duration(months=months).after(start)
    assert (later.year * 12 + later.month) - (start.year * 12 + start.month) == months
    assert later.day == start.day or (later.date() + timedelta(days=1)).day == 1
    assert later.timetz() == start.timetz()


@given(moments)
def test_a_date_written_down_is_read_again(start: datetime) -> None:
    assert parse_date(start.isoformat(), "UTC") == start


@given(st.dates(date(1970, 1, 1), date(2100, 1, 1)))
def test_a_day_begins_at_midnight_of_its_zone(day: date) -> None:
    assert parse_date(day.isoformat(), JAKARTA) == datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(
        hours=7
    )


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    for parse in (parse_duration, parse_cycle, parse_date):
        with suppress(NotIso):
            assert parse(text)


def test_what_a_repetition_repeats() -> None:
    assert [repeated(text) for text in ("R10/PT5S", "R/P1D", "PT5S", "R3")] == ["PT5S", "P1D", "PT5S", "R3"]
