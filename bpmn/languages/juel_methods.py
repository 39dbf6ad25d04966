"""Which properties and methods JUEL may use: a table per type, and nothing else. No Python attribute is ever read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bpmn.languages import juel_external_task as external_task
from bpmn.languages.juel_coercion import java_equals, java_text, kind, shown, to_long, to_text
from bpmn.languages.juel_decisions import ENTRY_METHODS, RESULT_METHODS, DecisionEntries, DecisionResult
from bpmn.languages.juel_external_task import ExternalTask
from bpmn.languages.juel_time import FIELDS, MOVES, SETTERS, DateTime, JavaDate, epoch_milliseconds, start_of_day
from bpmn.languages.language import EvaluationError
from bpmn.sentence import say

Method = Callable[..., object]
NO_LIST_ITEM = -1


def _substring(text: str, start: object, end: object = None) -> str:
    first, last = to_long(start), len(text) if end is None else to_long(end)
    if not 0 <= first <= last <= len(text):
        raise EvaluationError(
            say("substring({start}, {end}) lies outside of a text of {length} characters.", start=first, end=last,
                length=len(text))
        )  # fmt: skip
    return text[first:last]


def _split(text: str, separator: object) -> list[str]:
    """Java takes a regular expression here; a text without special characters means the same to both."""
    pattern = to_text(separator)
    escaped = len(pattern) == 2 and pattern[0] == "\\" and not pattern[1].isalnum()
    plain = pattern[1] if escaped else pattern
    if not plain or (not escaped and any(letter in pattern for letter in ".$|()[{^?*+\\")):
        raise EvaluationError(say("split takes a plain text here, not the pattern {pattern}.", pattern=shown(pattern)))
    parts = text.split(plain)
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return parts if any(parts) or parts == [text] else []


def _char(text: str, index: object) -> str:
    place = to_long(index)
    if not 0 <= place < len(text):
        raise EvaluationError(say("The text has no character {place}.", place=place))
    return text[place]


def _get(items: list[object], index: object) -> object:
    place = to_long(index)
    if not 0 <= place < len(items):
        raise EvaluationError(say("The list has no item {place}; it has {length}.", place=place, length=len(items)))
    return items[place]


def _index(items: list[object], value: object) -> int:
    return next((place for place, item in enumerate(items) if java_equals(item, value)), NO_LIST_ITEM)


def _last_index(items: list[object], value: object) -> int:
    found = _index(items[::-1], value)
    return found if found == NO_LIST_ITEM else len(items) - 1 - found


def _contains_all(items: list[object], wanted: object) -> bool:
    if not isinstance(wanted, list):
        raise EvaluationError(say("containsAll needs a list and found {value}.", value=shown(wanted)))
    return all(_index(items, each) != NO_LIST_ITEM for each in wanted)


def _order(a: float, b: object) -> int:
    if not isinstance(b, int | float) or isinstance(a, bool) is not isinstance(b, bool):
        raise EvaluationError(say("compareTo needs a value of its own kind and found {value}.", value=shown(b)))
    return (a > b) - (a < b)


def _text_order(a: str, b: object) -> int:
    """Java's compareTo: the difference of the first units that differ, else of the lengths."""
    left, right = a.encode("utf-16-be"), to_text(b).encode("utf-16-be")
    for place in range(0, min(len(left), len(right)), 2):
        if left[place : place + 2] != right[place : place + 2]:
            return int.from_bytes(left[place : place + 2]) - int.from_bytes(right[place : place + 2])
    return (len(left) - len(right)) // 2


_ANY: Mapping[str, Method] = {"equals": java_equals, "toString": java_text}

_TEXT: Mapping[str, Method] = {
    "length": lambda text: len(text.encode("utf-16-be", "surrogatepass")) // 2,
    "isEmpty": lambda text: not text,
    "isBlank": lambda text: not text.strip(),
    "equalsIgnoreCase": lambda text, other: isinstance(other, str) and text.lower() == other.lower(),
    "compareTo": _text_order,
    "startsWith": lambda text, other: text.startswith(to_text(other)),
    "endsWith": lambda text, other: text.endswith(to_text(other)),
    "contains": lambda text, other: to_text(other) in text,
    "indexOf": lambda text, other: text.find(to_text(other)),
    "lastIndexOf": lambda text, other: text.rfind(to_text(other)),
    "substring": _substring,
    "charAt": _char,
    "toUpperCase": lambda text: text.upper(),
    "toLowerCase": lambda text: text.lower(),
    "trim": lambda text: text.strip("".join(map(chr, range(33)))),
    "strip": lambda text: text.strip(),
    "concat": lambda text, other: text + to_text(other),
    "replace": lambda text, old, new: text.replace(to_text(old), to_text(new)),
    "split": _split,
}

_LIST: Mapping[str, Method] = {
    "size": len,
    "isEmpty": lambda items: not items,
    "contains": lambda items, value: _index(items, value) != NO_LIST_ITEM,
    "containsAll": _contains_all,
    "get": _get,
    "indexOf": _index,
    "lastIndexOf": _last_index,
}

