"""Public holidays and cuti bersama of Indonesia by year, and the months of Ramadan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import holidays

EID = "Hari Raya Idul Fitri"
MONTH = timedelta(days=29)

RAMADAN: dict[int, tuple[date, date]] = {
    2024: (date(2024, 3, 12), date(2024, 4, 9)),
    2025: (date(2025, 3, 1), date(2025, 3, 30)),
    2026: (date(2026, 2, 19), date(2026, 3, 20)),
    2027: (date(2027, 2, 8), date(2027, 3, 9)),
}
"""First and last day. Other years end the day before Idul Fitri as the library estimates it, after thirty days."""


@dataclass(frozen=True, slots=True)
class Feast:
    """A day on which offices are closed. ``name`` is Indonesian, as the decree has it."""

    on: date
    name: str
    kind: Literal["public", "government"]


@lru_cache(maxsize=256)
def feasts(year: int) -> Mapping[date, Feast]:
    """Libur nasional (public) and cuti bersama (government) of a year; what is both is libur nasional."""
    found: dict[date, Feast] = {}
    for kind in ("government", "public"):
        for on, name in holidays.country_holidays("ID", years=year, categories=(kind,), language="id").items():
            if on.year == year:
                found[on] = Feast(on, name, kind)
    return dict(sorted(found.items()))


@lru_cache(maxsize=256)
def ramadan(year: int) -> tuple[tuple[date, date], ...]:
    """The months of Ramadan that end in a year (1447 and 1448 both may): first and last day each."""
    if year in RAMADAN:
        return (RAMADAN[year],)
    eids = [on for on, feast in feasts(year).items() if feast.name.startswith(EID)]
    return tuple((on - timedelta(days=1) - MONTH, on - timedelta(days=1)) for on in eids)


def in_ramadan(on: date) -> bool:
    """Whether a day lies in Ramadan. One that begins in December ends in the next year."""
    return any(first <= on <= last for year in (on.year, on.year + 1) for first, last in ramadan(year))
