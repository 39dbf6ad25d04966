"""A form as the other files see it: fields in a tree, each with the path of its value; and the paths themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from bpmn.diagram import Finding

Path = tuple[str | int, ...]
"""Where a value lies in the data of a form: names, and row numbers from 0 within a dynamic list."""


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One component. ``path`` is its own part of the binding path (key or path, split at dots); ``settings`` is the
    component as written in the file, never changed."""

    id: str
    type: str
    label: str
    path: tuple[str, ...]
    settings: Mapping[str, Any]
    children: tuple[Field, ...] = ()

    @property
    def rules(self) -> Mapping[str, Any]:
        """The component's ``validate`` part."""
        rules = self.settings.get("validate")
        return rules if isinstance(rules, Mapping) else {}

    @property
    def hide(self) -> object:
        """The condition that hides it."""
        conditional = self.settings.get("conditional")
        return conditional.get("hide") if isinstance(conditional, Mapping) else None


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One Camunda Form. ``schema`` is the JSON that form-js gets."""

    id: str
    schema: Mapping[str, Any]
    fields: tuple[Field, ...]
    findings: tuple[Finding, ...] = field(default=())

    def all_fields(self) -> Iterator[Field]:
        """Every component at every depth, in the order of the file."""
        yield from _walk(self.fields)


def at(data: object, path: Path) -> Any:
    """The value at the path, or None where there is none."""
    for step in path:
        if isinstance(data, Mapping) and isinstance(step, str):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def holds(data: object, path: Path) -> bool:
    """Whether there is a value at the path, be it None."""
    parent, last = at(data, path[:-1]), path[-1]
    if isinstance(parent, Mapping):
        return last in parent
    return isinstance(parent, list) and isinstance(last, int) and last < len(parent)


def put(data: dict[str, Any], path: Path, value: object) -> None:
    """Set the value at the path; what is in its way and cannot hold it is replaced."""
    place: Any = data
    for step, following in pairwise(path):
        place = _room(place, step, [] if isinstance(following, int) else {})
    _write(place, path[-1], value)


def _room(place: Any, step: str | int, fresh: Any) -> Any:
    found = at(place, (step,))
    if not isinstance(found, type(fresh)):
        found = fresh
        _write(place, step, found)
    return found


def _write(place: Any, step: str | int, value: object) -> None:
    if isinstance(place, list) and isinstance(step, int):
        place.extend({} for _ in range(step + 1 - len(place)))
    place[step] = value


def _walk(fields: tuple[Field, ...]) -> Iterator[Field]:
    for each in fields:
        yield each
        yield from _walk(each.children)
