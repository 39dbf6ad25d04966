"""A row of the table of elements: one kind of flow node, and which Camunda dialect Alur runs it in."""

from __future__ import annotations

from dataclasses import dataclass

from bpmn.diagram import Dialect
from bpmn.sentence import Sentence

DIALECTS: tuple[Dialect, ...] = ("camunda7", "camunda8")
"""The columns of the table; a plain file is run by Camunda 7's rules."""

MULTIPLE = "multiple"
PARALLEL_MULTIPLE = "parallelMultiple"
INSIDE = "event subprocess"
INSIDE_NON = "event subprocess, non-interrupting"
NON = "non-interrupting"
MULTI_INSTANCE = "multi-instance"


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of flow node. ``trigger`` is an event's definition ('none' without one, '' for what is no event).

    ``refused`` says why Alur runs it in no file, ``camunda7`` and ``camunda8`` why not in files of that dialect.
    """

    kind: str
    trigger: str = ""
    variant: str = ""
    refused: Sentence | None = None
    camunda7: Sentence | None = None
    camunda8: Sentence | None = None

    def refusal(self, dialect: Dialect) -> Sentence | None:
        """Why Alur does not run it in files of the dialect; None if it does."""
        return (self.camunda8 if dialect == "camunda8" else self.camunda7) or self.refused

    def runs(self, dialect: Dialect) -> bool:
        """Whether Alur runs it in files of the dialect."""
        return self.refusal(dialect) is None

    @property
    def supported(self) -> bool:
        """Whether Alur runs it in files of either dialect."""
        return any(self.runs(dialect) for dialect in DIALECTS)

    @property
    def name(self) -> str:
        """As the README and the sentences call it: ``boundaryEvent message non-interrupting``."""
        return " ".join(part for part in (self.kind, self.trigger, self.variant) if part)