_MAP: Mapping[str, Method] = {
    "size": len,
    "isEmpty": lambda entries: not entries,
    "get": lambda entries, key: entries.get(to_text(key)),
    "getOrDefault": lambda entries, key, otherwise: entries.get(to_text(key), otherwise),
    "containsKey": lambda entries, key: to_text(key) in entries,
    "containsValue": lambda entries, value: _index(list(entries.values()), value) != NO_LIST_ITEM,
    "keySet": lambda entries: list(entries),
    "values": lambda entries: list(entries.values()),
}

_NUMBER: Mapping[str, Method] = {
    "intValue": int,
    "longValue": int,
    "doubleValue": float,
    "compareTo": _order,
}

_BOOLEAN: Mapping[str, Method] = {"booleanValue": bool, "compareTo": _order}


def _with_number(change: Callable[[DateTime, int], DateTime]) -> Method:
    return lambda time, number: change(time, to_long(number))


def _getter(field: str) -> str:
    return "get" + field[0].upper() + field[1:]


_DATE_TIME: Mapping[str, Method] = {
    **{name: _with_number(move) for name, move in MOVES.items()},
    **{name: _with_number(change) for name, change in SETTERS.items()},
    **{_getter(field): read for field, read in FIELDS.items()},
    "withTimeAtStartOfDay": start_of_day,
    "toDate": lambda time: JavaDate(time.moment, time.zone),
    "isBefore": lambda time, other: isinstance(other, DateTime) and time.moment < other.moment,
    "isAfter": lambda time, other: isinstance(other, DateTime) and time.moment > other.moment,
    "toString": lambda time: time.iso(),
}

_DATE: Mapping[str, Method] = {
    "getTime": lambda date: epoch_milliseconds(date.moment),
    "before": lambda date, other: isinstance(other, JavaDate) and date.moment < other.moment,
    "after": lambda date, other: isinstance(other, JavaDate) and date.moment > other.moment,
}

_SPIN_TESTS = ("isBoolean", "isNumber", "isString", "isArray", "isObject", "isValue")


def _spin(*names: str, **methods: Method) -> Mapping[str, Method]:
    """What Camunda Spin's JSON nodes can do; a JSON variable is the value itself here. ``names`` give the value."""
    tests = {test: (lambda _, answer=test in names: answer) for test in _SPIN_TESTS}
    return {**tests, **{name: lambda value: value for name in names if name not in _SPIN_TESTS}, **methods}


def _prop(entries: Mapping[str, object], name: object) -> object:
    if name not in entries:
        raise EvaluationError(say("The JSON object has no property {name}.", name=shown(name)))
    return entries[str(name)]


METHODS: Mapping[type, Mapping[str, Method]] = {
    bool: {**_ANY, **_BOOLEAN, **_spin("isBoolean", "isValue", "boolValue", "value")},
    int: {**_ANY, **_NUMBER, **_spin("isNumber", "isValue", "numberValue", "value")},
    float: {**_ANY, **_NUMBER, **_spin("isNumber", "isValue", "numberValue", "value")},
    str: {**_ANY, **_TEXT, **_spin("isString", "isValue", "stringValue", "value")},
    list: {**_ANY, **_LIST, **_spin("isArray", "elements")},
    dict: {**_ANY, **_MAP, **_spin("isObject", prop=_prop, hasProp=lambda entries, name: name in entries)},
    ExternalTask: external_task.METHODS,
    DecisionResult: {**_ANY, **_LIST, **RESULT_METHODS},
    DecisionEntries: {**_ANY, **_MAP, **ENTRY_METHODS},
    DateTime: {**_ANY, **_DATE_TIME},
    JavaDate: {"equals": java_equals, **_DATE},
}

EVERY_METHOD = frozenset(name for methods in METHODS.values() for name in methods)
"""Names that can be a method of something; others can be refused when a diagram is uploaded."""


def call(target: object, name: str, arguments: list[object]) -> object:
    """``target.name(arguments)``, if the table has it."""
    if target is None:
        raise EvaluationError(say("The method {name} was called on null.", name=name))
    method = METHODS.get(type(target), {}).get(name)
    if method is None:
        raise EvaluationError(say("A {kind} has no method {name} that JUEL may call.", kind=kind(target), name=name))
    try:
        return method(target, *arguments)
    except TypeError as error:
        raise EvaluationError(
            say("The method {name} of a {kind} does not take these {count} values.", name=name, kind=kind(target),
                count=len(arguments))
        ) from error  # fmt: skip


def read(target: object, key: object) -> object:
    """``target.key`` or ``target[key]``: null of null, an entry of a map, an item of a list, a getter of a date."""
    if target is None or key is None:
        return None
    if isinstance(target, dict):
        return target.get(to_text(key))
    if isinstance(target, list):
        place = to_long(key)
        return target[place] if 0 <= place < len(target) else None
    if isinstance(target, str) and key == "empty":
        return not target
    if isinstance(target, DateTime) and key in FIELDS:
        return FIELDS[str(key)](target)
    if isinstance(target, JavaDate) and key == "time":
        return epoch_milliseconds(target.moment)
    raise EvaluationError(say("A {kind} has no property {name}.", kind=kind(target), name=shown(key)))
