"""Cron expressions of time cycles: Spring's reading for Camunda 8, Quartz's for Camunda 7."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn.languages.cron import parse_cron
from bpmn.languages.iso8601 import NotIso

JAKARTA = "Asia/Jakarta"
MONDAY = datetime(2026, 1, 5, 1, tzinfo=UTC)  # 08:00 in Jakarta


def turns(text: str, quartz: bool = False, zone: str = JAKARTA, start: datetime = MONDAY, count: int = 3) -> list[str]:
    found = []
    moment: datetime | None = start
    while moment is not None and len(found) < count:
        moment = parse_cron(text, quartz).after(moment, zone)
        if moment is not None:
            found.append(f"{moment.astimezone(ZoneInfo(zone)):%m-%d %H:%M:%S}")
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 0 9-17 * * MON-FRI", ["01-05 09:00:00", "01-05 10:00:00", "01-05 11:00:00"]),
        ("*/20 * * * * *", ["01-05 08:00:20", "01-05 08:00:40", "01-05 08:01:00"]),
        ("0 30 8,16 * * *", ["01-05 08:30:00", "01-05 16:30:00", "01-06 08:30:00"]),
        ("0 0 8 * * 1", ["01-12 08:00:00", "01-19 08:00:00", "01-26 08:00:00"]),  # 1 is Monday; now does not count
        ("0 0 8 * * 0", ["01-11 08:00:00", "01-18 08:00:00", "01-25 08:00:00"]),
        ("0 0 8 * * 7", ["01-11 08:00:00", "01-18 08:00:00", "01-25 08:00:00"]),
        ("0 0 8 13 * FRI", ["02-13 08:00:00", "03-13 08:00:00", "11-13 08:00:00"]),  # both have to fit
        ("0 0 0 L * *", ["01-31 00:00:00", "02-28 00:00:00", "03-31 00:00:00"]),
        ("0 0 0 L-1 * *", ["01-30 00:00:00", "02-27 00:00:00", "03-30 00:00:00"]),
        ("0 0 0 LW * *", ["01-30 00:00:00", "02-27 00:00:00", "03-31 00:00:00"]),
        ("0 0 0 1W * *", ["02-02 00:00:00", "03-02 00:00:00", "04-01 00:00:00"]),
        ("0 0 0 * * 5L", ["01-30 00:00:00", "02-27 00:00:00", "03-27 00:00:00"]),
        ("0 0 0 ? * MON#1", ["02-02 00:00:00", "03-02 00:00:00", "04-06 00:00:00"]),
        ("0 0 0 1 JAN-MAR ?", ["02-01 00:00:00", "03-01 00:00:00", "01-01 00:00:00"]),
        ("@hourly", ["01-05 09:00:00", "01-05 10:00:00", "01-05 11:00:00"]),
        ("@daily", ["01-06 00:00:00", "01-07 00:00:00", "01-08 00:00:00"]),
        ("@weekly", ["01-11 00:00:00", "01-18 00:00:00", "01-25 00:00:00"]),
    ],
)
def test_as_spring_reads_it(text: str, expected: list[str]) -> None:
    assert turns(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 0/5 * * * ?", ["01-05 08:05:00", "01-05 08:10:00", "01-05 08:15:00"]),
        ("0 0 8 ? * 2", ["01-12 08:00:00", "01-19 08:00:00", "01-26 08:00:00"]),  # 2 is Monday
        ("0 0 8 ? * FRI-MON", ["01-09 08:00:00", "01-10 08:00:00", "01-11 08:00:00"]),
        ("0 15 10 ? * 6#3", ["01-16 10:15:00", "02-20 10:15:00", "03-20 10:15:00"]),
        ("0 0 12 ? * 6L", ["01-30 12:00:00", "02-27 12:00:00", "03-27 12:00:00"]),
        ("0 0 12 ? * L", ["01-10 12:00:00", "01-17 12:00:00", "01-24 12:00:00"]),
        ("0 0 0 1 1 ? 2028-2029", ["01-01 00:00:00", "01-01 00:00:00"]),
        ("0 0 0 1 1 ? 2020", []),
    ],
)
def test_as_quartz_reads_it(text: str, expected: list[str]) -> None:
    assert turns(text, quartz=True) == expected


@pytest.mark.parametrize(
    ("text", "quartz"),
    [
        ("", False), ("* * * * *", False), ("0 9 * * *", False), ("0 0 9 * * * 2027", False), ("0 60 * * * *", False),
        ("0 0 24 * * *", False), ("0 0 0 32 * *", False), ("0 0 0 * 13 *", False), ("0 0 0 * * FRI-MON", False),
        ("0 0/0 * * * *", False), ("a b c d e f", False), ("0 0 0 * * 8", False), ("0 0 0 * * *", True),
        ("0 0 0 1 * MON", True), ("0 0 0 ? * ?", True), ("@daily", True), ("0 0 0 ? * 0", True),
        ("0 0 0 ? * MON 1800", True),
    ],
)  # fmt: skip
def test_what_is_no_cron_expression(text: str, quartz: bool) -> None:
    with pytest.raises(NotIso, match="cron expression"):
        parse_cron(text, quartz)


def test_the_wall_clock_of_the_zone_counts_when_its_offset_changes() -> None:
    """Berlin has no 02:30 on 29 March 2026 and two of them on 25 October."""
    spring = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert turns("0 0 9 * * *", zone="Europe/Berlin", start=spring, count=2) == ["03-29 09:00:00", "03-30 09:00:00"]
    autumn = datetime(2026, 10, 24, 12, tzinfo=UTC)
    assert turns("0 30 2 * * *", zone="Europe/Berlin", start=autumn, count=2) == ["10-25 02:30:00", "10-26 02:30:00"]


@given(st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)), st.integers(0, 59))
def test_the_next_time_is_later_and_the_first_that_fits(moment: datetime, minute: int) -> None:
    following = parse_cron(f"0 {minute} * * * *").after(moment, JAKARTA)
    assert following is not None
    assert timedelta(0) < following - moment <= timedelta(hours=1)
    assert (following.minute, following.second) == (minute, 0)
