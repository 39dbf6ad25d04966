"""The cells of decision tables, as a walk reads them."""

from __future__ import annotations

from pathlib import Path

from bpmn.languages import dmn

PERMITS = Path(__file__).parents[2] / "stories" / "decisions" / "permits.dmn"


def test_each_cell_is_given_with_the_text_of_its_column() -> None:
    found = list(dmn.cells(dmn.read(PERMITS.read_bytes())))
    assert ("amount", "< 100") in found
    assert ("kind", 'not("building")') in found


def test_an_empty_cell_says_nothing() -> None:
    emptied = PERMITS.read_bytes().replace(b"<text>&lt; 100</text>", b"<text></text>")
    assert ("amount", "< 100") not in list(dmn.cells(dmn.read(emptied)))
