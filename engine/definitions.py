"""Compiled definitions, forms and decisions in memory: none changes once deployed, so only the number is bounded."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

import bpmn
from bpmn.diagram import Diagram, Process
from bpmn.duties import Duty, duties
from bpmn.forms import Form, form_from, read_form
from bpmn.languages.dmn import Decisions, read
from bpmn.sentence import say
from engine.errors import NotFound
from engine.flow.definition import Definition, compile_process

T = TypeVar("T")
Fetch = Callable[[str, tuple[Any, ...]], Any]
"""Gives the one row of a query, or None."""

DEFINITION = """
    SELECT d.key, d.process_id, d.version, d.name, d.audience, d.unit, d.deployment_key, r.name AS file, r.content
    FROM definition d JOIN resource r ON r.key = d.resource_key WHERE d.key = %s"""
DECISIONS = "SELECT content FROM resource WHERE key = %s"
FORM = "SELECT r.content, r.name FROM form f JOIN resource r ON r.key = f.resource_key WHERE f.key = %s"


@dataclass(frozen=True, slots=True)
class Compiled:
    """One version of one process, ready to run. ``diagram`` is the whole file it came in."""

    key: int
    process_id: str
    version: int
    name: str
    audience: str | None
    unit: str | None
    deployment_key: int
    diagram: Diagram
    flow: Definition
    duties: Mapping[str, Duty]

    @property
    def process(self) -> Process:
        return self.diagram.process(self.process_id)


class Kept(Generic[T]):
    """The most recently used things by key. Two threads may both make one; either result serves."""

    def __init__(self, most: int) -> None:
        self._lock = Lock()
        self._most = most
        self._things: OrderedDict[Any, T] = OrderedDict()

    def get(self, key: Any, make: Callable[[], T]) -> T:
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                return self._things[key]
        made = make()
        with self._lock:
            self._things[key] = made
            if len(self._things) > self._most:
                self._things.popitem(last=False)
        return made


class Definitions:
    """What one process of the engine has read and compiled."""

    def __init__(self, most: int = 500) -> None:
        self._compiled: Kept[Compiled] = Kept(most)
        self._forms: Kept[Form] = Kept(most)
        self._decisions: Kept[Decisions] = Kept(most)

    def get(self, key: int, fetch: Fetch) -> Compiled:
        """The definition of that key."""
        return self._compiled.get(key, lambda: _compile(key, fetch))

    def form(self, key: int, fetch: Fetch) -> Form:
        """The form of that key."""
        return self._forms.get(key, lambda: _read_form(key, fetch))

    def decisions(self, resource_key: int, fetch: Fetch) -> Decisions:
        """The decisions of that file."""
        return self._decisions.get(resource_key, lambda: _read_decisions(resource_key, fetch))

    def generated_form(self, definition: Compiled, element_id: str) -> Form:
        """The form that the diagram itself describes at an element."""
        schema = definition.diagram.forms[element_id]
        return self._forms.get((definition.key, element_id), lambda: form_from(schema))


def _compile(key: int, fetch: Fetch) -> Compiled:
    row = fetch(DEFINITION, (key,))
    if row is None:
        raise NotFound(say("There is no process definition {key}.", key=key))
    diagram = bpmn.read(bytes(row.content), row.file)
    return Compiled(
        key=row.key, process_id=row.process_id, version=row.version, name=row.name, audience=row.audience,
        unit=row.unit, deployment_key=row.deployment_key, diagram=diagram,
        flow=Definition(row.key, compile_process(diagram, row.process_id)),
        duties=duties(diagram.process(row.process_id)),
    )  # fmt: skip


def _read_decisions(resource_key: int, fetch: Fetch) -> Decisions:
    row = fetch(DECISIONS, (resource_key,))
    if row is None:
        raise NotFound(say("There is no file {key}.", key=resource_key))
    return read(bytes(row.content))


def _read_form(key: int, fetch: Fetch) -> Form:
    row = fetch(FORM, (key,))
    if row is None:
        raise NotFound(say("There is no form {key}.", key=key))
    return read_form(bytes(row.content))
