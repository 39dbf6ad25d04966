"""Taking a decision: one call into the sandbox; more only where JUEL or JavaScript texts have to be evaluated here."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from bpmn.diagram import Expression
from bpmn.languages import evaluate
from bpmn.languages.bounds import unfit
from bpmn.languages.dmn.graph import required
from bpmn.languages.dmn.model import (
    Decided,
    DecisionError,
    DecisionEvaluation,
    Decisions,
    EvaluatedInput,
    MatchedRule,
)
from bpmn.languages.dmn.output_kinds import typed_outputs
from bpmn.languages.dmn.sentences import failure, located
from bpmn.languages.feel import clock_of, in_sandbox, warning
from bpmn.languages.language import EvaluationError, Moment
from bpmn.sentence import Sentence, say

LARGEST_ANSWER = 8_000_000
_ROUNDS_FOR_OTHERS = 500


def names(decisions: Decisions, decision_id: str) -> frozenset[str]:
    """The variables that deciding may read, those of all required decisions too."""
    return _names(decisions, decisions.callable.get(decision_id, decision_id))


def decide(
    decisions: Decisions, decision_id: str, variables: Mapping[str, object], moment: Moment, typed: bool = False
) -> Decided:
    """The value of a decision (by id or name; a decision service or a business knowledge model too).

    Variables and values are JSON; with ``typed`` dates, times, durations and numbers beyond double precision are
    ``{"$feel": type, "value": text}``, in and out. Raises EvaluationError.
    """
    id_ = decisions.callable.get(decision_id)
    if id_ is None:
        raise DecisionError(say("There is no decision {id} in this file.", id=decision_id))
    read = _names(decisions, id_)
    try:
        return _decided(decisions, id_, {name: variables[name] for name in read if name in variables}, moment, typed)
    except DecisionError as error:
        error.read = read
        raise


def _decided(
    decisions: Decisions, id_: str, variables: Mapping[str, object], moment: Moment, typed: bool
) -> Decided:  # fmt: skip
    answer = _answer(decisions, id_, _as_json(variables), moment, typed)
    if "error" in answer:
        at = answer.get("at")
        raise DecisionError(failure(answer, decisions), decisions.places[at].element_id if at is not None else None)
    _refuse_unfit(answer, id_)
    outputs = tuple(answer["outputs"])
    if decisions.dialect == "camunda7" and not typed:
        outputs = tuple(typed_outputs(decisions, id_, each, moment.zone) for each in outputs)
    return Decided(
        value=answer["value"],
        outputs=outputs,
        evaluations=tuple(_evaluation(each, decisions) for each in answer["evaluations"]),
        warnings=tuple(_warning(each, decisions) for each in answer["warnings"]),
    )


def examined(decisions: Decisions) -> dict[str, Any]:
    """What the interpreter finds in the texts of the file: ``problems``, and ``names`` by decision."""
    return _examined(decisions)


def _refuse_unfit(answer: Mapping[str, Any], id_: str) -> None:
    """Values that cannot be kept are refused as those of expressions are: the result, and what is told of each one.

    The answer's own size is bounded already."""
    told = [(each["decision"], each["value"]) for each in answer["evaluations"]]
    for each in answer["evaluations"]:
        told += [(found["id"], found["value"]) for found in each["inputs"]]
        told += [(rule["id"], value) for rule in each["rules"] for value in rule["outputs"].values()]
    for element_id, value in (*told, (id_, answer["value"]), (id_, answer["outputs"])):
        if (reason := unfit(value)) is not None:
            sentence = say("The decision gives a value that cannot be kept: {reason}.", reason=reason)
            raise DecisionError(sentence, element_id)


def _answer(decisions: Decisions, id_: str, given: str, moment: Moment, typed: bool) -> dict[str, Any]:
    answers: list[tuple[str, object]] = []
    for _ in range(_ROUNDS_FOR_OTHERS):
        answer = _called(
            decisions, "feel.decide", decisions.key, id_, given, _as_json(answers), int(typed), *clock_of(moment)
        )
        if "ask" not in answer:
            return answer
        answers += [(asked["key"], _elsewhere(asked, decisions, moment)) for asked in answer["ask"]]
    raise DecisionError(say("The decision asks for too many texts in other languages than FEEL."))


def _called(decisions: Decisions, function: str, *arguments: str | float) -> dict[str, Any]:
    """A call of the interpreter; a thread that does not know the file yet is given it first."""
    answer = in_sandbox(function, *arguments)
    if "load" in answer:
        in_sandbox("feel.loadModel", decisions.key, decisions.model)
        answer = in_sandbox(function, *arguments)
    return answer


def _elsewhere(asked: Mapping[str, Any], decisions: Decisions, moment: Moment) -> object:
    """The value of a text in JUEL or JavaScript."""
    try:
        return evaluate(Expression(asked["language"], asked["text"]), asked["variables"], moment).value
    except EvaluationError as error:
        place = decisions.places[asked["at"]]
        raise DecisionError(located(error.sentence, place), place.element_id) from error


@lru_cache(maxsize=256)
def _examined(decisions: Decisions) -> dict[str, Any]:
    return _called(decisions, "feel.examine", decisions.key)


@lru_cache(maxsize=1024)
def _names(decisions: Decisions, id_: str) -> frozenset[str]:
    model = json.loads(decisions.model)
    found: set[str] = set()
    for one in required(model, id_):
        found.update(_examined(decisions)["names"].get(one, ()))
        found.update(_in_other_languages(model["decisions"].get(one) or model["knowledge"].get(one)))
        for place in (model["services"].get(one) or {}).get("params", ()):
            found.add(place["name"])
        if one == id_ and one in model["knowledge"]:
            found.update(each["name"] for each in model["knowledge"][one]["logic"]["params"])
    return frozenset(found)


def _in_other_languages(part: object) -> Iterator[str]:
    if isinstance(part, Mapping):
        if "language" in part:
            yield from part["names"]
        for each in part.values():
            yield from _in_other_languages(each)
    elif isinstance(part, list):
        for each in part:
            yield from _in_other_languages(each)


def _evaluation(told: Mapping[str, Any], decisions: Decisions) -> DecisionEvaluation:
    decision = decisions.decision(told["decision"])
    return DecisionEvaluation(
        decision_id=told["decision"],
        name=decision.name if decision else "",
        inputs=tuple(EvaluatedInput(each["id"], each["label"], each["value"]) for each in told["inputs"]),
        rules=tuple(MatchedRule(each["id"], each["index"], each["outputs"]) for each in told["rules"]),
        value=told["value"],
    )


def _warning(told: tuple[str, str, str, int | None], decisions: Decisions) -> Sentence:
    kind, text, message, at = told
    place = decisions.places[at] if at is not None else None
    if kind == "TYPE":
        return located(say("{label} is not of the type {type}; it counts as null.", label=text, type=message), place)
    return located(warning(kind, text, message), place)


def _as_json(value: object) -> str:
    try:
        return json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise DecisionError(
            say("A variable of the decision cannot be written as JSON: {detail}.", detail=str(error))
        ) from error
