"""What a DMN file holds for the rest of Alur, and what deciding gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bpmn.diagram import Finding
from bpmn.languages.language import EvaluationError
from bpmn.sentence import Sentence

DecisionDialect = Literal["camunda7", "camunda8", "plain"]
"""Whose rules count: Camunda 7's, Camunda 8's, or the standard's for files that name no engine."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision that can be asked for. ``required`` are the ids of the decisions it needs; ``logic`` names its boxed
    expression (decisionTable, literalExpression ...), None where it has none."""

    id: str
    name: str
    line: int | None = None
    logic: str | None = None
    hit_policy: str | None = None
    required: tuple[str, ...] = ()
    version_tag: str | None = None
    history_time_to_live: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text of the file stands."""

    element_id: str | None
    line: int | None
    what: str
    text: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Decisions:
    """A DMN file that has been read. ``model`` is the file as the interpreter takes it, ``key`` names it there and
    belongs to the file's bytes: equal files are equal Decisions."""

    id: str
    name: str
    dialect: DecisionDialect
    decisions: tuple[Decision, ...]
    findings: tuple[Finding, ...]
    callable: Mapping[str, str]
    """Id or name of everything that can be asked for -> its id: decisions, decision services, knowledge models."""
    places: tuple[Place, ...]
    foreign: tuple[tuple[str, str, int], ...]
    """Texts in other languages than FEEL: language, text, place."""
    imports: bool
    """The file imports others."""
    model: str
    key: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Decisions) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def decision(self, decision_id: str) -> Decision | None:
        """The decision with this id."""
        return next((one for one in self.decisions if one.id == decision_id), None)


@dataclass(frozen=True, slots=True)
class EvaluatedInput:
    """A column of a decision table and the value it had."""

    id: str
    label: str
    value: object


@dataclass(frozen=True, slots=True)
class MatchedRule:
    """A rule that matched; ``index`` counts from 1."""

    id: str
    index: int
    outputs: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class DecisionEvaluation:
    """How one decision of the graph was taken."""

    decision_id: str
    name: str
    inputs: tuple[EvaluatedInput, ...]
    rules: tuple[MatchedRule, ...]
    value: object


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision gives. ``outputs`` has one entry per result (Camunda 7's DmnDecisionResult), ``value`` is the
    standard's result: one output unwrapped, several rules as a list. ``evaluations``: required decisions first."""

    value: object
    outputs: tuple[Mapping[str, object], ...] = ()
    evaluations: tuple[DecisionEvaluation, ...] = ()
    warnings: tuple[Sentence, ...] = ()


class DecisionError(EvaluationError):
    """A decision has no value. ``element_id`` is the table, rule or text that is to blame; ``read`` the variables that
    deciding may read."""

    def __init__(self, sentence: Sentence, element_id: str | None = None) -> None:
        super().__init__(sentence)
        self.element_id = element_id
        self.read: frozenset[str] = frozenset()
