"""FEEL, the language of Camunda 8 and DMN: feelin in the sandbox, with decimals of 34 digits and the engine's clock.

A text is compiled once per thread and kept. Only the variables that the text names cross the border, as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from bpmn.kinds import Boxed
from bpmn.languages.feel_mistakes import mistake
from bpmn.languages.language import Evaluation, EvaluationError, Moment, Problem
from bpmn.languages.zones import offset_table, zone_name
from bpmn.sandbox import LimitReached, Sandbox, ScriptFailed
from bpmn.sentence import Sentence, say

_SANDBOX = Sandbox(Path(__file__).parent / "vendor" / "feel.js")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LARGEST_ANSWER = 8_000_000
_ROUNDS_FOR_ZONES = 5

_WARNINGS = {
    "NO_VARIABLE_FOUND": say("There is no variable {place}; it counts as null."),
    "NO_CONTEXT_ENTRY_FOUND": say("There is no entry {place}; it counts as null."),
    "NO_PROPERTY_FOUND": say("There is no property {place}; it counts as null."),
    "INVALID_TYPE": say("{place} gives null: {detail}."),
    "INVALID_ARGUMENTS": say("{place} gives null: {detail}."),
    "FUNCTION_INVOCATION_FAILURE": say("{place} gives null: {detail}."),
    "NO_FUNCTION_FOUND": say("{place} gives null, because there is no such function."),
    "UNSUPPORTED": say("{place} gives null: {detail}."),
}


@dataclass(frozen=True, slots=True)
class _Analysis:
    names: frozenset[str]
    problems: tuple[Problem, ...]


class Feel:
    """See ``Language``."""

    def check(self, text: str) -> tuple[Problem, ...]:
        return _analysis(text).problems

    def names(self, text: str) -> frozenset[str]:
        return _analysis(text).names

    def evaluate(self, text: str, variables: Mapping[str, object], moment: Moment) -> Evaluation:
        answer = _run(text, _given(text, variables), moment)
        if "error" in answer:
            raise EvaluationError(_failure(answer), answer.get("offset"))
        warnings = answer.get("warnings")
        return Evaluation(answer["value"], tuple(warning(*each) for each in warnings) if warnings else ())


FEEL = Feel()


@lru_cache(maxsize=2048)
def _analysis(text: str) -> _Analysis:
    if not text.strip():
        return _Analysis(frozenset(), (Problem(say("The FEEL expression is empty.")),))
    try:
        answer = json.loads(_SANDBOX.call("feel.analyse", text))
    except (LimitReached, ScriptFailed, UnicodeEncodeError) as error:
        return _Analysis(frozenset(), (Problem(_stopped(error)),))
    if "error" in answer:
        return _Analysis(frozenset(), (Problem(_failure(answer), answer.get("offset", 0)),))
    unknown = tuple(
        Problem(say("FEEL has no function {name}.", name=name), offset, gives_null=True)
        for name, offset in answer["unknown"]
    )
    types = tuple(Problem(say("FEEL has no type {name}.", name=name), offset) for name, offset in answer["types"])
    return _Analysis(frozenset(answer["names"]), unknown + types)


def _given(text: str, variables: Mapping[str, object]) -> str:
    given = {name: variables[name] for name in _analysis(text).names if name in variables}
    if not given:
        return "{}"
    try:
        return json.dumps(given, allow_nan=False, default=_marked)
    except (TypeError, ValueError, RecursionError) as error:
        raise EvaluationError(
            say("A variable of the FEEL expression cannot be written as JSON: {detail}.", detail=str(error))
        ) from error


def _marked(value: object) -> object:
    """A Decimal with all its digits, as the sandbox's ``fromJson`` knows it; nothing else is let in beside JSON."""
    if isinstance(value, Boxed):
        return value.value
    if isinstance(value, Decimal) and value.is_finite():
        return {"\0": str(value)}
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def _run(text: str, given: str, moment: Moment) -> dict[str, Any]:
    return in_sandbox("feel.run", text, given, *clock_of(moment))


def clock_of(moment: Moment) -> tuple[str, str]:
    """The moment as the sandbox takes it: nanoseconds since 1970, and the zone."""
    return f"{(moment.now - _EPOCH) // _MICROSECOND}000", moment.zone


def in_sandbox(function: str, *arguments: str | float) -> dict[str, Any]:
    """What a function of the bundle answers, given the zones it asks for. Raises EvaluationError at a limit."""
    try:
        for _ in range(_ROUNDS_FOR_ZONES):
            answer = _SANDBOX.call(function, *arguments)
            if len(answer) > _LARGEST_ANSWER:
                raise EvaluationError(say("The FEEL expression gives more data than Alur keeps as one value."))
            read: dict[str, Any] = json.loads(answer) if answer else {}
            if "zones" not in read:
                return read
            _load_zones(read["zones"])
    except (LimitReached, ScriptFailed, UnicodeEncodeError, RecursionError) as error:
        raise EvaluationError(_stopped(error)) from error
    raise EvaluationError(say("The FEEL expression speaks of too many time zones."))


def _load_zones(asked: list[str]) -> None:
    """Give the sandbox the tables it asked for; ``null`` says that there is no such zone."""
    for text in asked:
        name = zone_name(text)
        _SANDBOX.call("feel.loadZone", name or text, offset_table(name) if name else "null")


def _failure(answer: Mapping[str, Any]) -> Sentence:
    detail = answer["message"]
    if answer["error"] == "syntax":
        return say("The FEEL expression cannot be read: {detail}.", detail=mistake(detail, answer["found"]))
    if answer["error"] == "assertion":
        return say("The FEEL expression ends with its own assertion: {detail}", detail=detail)
    return say("The FEEL expression cannot be evaluated: {detail}.", detail=detail)


def _stopped(error: Exception) -> Sentence:
    if isinstance(error, LimitReached):
        return say("The FEEL expression was stopped. {reason}", reason=error.sentence)
    if isinstance(error, RecursionError):
        return say("The FEEL expression gives a value that is nested too deeply.")
    return say("The FEEL expression cannot be evaluated: {detail}.", detail=str(error))


def warning(kind: str, place: str, detail: str) -> Sentence:
    """The sentence for a warning of the sandbox."""
    known = _WARNINGS.get(kind, _WARNINGS["INVALID_TYPE"])
    return Sentence(known.template, {"place": place, "detail": detail})
