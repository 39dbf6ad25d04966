"""What every language is to the rest of Alur: what it takes, what it gives, and how it fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from bpmn.sentence import Sentence

LONGEST_TEXT = 20_000
"""Characters of an expression; what is longer is refused at upload."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in an expression's text; ``offset`` counts characters from 0. ``gives_null``: the language has a
    value for it, which is null; so it is no error."""

    sentence: Sentence
    offset: int = 0
    gives_null: bool = False


def place_in(text: str, offset: int) -> tuple[int, int]:
    """Line and character of an offset, both counted from 1."""
    before = text[:offset]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


@dataclass(frozen=True, slots=True)
class Moment:
    """The engine's time as expressions see it: an aware datetime, and the IANA zone for today(), times and dates.

    ``user`` and ``groups``: who is signed in and gave the command, None if nobody is (Camunda 7's currentUser())."""

    now: datetime
    zone: str = "Asia/Jakarta"
    user: str | None = None
    groups: tuple[str, ...] = ()


Subject = Literal["execution", "task"]
"""What a text may ask to be changed."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What a text asks to be done: a method of Camunda 7's execution or task, and its values. Only noted here."""

    subject: Subject
    method: str
    values: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A JSON value (dates, times and durations as ISO 8601 text), the warnings on the way to it, and what the text
    asks to be done."""

    value: object
    warnings: tuple[Sentence, ...] = ()
    deeds: tuple[Deed, ...] = ()


class EvaluationError(Exception):
    """The expression has no value: syntax, type, or a limit of the sandbox was hit. ``sentence`` says which, and
    ``offset`` where in the text, counted from 0, if the language knows."""

    def __init__(self, sentence: Sentence, offset: int | None = None) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.offset = offset


class Language(Protocol):
    """One language. ``names`` are the variables a text reads, so that the caller fetches only those."""

    def check(self, text: str) -> tuple[Problem, ...]: ...
    def names(self, text: str) -> frozenset[str]: ...
    def evaluate(self, text: str, variables: Mapping[str, object], moment: Moment) -> Evaluation: ...
