"""How a story fails: what was expected, what was found."""

from __future__ import annotations


class Failed(Exception):
    """A line of a story does not hold; ``number`` if it is another line than the one being played."""

    def __init__(self, expected: str, found: str, number: int | None = None) -> None:
        super().__init__(f"expected {expected}, found {found}")
        self.expected = expected
        self.found = found
        self.number = number
