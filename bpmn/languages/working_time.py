"""Durations as diagrams say them: ``5 hari kerja``, ``2 jam kerja``, ``30 menit``, or ISO 8601."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Unit = Literal["menit", "jam kerja", "hari kerja", "hari kalender", "jam"]
UNITS: tuple[Unit, ...] = ("menit", "jam kerja", "hari kerja", "hari kalender", "jam")
MOST = 100_000
SHAPE = re.compile(r"(\d{1,6})\s+([a-z]+(?:[ _][a-z]+)?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """So many of a unit. Not negative."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}"


def parse_span(text: str) -> Span | None:
    """A duration in one of UNITS; None for what has not their shape (ISO 8601, say). ValueError for a unit that nobody
    knows, or too many."""
    found = SHAPE.fullmatch(text.strip())
    if not found:
        return None
    unit = found[2].lower().replace("_", " ")
    if unit not in UNITS:
        raise ValueError(f"expected a number and one of {', '.join(UNITS)}; found {text.strip()}")
    if int(found[1]) > MOST:
        raise ValueError(f"expected at most {MOST}; found {text.strip()}")
    return Span(int(found[1]), UNITS[UNITS.index(unit)])
