"""What Camunda 7's expressions may ask of what a decision gave (``decisionResult``, a DmnDecisionResult)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bpmn.languages.language import EvaluationError
from bpmn.sentence import say


class DecisionEntries(dict[str, Any]):
    """The outputs of one rule that matched, by name."""


class DecisionResult(list[Any]):
    """One ``DecisionEntries`` for each rule that matched."""

    def __init__(self, outputs: Iterable[Mapping[str, Any]]) -> None:
        super().__init__(DecisionEntries(entries) for entries in outputs)


def plain(value: object) -> object:
    """The value as lists and dicts without methods of their own."""
    if isinstance(value, DecisionResult):
        return [dict(entries) for entries in value]
    return dict(value) if isinstance(value, DecisionEntries) else value


def _first_result(result: DecisionResult) -> object:
    return result[0] if result else None


def _single_result(result: DecisionResult) -> object:
    if len(result) > 1:
        raise EvaluationError(say("The decision has {count} results; one was asked for.", count=len(result)))
    return _first_result(result)


def _first_entry(entries: DecisionEntries) -> object:
    return next(iter(entries.values()), None)


def _single_entry(entries: DecisionEntries) -> object:
    if len(entries) > 1:
        raise EvaluationError(say("The decision gives {names}; one value was asked for.", names=", ".join(entries)))
    return _first_entry(entries)


def _single_entry_of_result(result: DecisionResult) -> object:
    only = _single_result(result)
    return None if only is None else _single_entry(DecisionEntries(only))  # type: ignore[call-overload]


RESULT_METHODS: Mapping[str, Callable[..., object]] = {
    "getFirstResult": _first_result,
    "getSingleResult": _single_result,
    "getSingleEntry": _single_entry_of_result,
    "getResultList": plain,
    "collectEntries": lambda result, name: [entries[name] for entries in result if name in entries],
}
ENTRY_METHODS: Mapping[str, Callable[..., object]] = {
    "getFirstEntry": _first_entry,
    "getSingleEntry": _single_entry,
    "getEntry": lambda entries, name: entries.get(name),
    "getEntryMap": plain,
}
