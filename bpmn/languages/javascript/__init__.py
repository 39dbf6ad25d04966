"""JavaScript as Camunda 7 runs it in script tasks, listeners, parameters and conditions, in a process of its own.

Variables are globals; `execution` and, in task listeners, `task` are there; the value of the last statement is the
result. What a script asks to be done comes back as deeds. Each evaluation has a fresh context: nothing is left of it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import TZPATH

from bpmn.languages.javascript.analysis import READS, analysis
from bpmn.languages.javascript.pool import Pool
from bpmn.languages.javascript.worker import PRELUDE_FROM
from bpmn.languages.juel_objects import DEEDS, PROPERTIES, Given
from bpmn.languages.language import Deed, Evaluation, EvaluationError, Moment, Problem, Subject
from bpmn.languages.zones import zone_name
from bpmn.sandbox import LimitReached
from bpmn.sentence import Sentence, say

POOL = Pool()

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLACE = re.compile(r"<input>:(\d+):(\d+)")
_LONG_NUMBER = re.compile(r"\d{16}")
_LARGEST_SAFE = 2**53 - 1
_LIMITS = {
    "time": say("It took too long."),
    "memory": say("It needed too much memory."),
    "stack": say("It is nested too deeply or calls itself without end."),
}


class JavaScript:
    """See ``Language``."""

    def check(self, text: str) -> tuple[Problem, ...]:
        return analysis(text).problems

    def names(self, text: str) -> frozenset[str]:
        return analysis(text).names

    def calls(self, text: str) -> frozenset[tuple[Subject, str]]:
        """The deeds a script asks for, and whatever it wants of the task."""
        return analysis(text).calls

    def evaluate(self, text: str, variables: Mapping[str, object], moment: Moment) -> Evaluation:
        found = analysis(text)
        if found.problems:
            raise EvaluationError(found.problems[0].sentence, found.problems[0].offset)
        answer = _asked(text, variables, moment, everything=found.wide)
        if "incomplete" in answer:
            answer = _asked(text, variables, moment, everything=True)
        if "value" not in answer:
            raise EvaluationError(_failure(answer), _offset(text, answer))
        return Evaluation(answer["value"], deeds=tuple(_deed(*each) for each in answer["deeds"]))


JAVASCRIPT = JavaScript()


def _asked(text: str, variables: Mapping[str, object], moment: Moment, everything: bool) -> dict[str, Any]:
    wanted = variables if everything else analysis(text).names
    given = {name: variables[name] for name in wanted if name in variables and not _is_subject(name, variables)}
    request = {
        "text": text,
        "given": given,
        "known": {} if everything else dict.fromkeys(wanted, 1),
        "complete": everything,
        "local": {which: _local(which, variables, given) for which in ("execution", "task")},
        "execution": _subject("execution", variables) or {},
        "task": _subject("task", variables),
        "reads": READS,
        "deeds": DEEDS,
        "properties": PROPERTIES,
        "now": (moment.now - _EPOCH) // timedelta(milliseconds=1),
    }
    try:
        written = json.dumps(request, allow_nan=False)
        if _LONG_NUMBER.search(written):
            written = json.dumps({**request, "given": _with_digits(given)}, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise EvaluationError(
            say("A variable of the script cannot be written as JSON: {detail}.", detail=str(error))
        ) from error
    seed = int.from_bytes(hashlib.sha256(written.encode()).digest()[:4], "big")
    written = f'{written[:-1]}, "seed": {seed}}}'
    try:
        answer: dict[str, Any] = json.loads(POOL.ask(f"{_zone_file(moment.zone)}\n{written}".encode()))
    except LimitReached as error:
        raise EvaluationError(say("The script was stopped. {reason}", reason=error.sentence)) from error
    except (ValueError, RecursionError) as error:
        raise EvaluationError(
            say("The script gives a value that cannot be kept: {detail}.", detail=str(error))
        ) from error
    return answer


def _is_subject(name: str, variables: Mapping[str, object]) -> bool:
    return name in ("execution", "task") and isinstance(variables[name], Given)


def _subject(name: str, variables: Mapping[str, object]) -> Given | None:
    found = variables.get(name)
    return found if isinstance(found, Given) else None


def _local(which: str, variables: Mapping[str, object], given: Mapping[str, object]) -> dict[str, int]:
    """Which of the given variables are the execution's, or the task's, own."""
    subject = _subject(which, variables)
    return {} if subject is None else {name: 1 for name in given if name in subject.local}


def _with_digits(value: object) -> object:
    """Whole numbers that a double does not hold become BigInt, so that no digit is lost."""
    if isinstance(value, dict):
        return {name: _with_digits(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_with_digits(each) for each in value]
    if isinstance(value, int) and abs(value) > _LARGEST_SAFE:
        return {"\0big": str(value)}
    return value


def _deed(subject: Subject, method: str, values: list[object]) -> Deed:
    """A deed as the worker tells it, which is believed only as far as the table goes."""
    if len(values) not in DEEDS.get(subject, {}).get(method, ()):
        raise EvaluationError(say("The script asks for {name}(), which Alur does not do.", name=f"{subject}.{method}"))
    return Deed(subject, method, tuple(values))


def _failure(answer: Mapping[str, Any]) -> Sentence:
    if "limit" in answer:
        return say("The script was stopped. {reason}", reason=_LIMITS[answer["limit"]])
    if "unfit" in answer:
        return say("The script gives {detail}.", detail=answer["unfit"])
    detail = answer["error"]
    if "call stack size" in detail:
        return say("The script was stopped. {reason}", reason=_LIMITS["stack"])
    if "out of memory" in detail:
        return say("The script was stopped. {reason}", reason=_LIMITS["memory"])
    return say("The script failed: {detail}.", detail=detail)


def _offset(text: str, answer: Mapping[str, Any]) -> int | None:
    """Where in the script it failed: the innermost place of the stack that is not the prelude's."""
    for line, column in _PLACE.findall(answer.get("stack", "")):
        if int(line) < PRELUDE_FROM:
            return sum(len(each) + 1 for each in text.split("\n")[: int(line) - 1]) + int(column) - 1
    return None


@lru_cache(maxsize=64)
def _zone_file(name: str) -> str:
    """The path of the zone's rules, as the C library takes it: the system's, else those of the package tzdata."""
    known = zone_name(name) or "UTC"
    for folder in (*TZPATH, str(files("tzdata").joinpath("zoneinfo"))):
        path = Path(folder, known)
        if path.is_file():
            return f":{path}"
    return "UTC0"
