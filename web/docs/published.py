"""The published table: every row with its name, how it runs, and for each dialect the refusal or the story."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bpmn.diagram import Dialect
from bpmn.elements.activities import ACTIVITIES, MARKERS, NOT_IN_PROCESSES
from bpmn.elements.events import BOUNDARY_EVENTS, END_EVENTS, INTERMEDIATE_EVENTS, START_EVENTS
from bpmn.elements.gateways import GATEWAYS
from bpmn.elements.row import DIALECTS, INSIDE, Row
from bpmn.sentence import Sentence, say
from web.docs.how import how

STORIES = Path(__file__).with_name("stories.json")
"""Written by ``python -m web.docs``: the stories that show cells, each with the cells that it shows."""

DIALECT_NAMES: Mapping[Dialect, str] = {"camunda7": "Camunda 7", "camunda8": "Camunda 8"}

GROUPS: tuple[tuple[str, Sentence, tuple[Row, ...]], ...] = (
    ("activities", say("Activities"), ACTIVITIES),
    ("markers", say("Markers on activities"), MARKERS),
    ("gateways", say("Gateways"), GATEWAYS),
    ("start-events", say("Start events"), START_EVENTS),
    ("intermediate-events", say("Intermediate events"), INTERMEDIATE_EVENTS),
    ("boundary-events", say("Boundary events"), BOUNDARY_EVENTS),
    ("end-events", say("End events"), END_EVENTS),
    ("choreographies", say("Choreographies"), NOT_IN_PROCESSES),
)
NAMES = {
    "task": "Undefined task",
    "subProcess": "Subprocess",
    "adHocSubProcess": "Ad-hoc subprocess",
    "eventBasedGateway": "Event-based gateway",
    "standardLoopCharacteristics": "Standard loop",
    "isForCompensation": "Compensation handler",
    "subChoreography": "Subchoreography",
    "parallelMultiple": "parallel multiple",
}
"""Names that are not just the parts of BPMN's word. Names stay English: so does Camunda Modeler."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A story that shows cells: the file from the root of the repository, and its lines as written."""

    slug: str
    file: str
    title: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it is published. A cell has a refusal, else (as a rule) a story."""

    row: Row
    name: str
    slug: str
    how: Sentence
    refusals: Mapping[Dialect, Sentence | None]
    stories: Mapping[Dialect, Shown | None]

    @property
    def why_not(self) -> tuple[Sentence, ...]:
        """The refusals, each once."""
        return tuple({str(refusal): refusal for refusal in self.refusals.values() if refusal}.values())


def lines(rows: tuple[Row, ...]) -> Iterator[Line]:
    """The published lines of a group."""
    shown = cells()
    for row in rows:
        yield Line(
            row,
            name(row),
            re.sub(r"[^A-Za-z]+", "-", row.name),
            how(row),
            {dialect: row.refusal(dialect) for dialect in DIALECTS},
            {dialect: shown.get((row.name, dialect)) if row.runs(dialect) else None for dialect in DIALECTS},
        )


def name(row: Row) -> str:
    """As analysts call it: ``Message boundary event, non-interrupting``."""
    kind = _words(row.kind)
    if row.kind == "subProcess" and row.variant == INSIDE:
        return "Event subprocess"
    parts = [f"{_words(row.trigger)} {kind}" if row.trigger not in ("", "none") else kind]
    if row.trigger == "none":
        parts = [f"{kind} without a trigger" if row.kind == "boundaryEvent" else kind]
    if row.variant:
        parts.append(row.variant)
    text = ", ".join(parts)
    return text[:1].upper() + text[1:].replace("Event", "event")


@cache
def stories() -> Mapping[str, Shown]:
    """The stories by slug."""
    return {entry["slug"]: _shown(entry) for entry in written()}


@cache
def cells() -> Mapping[tuple[str, Dialect], Shown]:
    """Which story shows which cell."""
    return {(row, dialect): stories()[entry["slug"]] for entry in written() for row, dialect in entry["cells"]}


def written() -> list[dict[str, Any]]:
    """The file of stories; empty before the first ``python -m web.docs``."""
    return list(json.loads(STORIES.read_text(encoding="utf-8"))) if STORIES.exists() else []


def forget() -> None:
    """Read the file of stories again: it was written anew."""
    stories.cache_clear()
    cells.cache_clear()


def _shown(entry: Mapping[str, Any]) -> Shown:
    return Shown(**{key: value for key, value in entry.items() if key != "cells"})


def _words(camel: str) -> str:
    parts = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", camel).lower()
    return NAMES.get(camel, parts)
