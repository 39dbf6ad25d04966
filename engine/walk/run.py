"""What came of one run through a process."""

from __future__ import annotations

from dataclasses import dataclass, field

from bpmn.sentence import Sentence
from engine.walk.seen import Been

RANKS = ("completed", "budget", "incident", "stuck", "refused")
"""Outcomes, best first: a process is judged by its best run."""


@dataclass(frozen=True, slots=True)
class Run:
    """What came of it."""

    outcome: str
    been: Been = field(default_factory=Been)
    element_id: str | None = None
    sentence: Sentence | None = None
    steps: int = 0
    troubles: tuple[tuple[str, Sentence], ...] = ()  # incidents on the way: element and sentence
    endless: bool = False  # it went round until the kernel stopped it

    @property
    def rank(self) -> int:
        return RANKS.index(self.outcome)
