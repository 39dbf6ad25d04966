"""Business rule tasks that ask a decision: what is asked, what the trail says of it, what becomes of the outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from bpmn.diagram import DecisionLink, DecisionMapping
from bpmn.languages import DecisionResult, EvaluationError
from bpmn.languages.dmn import DecisionError
from bpmn.languages.juel_decisions import RESULT_METHODS, plain
from bpmn.sentence import Sentence, say
from engine.flow import expressions
from engine.flow.node import Node
from engine.flow.problem import CALLED_DECISION, DECISION_EVALUATION, NotRunnable, Problem
from engine.flow.seen import hidden_of, seen_of
from engine.flow.variables import Sight

if TYPE_CHECKING:
    from bpmn.languages.dmn import Decided
    from engine.flow.token import Token


@dataclass(frozen=True, slots=True)
class Asked:
    """A deployed decision and what it has decided. ``key`` and ``version`` say which one it was."""

    key: int
    version: int
    decided: Decided


class BusinessRule(Node):
    """Asks a decision and goes on with the outcome.

    A retry after failed output mappings asks again in Camunda 7, where the whole step is undone, and goes on with what
    was decided in Camunda 8.
    """

    def check(self) -> None:
        if self.element.decision is None:
            raise NotRunnable(self.element.id, say("{id} names no decision to ask.", id=self.element.id))

    @property
    def link(self) -> DecisionLink:
        assert self.element.decision is not None  # see check
        return self.element.decision

    def enter(self, token: Token) -> bool:
        if self.spec.camunda8:
            self._ask(token)
        return True

    def finish(self, token: Token) -> None:
        if not self.spec.camunda8:
            self._ask(token)

    def _ask(self, token: Token) -> None:
        link = self.link
        decision_id = _decision_id(token, link)
        asked = _asked(token, link, decision_id)
        _record(token, decision_id, asked)
        decided = asked.decided
        found = decided.value if link.result == "value" else _outcome(link.result, decided.outputs)
        if not self.spec.camunda8 and (self.element.outputs or self.listeners):
            token.memo["decided"] = [dict(entries) for entries in decided.outputs]
        if link.result_variable:
            token.memo["values"] = {link.result_variable: found}


def _decision_id(token: Token, link: DecisionLink) -> str:
    found = expressions.value(token, link.decision, CALLED_DECISION)
    if isinstance(found, str) and found:
        return found
    wrong = expressions.wrong(token, say("the decision"), link.decision, say("a text"), found)
    raise Problem(CALLED_DECISION, wrong.sentence)


def _asked(token: Token, link: DecisionLink, decision_id: str) -> Asked:
    version = None if link.version is None else str(expressions.value(token, link.version, CALLED_DECISION))
    case, element = token.case, token.node.element.id
    try:
        asked = case.host.decide(
            decision_id, link.binding, version, link.version_tag, token.scope.definition.key, Sight(token), case.moment
        )
    except EvaluationError as error:
        raise Problem(DECISION_EVALUATION, _not_made(token, decision_id, error)) from error
    if asked is None:
        sentence = say("{id} asks the decision {decision}, which is not deployed.", id=element, decision=decision_id)
        raise Problem(CALLED_DECISION, sentence)
    return asked


def _not_made(token: Token, decision_id: str, error: EvaluationError) -> Sentence:
    """Why there is no decision, and what it saw; nothing personal."""
    sight, read = Sight(token), error.read if isinstance(error, DecisionError) else frozenset()
    return say(
        "The decision {decision} of {id} was not made: {reason} {seen}", decision=decision_id,
        id=token.node.element.id, reason=hidden_of(error.sentence, read, sight), seen=seen_of(sight, read),
    )  # fmt: skip


def _record(token: Token, decision_id: str, asked: Asked) -> None:
    """Which rules matched is part of the chain; what they saw and said may be personal and is kept apart from it."""
    evaluations = asked.decided.evaluations
    detail = {
        "decision_id": decision_id,
        "decision_key": asked.key,
        "version": asked.version,
        "table": bool(evaluations and (evaluations[-1].inputs or evaluations[-1].rules)),
        "rules": [
            {"decision": one.decision_id, "rule": rule.id, "index": rule.index}
            for one in evaluations
            for rule in one.rules
        ],
        "evaluations": [asdict(one) for one in evaluations],
        "warnings": [str(warning) for warning in asked.decided.warnings],
    }
    token.case.journal.add("decision_evaluated", token, detail)


def _outcome(mapping: DecisionMapping, outputs: Iterable[Mapping[str, Any]]) -> Any:
    try:
        return plain(OUTCOMES[mapping](DecisionResult(outputs)))
    except EvaluationError as error:
        raise Problem(DECISION_EVALUATION, error.sentence) from error


def _collect_entries(outputs: DecisionResult) -> Any:
    """The only output of each rule that matched. A rule without a value for it has no place in the list."""
    names = {name: None for entries in outputs for name in entries}
    if len(names) > 1:
        raise EvaluationError(
            say("The decision gives {names}, and the task asks for one value of each rule.", names=", ".join(names))
        )
    return [value for entries in outputs for value in entries.values()]


OUTCOMES: Mapping[str, Callable[[DecisionResult], Any]] = {
    "singleEntry": RESULT_METHODS["getSingleEntry"],
    "singleResult": RESULT_METHODS["getSingleResult"],
    "collectEntries": _collect_entries,
    "resultList": RESULT_METHODS["getResultList"],
}
"""Camunda 7's camunda:mapDecisionResult."""
