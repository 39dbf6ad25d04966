"""DMN: decisions read, checked and taken. README.md says how a file travels through this room."""

from __future__ import annotations

from bpmn.languages.dmn.cells import cells
from bpmn.languages.dmn.checking import check
from bpmn.languages.dmn.deciding import decide, names
from bpmn.languages.dmn.model import (
    Decided,
    Decision,
    DecisionError,
    DecisionEvaluation,
    Decisions,
    EvaluatedInput,
    MatchedRule,
)
from bpmn.languages.dmn.reading import read
from bpmn.languages.dmn.showing import ShownDecision, shown

__all__ = [
    "Decided",
    "Decision",
    "DecisionError",
    "DecisionEvaluation",
    "Decisions",
    "EvaluatedInput",
    "MatchedRule",
    "ShownDecision",
    "cells",
    "check",
    "decide",
    "names",
    "read",
    "shown",
]
