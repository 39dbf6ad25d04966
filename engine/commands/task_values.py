"""What programs say of a task's properties, by Camunda's names: read and checked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from bpmn.languages.iso8601 import NotIso, parse_date
from bpmn.sentence import Sentence, say
from engine.errors import InvalidCommand
from engine.flow.task_changes import NAMES, PHASES

OURS = {camunda: ours for ours, camunda in NAMES.items()}
"""Camunda's name of a property -> the kernel's."""
MOST_PRIORITY = 100


def properties(said: Mapping[str, Any], zone: str, allowed: Collection[str] = tuple(OURS)) -> dict[str, Any]:
    """By the kernel's names. What is null stays as it is, an empty text or list clears. InvalidCommand."""
    if unknown := [name for name in said if name not in allowed]:
        raise InvalidCommand(
            say("A task has no property {name} that could be set here; expected {names}.", name=unknown[0],
                names=", ".join(sorted(allowed)))
        )  # fmt: skip
    return {OURS[name]: READERS[name](name, value, zone) for name, value in said.items() if value is not None}


def result_of(
    result: Mapping[str, Any] | None, variables: Mapping[str, Any], phase: str, assigned: bool, zone: str
) -> dict[str, Any]:
    """What the worker of a task listener says, for Case.complete. InvalidCommand as Zeebe's JobCompleteProcessor."""
    said = dict(result or {})
    corrections = dict(said.get("corrections") or {})
    if variables:
        raise InvalidCommand(say("The job of a task listener brings no variables; expected corrections, or a denial."))
    if not said.get("denied"):
        found = properties(corrections, zone)
        if phase == "creating" and assigned and "assignee" in found:
            raise InvalidCommand(
                say("A listener to the creation of a task cannot correct the assignee that its diagram says; expected "
                    "one to the assignment.")
            )  # fmt: skip
        return {"corrections": found}
    if phase not in PHASES:
        raise InvalidCommand(
            say("A task's {phase} cannot be denied; only assigning, updating and completing can.", phase=phase)
        )
    if any(value is not None for value in corrections.values()):
        raise InvalidCommand(say("What is denied cannot be corrected; expected one or the other."))
    return {"denied": str(said.get("deniedReason") or "")}


def _text(name: str, value: Any, _zone: str) -> str | None:
    if not isinstance(value, str):
        raise _wrong(name, say("a text"), value)
    return value or None


def _texts(name: str, value: Any, _zone: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise _wrong(name, say("a list of texts"), value)
    return list(value)


def _moment(name: str, value: Any, zone: str) -> str | None:
    if value == "":
        return None
    try:
        return parse_date(str(value), zone).isoformat()
    except NotIso as wrong:
        raise _wrong(name, say("a date and time such as {example}", example="2026-11-24T17:00:00Z"), value) from wrong


def _priority(name: str, value: Any, _zone: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_PRIORITY:
        raise _wrong(name, say("a whole number from 0 to {most}", most=MOST_PRIORITY), value)
    return value


READERS: Mapping[str, Callable[[str, Any, str], Any]] = {
    "assignee": _text,
    "candidateUsers": _texts,
    "candidateGroups": _texts,
    "dueDate": _moment,
    "followUpDate": _moment,
    "priority": _priority,
}


def _wrong(name: str, expected: Sentence, found: Any) -> InvalidCommand:
    return InvalidCommand(
        say("{name} must be {expected}, not {found}.", name=name, expected=expected, found=str(found))
    )
