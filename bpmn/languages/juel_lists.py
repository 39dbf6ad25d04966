"""Java's methods of List and Map that JUEL may call: those that only look."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bpmn.languages.juel_coercion import java_equals, shown, to_long, to_text
from bpmn.languages.language import EvaluationError
from bpmn.sentence import say

Method = Callable[..., object]
NO_ITEM = -1
MOST_COMPARED = 1_000_000
"""Pairs of items that one call may compare."""


def _get(items: list[object], index: object) -> object:
    place = to_long(index)
    if not 0 <= place < len(items):
        raise EvaluationError(say("The list has no item {place}; it has {length}.", place=place, length=len(items)))
    return items[place]


def index_of(items: list[object], value: object) -> int:
    return next((place for place, item in enumerate(items) if java_equals(item, value)), NO_ITEM)


def _last_index(items: list[object], value: object) -> int:
    found = index_of(items[::-1], value)
    return found if found == NO_ITEM else len(items) - 1 - found


def _contains_all(items: list[object], wanted: object) -> bool:
    if not isinstance(wanted, list):
        raise EvaluationError(say("containsAll needs a list and found {value}.", value=shown(wanted)))
    if len(items) * len(wanted) > MOST_COMPARED:
        raise EvaluationError(say("containsAll would compare more than {most} pairs of items.", most=MOST_COMPARED))
    return all(index_of(items, each) != NO_ITEM for each in wanted)


def _sub_list(items: list[object], start: object, end: object) -> list[object]:
    first, last = to_long(start), to_long(end)
    if not 0 <= first <= last <= len(items):
        raise EvaluationError(
            say("subList({start}, {end}) lies outside of a list of {length} items.", start=first, end=last,
                length=len(items))
        )  # fmt: skip
    return items[first:last]


LIST_METHODS: Mapping[str, Method] = {
    "size": len,
    "isEmpty": lambda items: not items,
    "contains": lambda items, value: index_of(items, value) != NO_ITEM,
    "containsAll": _contains_all,
    "get": _get,
    "indexOf": index_of,
    "lastIndexOf": _last_index,
    "subList": _sub_list,
}

MAP_METHODS: Mapping[str, Method] = {
    "size": len,
    "isEmpty": lambda entries: not entries,
    "get": lambda entries, key: entries.get(to_text(key)),
    "getOrDefault": lambda entries, key, otherwise: entries.get(to_text(key), otherwise),
    "containsKey": lambda entries, key: to_text(key) in entries,
    "containsValue": lambda entries, value: index_of(list(entries.values()), value) != NO_ITEM,
    "keySet": lambda entries: list(entries),
    "values": lambda entries: list(entries.values()),
}
