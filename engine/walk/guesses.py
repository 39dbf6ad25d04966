"""Guesses values for the variables of processes from the expressions that read them."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from copy import deepcopy
from dataclasses import fields, is_dataclass
from random import Random
from typing import Any

from bpmn import languages
from bpmn.diagram import Element, Expression, Process, Scope
from bpmn.expressions import leaves
from bpmn.languages.dmn import Decisions, cells
from engine.walk.spin import as_paths

_VALUE = r"(\"[^\"]*\"|'[^']*'|-?\d+(?:\.\d+)?|true|false|null)"
COMPARED = re.compile(r"([A-Za-z_]\w*(?:\.\w+)*)\s*(==|!=|<=|>=|=|<|>|\beq\b|\bne\b|\bgt\b|\blt\b)\s*" + _VALUE)
"""A name, a sign, a value."""

_LITERAL = re.compile(_VALUE)
_EQUALS = re.compile(r"([A-Za-z_]\w*)\.equals\(\s*" + _VALUE + r"\s*\)")
_TEXT_METHOD = re.compile(
    r"([A-Za-z_]\w*)\.(?:substring|startsWith|endsWith|contains|matches|toLowerCase|toUpperCase|trim|equalsIgnoreCase"
    r"|split|indexOf|charAt|replace|concat)\(\s*(\"[^\"]*\"|'[^']*')?"
)
_TEXT_FUNCTION = re.compile(
    r"(?:starts with|ends with|contains|matches|upper case|lower case|string length|substring(?: before| after)?)"
    r"\(\s*([A-Za-z_]\w*)\s*(?:,\s*(\"[^\"]*\"))?"
)
"""What is done to texts, in JUEL and in FEEL, and the text it is done with."""

_IN_LIST = re.compile(r"list contains\(\s*\[([^\]]*)\]\s*,\s*(\w+)")
_PATH = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?![\w(.])")
_COUNTED = re.compile(r"(?:count|sum)\(\s*(\w+)")

ITEMS = ["one", "two"]
LONG_TEXT = "a text of some length"
ANYTHING: tuple[Any, ...] = (True, False, 1, 100, "text")


class Guesses:
    """For each variable the values worth trying."""

    def __init__(
        self, processes: Collection[Process], deployed: Iterable[str] = (), decisions: Iterable[Decisions] = ()
    ) -> None:
        self._deployed = list(deployed)  # ids of processes that could be called
        self.values: dict[str, list[Any]] = defaultdict(list)
        self.deciding: set[str] = set()  # names that conditions read
        self.awaited: set[str] = set()  # names that conditional events read
        self.items: dict[str, str] = {}  # path of a collection -> name of its item
        for process in processes:
            for role, expression in _expressions(process):
                self._learn(role, expression)
            for element in process.elements():
                if element.repeat and element.repeat.collection and element.repeat.item:
                    self.items[element.repeat.collection.text.strip("${}= ")] = element.repeat.item

        for file in decisions:
            for column, text in cells(file):
                name = column.strip()
                self.deciding.add(name.partition(".")[0])
                self._add(name, [value for found in _LITERAL.findall(text) for value in _around(read_value(found))])

        for process in processes:
            for element in process.elements():
                if element.repeat and element.repeat.collection and element.repeat.item:
                    self._learn_items(element.repeat.collection, element.repeat.item)

    def _learn_items(self, collection: Expression, item: str) -> None:
        """A list of what is compared with its items, if that is known."""
        single = [value for value in self.values.get(item, ()) if not isinstance(value, dict | list)]
        named = languages.names(collection)
        if single and len(named) == 1:
            self.values[next(iter(named))] = [single, single[:1], single[-1:]]

    def draw(self, random: Random, names: set[str] | None = None) -> dict[str, Any]:
        """A value for each name (of those asked for)."""
        chosen: dict[str, Any] = {}
        for name in sorted(self.values):
            root = name.partition(".")[0]
            if names is not None and root not in names:
                continue
            value = random.choice(self.values[name] or list(ANYTHING))
            if "." not in name:
                if not isinstance(chosen.get(name), dict):
                    chosen[name] = value
            else:
                _nest(chosen, name.split("."), value)
        for path, item in self.items.items():
            if (
                names is None and path in self.values and isinstance(chosen.get(item), dict)
            ):  # its items have properties, too
                _nest(chosen, path.split("."), [deepcopy(chosen[item])] * random.randint(1, 2))
        return chosen

    def _learn(self, role: str, expression: Expression) -> None:
        known = self._deployed if role == "called" else _by_role(role)
        names = languages.names(expression)
        text = as_paths(expression.text)
        paths = [path for path in _PATH.findall(text) if path.partition(".")[0] in names]
        for path in paths:
            self._add(path, known)
        for name in names:
            whole = not any(path.startswith(f"{name}.") for path in paths)
            self.values[name].extend(known if whole else ())
            if role in ("condition", "event"):
                self.deciding.add(name)
            if role == "event":
                self.awaited.add(name)
        for name, found in [*((name, value) for name, _, value in COMPARED.findall(text)), *_EQUALS.findall(text)]:
            self._add(name, _around(read_value(found)))
        for name, found in [*_TEXT_METHOD.findall(text), *_TEXT_FUNCTION.findall(text)]:
            self._add(name, [read_value(found), LONG_TEXT] if found else [LONG_TEXT])
        for found, name in _IN_LIST.findall(text):
            self._add(name, [read_value(part.strip()) for part in found.split(",") if part.strip()])
        for name in _COUNTED.findall(text):
            self._add(name, [ITEMS, ["one"], []])

    def _add(self, name: str, values: list[Any]) -> None:
        known = self.values[name]
        known.extend(value for value in values if value not in known or isinstance(value, bool))


def _by_role(role: str) -> list[Any]:
    known: dict[str, list[Any]] = {
        "collection": [ITEMS, ["one"], ["one", "two", "three"]],
        "cardinality": [2, 1],
        "duration": ["PT1H"],
        "date": ["2030-01-01T00:00:00Z"],
        "cycle": ["R2/PT1H"],
        "key": ["key-1"],
        "text": ["text"],
    }
    return known.get(role, [])


def _around(value: Any) -> list[Any]:
    """The value compared with and its neighbours, so that both sides of the comparison come true."""
    if isinstance(value, bool):
        return [value, not value]
    if isinstance(value, int | float):
        return [value, value + 1, value - 1]
    return [value, "something else"] if value is not None else [None, "text"]


def read_value(text: str) -> Any:
    """The value of a literal."""
    if text[:1] == "'":
        return text[1:-1]
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def _nest(chosen: dict[str, Any], path: list[str], value: Any) -> None:
    place = chosen
    for step in path[:-1]:
        if not isinstance(place.get(step), dict):
            place[step] = {}
        place = place[step]
    place[path[-1]] = value


def _expressions(process: Process) -> Iterator[tuple[str, Expression]]:
    for flow in process.flows():
        if flow.condition:
            yield "condition", flow.condition
    for element in process.elements():
        for role, expression in _of_an_element(element):
            if expression is not None:
                yield role, expression


def _of_an_element(element: Element) -> Iterator[tuple[str, Expression | None]]:
    if repeat := element.repeat:
        yield "collection", repeat.collection
        yield "cardinality", repeat.cardinality
        yield "condition", repeat.until
    for event in element.events:
        yield "key", event.correlation_key
        yield "text", event.name
        yield "event", event.condition
        if event.timer:
            yield event.timer.kind, event.timer.expression
    if assignment := element.assignment:
        yield from (("text", e) for e in (assignment.assignee, assignment.candidate_users, assignment.candidate_groups))
        yield from (("date", e) for e in (assignment.due_date, assignment.follow_up_date))
    if element.script:
        yield "script", element.script.expression
    if element.call:
        yield "called", element.call.process
        yield from (("mapping", found) for mapping in element.call.inputs for found in leaves(mapping.source))
    yield from (
        ("mapping", found) for mapping in (*element.inputs, *element.outputs) for found in leaves(mapping.source)
    )
    yield from (("other", expression) for expression in _all_in(element))


def _all_in(part: object) -> Iterator[Expression]:
    """Every expression of an element, wherever it stands; not those of what is inside a subprocess."""
    if isinstance(part, Expression):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from _all_in(one)
    elif is_dataclass(part) and not isinstance(part, Scope | type):
        for field in fields(part):
            yield from _all_in(getattr(part, field.name))
