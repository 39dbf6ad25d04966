"""An expression as a page shows it when something in it is wrong: its lines, the wrong place marked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bpmn.diagram import Spot

AROUND = 3
"""Lines of a long script that are shown before and after the one with the mistake."""
LONGEST = 400
_WORD = re.compile(r"\w+|\S")


@dataclass(frozen=True, slots=True)
class Line:
    """One line, in three pieces; ``wrong`` is empty where nothing is wrong. At the end of a text a blank is marked."""

    number: int
    before: str
    wrong: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """The lines around the mistake; ``several`` says whether the text has more than one, so that numbers help."""

    lines: tuple[Line, ...]
    several: bool
    line: int
    column: int


def marked(spot: Spot) -> Marked:
    """The lines around the place, and the word or sign there apart from the rest of its line."""
    texts = spot.text.split("\n")
    first = max(1, spot.line - AROUND)
    numbered = enumerate(texts[first - 1 : spot.line + AROUND], first)
    lines = tuple(_wrong(number, text, spot.column) if number == spot.line else Line(number, text[:LONGEST])
                  for number, text in numbered)  # fmt: skip
    return Marked(lines, len(texts) > 1, spot.line, spot.column)


def _wrong(number: int, text: str, column: int) -> Line:
    place = column - 1
    found = _WORD.match(text, place)
    end = found.end() if found else place + 1
    begins = max(0, place - LONGEST)
    return Line(number, text[begins:place], text[place:end] or " ", text[end : end + LONGEST])
