"""Dates as Java writes them into texts, and the reading of dates that Alur keeps as ISO 8601 text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from bpmn.languages.juel_time import DateTime, JavaDate
from bpmn.languages.language import EvaluationError
from bpmn.sentence import say

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)", re.ASCII)
_PIECE = re.compile(r"'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+", re.DOTALL)


def read_date(text: str) -> JavaDate | None:
    """The moment that a text with date, time and offset says; None for any other text."""
    if len(text) > 40 or not _ISO.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return JavaDate(moment, "UTC")


def java_date_text(date: JavaDate) -> str:
    """``java.util.Date.toString()``: ``Mon Jan 05 08:30:15 WIB 2026``."""
    local = date.local()
    clock = f"{local.hour:02}:{local.minute:02}:{local.second:02}"
    day, month = _DAYS[local.weekday()][:3], _MONTHS[local.month - 1][:3]
    return f"{day} {month} {local.day:02} {clock} {local.tzname()} {local.year}"


def written(time: DateTime, pattern: str) -> str:
    """Joda's ``toString(pattern)``, in English; raises EvaluationError for a letter that is not in the table."""
    local = time.local()
    return "".join(_piece(local, match.group(0)) for match in _PIECE.finditer(pattern))


def unknown_letters(pattern: str) -> str:
    """The letters of a pattern that mean nothing here."""
    pieces = (match.group(0) for match in _PIECE.finditer(pattern))
    return "".join(dict.fromkeys(piece[0] for piece in pieces if piece[0].isalpha() and piece[0] not in _LETTERS))


def _piece(local: datetime, piece: str) -> str:
    if piece == "''":
        return "'"
    if piece.startswith("'"):
        return piece[1:-1].replace("''", "'")
    if not piece[0].isalpha():
        return piece
    if piece[0] not in _LETTERS:
        raise EvaluationError(say("A date cannot be written by the pattern letter {letter}.", letter=piece[0]))
    return _LETTERS[piece[0]](local, len(piece))


def _number(read: Callable[[datetime], int]) -> Callable[[datetime, int], str]:
    return lambda local, width: str(read(local)).zfill(width)


def _name(names: tuple[str, ...], read: Callable[[datetime], int]) -> Callable[[datetime, int], str]:
    return lambda local, width: names[read(local)] if width > 3 else names[read(local)][:3]


def _month(local: datetime, width: int) -> str:
    name = _MONTHS[local.month - 1]
    return name if width > 3 else name[:3] if width == 3 else str(local.month).zfill(width)


def _year(local: datetime, width: int) -> str:
    return f"{local.year % 100:02}" if width == 2 else str(local.year).zfill(width)


def _offset(local: datetime, width: int) -> str:
    text = local.strftime("%z")
    return text if width == 1 else f"{text[:3]}:{text[3:]}"


_LETTERS: Mapping[str, Callable[[datetime, int], str]] = {
    "y": _year,
    "Y": _year,
    "M": _month,
    "d": _number(lambda local: local.day),
    "D": _number(lambda local: local.timetuple().tm_yday),
    "e": _number(lambda local: local.isoweekday()),
    "E": _name(_DAYS, lambda local: local.weekday()),
    "w": _number(lambda local: local.isocalendar().week),
    "x": _number(lambda local: local.isocalendar().year),
    "a": lambda local, _: "AM" if local.hour < 12 else "PM",
    "H": _number(lambda local: local.hour),
    "k": _number(lambda local: local.hour or 24),
    "K": _number(lambda local: local.hour % 12),
    "h": _number(lambda local: local.hour % 12 or 12),
    "m": _number(lambda local: local.minute),
    "s": _number(lambda local: local.second),
    "S": lambda local, width: f"{local.microsecond:06}"[:width].ljust(width, "0"),
    "Z": _offset,
    "z": lambda local, _: local.tzname() or "",
}
