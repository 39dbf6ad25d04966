"""Camunda Spin's JSON nodes, which ``S(...)`` and ``JSON(...)`` give: read only, with no Java object behind them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bpmn.languages.language import EvaluationError
from bpmn.sentence import say

LARGEST = 8_000_000
"""Characters of the largest text that is taken apart or made."""


@dataclass(frozen=True, slots=True)
class Spin:
    """SpinJsonNode: a JSON value that is asked by methods and compared by none of EL's operators."""

    value: object

    def text(self) -> str:
        return json.dumps(self.value, ensure_ascii=False, separators=(",", ":"))


def spin(value: object) -> Spin:
    """``S(value)``: a text is read as JSON, anything else is JSON already. Raises EvaluationError."""
    if isinstance(value, Spin):
        return value
    if value is None:
        raise EvaluationError(say("S() and JSON() were called with null."))
    if isinstance(value, list | dict | bool | int | float):
        return Spin(value)
    if not isinstance(value, str):
        raise EvaluationError(say("S() and JSON() read texts and JSON, and were given something else."))
    if len(value) > LARGEST:
        raise EvaluationError(say("The JSON text has more than {limit} characters.", limit=LARGEST))
    if value.lstrip().startswith("<"):
        raise EvaluationError(say("S() was given XML; Alur reads JSON only."))
    try:
        return Spin(json.loads(value, parse_constant=_no_constant))
    except (ValueError, RecursionError) as error:
        raise EvaluationError(say("S() was given a text that is no JSON: {detail}.", detail=str(error))) from error


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON number")


def _prop(node: Spin, name: object) -> Spin:
    entries = _object(node, "prop")
    if not isinstance(name, str) or name not in entries:
        raise EvaluationError(say("The JSON object has no property {name}.", name=_quoted(name)))
    return Spin(entries[name])


def _object(node: Spin, asked: str) -> dict[str, object]:
    if isinstance(node.value, dict):
        return node.value
    raise _unlike(node, asked, "object")


def _array(node: Spin, asked: str) -> list[object]:
    if isinstance(node.value, list):
        return node.value
    raise _unlike(node, asked, "array")


def _unlike(node: Spin, asked: str, wanted: str) -> EvaluationError:
    return EvaluationError(
        say("{method}() needs a JSON {wanted} and found {found}.", method=asked, wanted=wanted, found=_kind(node.value))
    )


_WHOLE: Mapping[type, str] = {list: "array", dict: "object"}


def _kind(value: object) -> str:
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    return "string" if isinstance(value, str) else _WHOLE.get(type(value), "number")


def _quoted(value: object) -> str:
    return repr(value[:60]) if isinstance(value, str) else str(value)[:60]


def _native(asked: str, *kinds: str) -> Callable[[Spin], object]:
    def read(node: Spin) -> object:
        if _kind(node.value) in kinds:
            return node.value
        raise _unlike(node, asked, " / ".join(kinds))

    return read


def _is(*kinds: str) -> Callable[[Spin], object]:
    return lambda node: _kind(node.value) in kinds


def _place(node: Spin, value: object, last: bool = False) -> int:
    """Where an array has the value. Spin raises an error where it has not, unlike a list."""
    items, wanted = _array(node, "indexOf"), value.value if isinstance(value, Spin) else value
    places = [place for place, item in enumerate(items) if _alike(item, wanted)]
    if not places:
        raise EvaluationError(say("The JSON array has no item {value}.", value=_quoted(wanted)))
    return places[-1 if last else 0]


def _alike(item: object, wanted: object) -> bool:
    return isinstance(item, bool) is isinstance(wanted, bool) and item == wanted


def _contains(node: Spin, value: object) -> bool:
    wanted = value.value if isinstance(value, Spin) else value
    return any(_alike(item, wanted) for item in _array(node, "contains"))


_STEP = re.compile(r"\.([^\W\d][\w-]*|\*)|\[\s*(?:'([^'\\]*)'|\"([^\"\\]*)\"|(-?\d{1,9})|(\*))\s*\]")
Step = str | int | None
"""Of a JSON path: a property, an item, or None for every one."""


def path_steps(path: str) -> tuple[Step, ...] | None:
    """The steps of ``$.a['b'][0][*]``; None if the path uses more than that (filters, ``..``, functions)."""
    if not path.startswith("$"):
        return None
    steps: list[Step] = []
    place = 1
    while place < len(path):
        match = _STEP.match(path, place)
        if match is None:
            return None
        dotted, single, double, number, star = match.groups()
        name = next((each for each in (dotted, single, double) if each is not None), None)
        steps.append(None if star or dotted == "*" else int(number) if number else name)
        place = match.end()
    return tuple(steps)


@dataclass(frozen=True, slots=True)
class SpinPath:
    """SpinJsonPathQuery: what ``jsonPath`` found."""

    found: Any
    many: bool


def _json_path(node: Spin, path: object) -> SpinPath:
    steps = path_steps(path) if isinstance(path, str) else None
    if steps is None:
        raise EvaluationError(say("jsonPath takes paths like $.a['b'][0][*] here, not {path}.", path=_quoted(path)))
    many = None in steps
    found: list[object] = [node.value]
    for step in steps:
        found = [each for value in found for each in _stepped(value, step)]
    if not many and not found:
        raise EvaluationError(say("The JSON value has nothing at {path}.", path=_quoted(path)))
    return SpinPath(found if many else found[0], many)


def _stepped(value: object, step: Step) -> Iterator[object]:
    if step is None:
        yield from value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
    elif isinstance(step, int):
        if isinstance(value, list) and -len(value) <= step < len(value):
            yield value[step]
    elif isinstance(value, dict) and step in value:
        yield value[step]


def _elements(path: SpinPath) -> list[Spin]:
    if not isinstance(path.found, list):
        raise _unlike(Spin(path.found), "elementList", "array")
    return [Spin(each) for each in path.found]


_STRING = _native("stringValue", "string")
_NUMBER = _native("numberValue", "number")
_BOOL = _native("boolValue", "boolean")

JSON_METHODS: Mapping[str, Callable[..., object]] = {
    "prop": _prop,
    "hasProp": lambda node, name: name in _object(node, "hasProp"),
    "fieldNames": lambda node: list(_object(node, "fieldNames")),
    "elements": lambda node: [Spin(each) for each in _array(node, "elements")],
    "indexOf": _place,
    "lastIndexOf": lambda node, value: _place(node, value, last=True),
    "contains": _contains,
    "stringValue": _STRING,
    "numberValue": _NUMBER,
    "boolValue": _BOOL,
    "value": _native("value", "string", "number", "boolean", "null"),
    "isObject": _is("object"),
    "isArray": _is("array"),
    "isString": _is("string"),
    "isNumber": _is("number"),
    "isBoolean": _is("boolean"),
    "isNull": _is("null"),
    "isValue": _is("string", "number", "boolean", "null"),
    "jsonPath": _json_path,
    "toString": Spin.text,
    "getDataFormatName": lambda node: "application/json",
}

PATH_METHODS: Mapping[str, Callable[..., object]] = {
    "element": lambda path: Spin(path.found),
    "elementList": _elements,
    "stringValue": lambda path: _STRING(Spin(path.found)),
    "numberValue": lambda path: _NUMBER(Spin(path.found)),
    "boolValue": lambda path: _BOOL(Spin(path.found)),
}
