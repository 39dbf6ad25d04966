"""The form as it stands in the browser at the moment of submission, worked out again on the server."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bpmn.forms.components import COMPONENTS
from bpmn.forms.expressions import Surroundings, is_feel
from bpmn.forms.form import Field, Form, Path, at, holds, put
from bpmn.forms.prefill import fill, prefill, repeats
from bpmn.forms.values import decimal, mismatch, option_meant, typed
from bpmn.languages import Moment


@dataclass(frozen=True, slots=True)
class Shown:
    """A field that can be seen, with the value it has now. ``writable``: the person may change it (an expression
    field counts as written: the form writes it). ``untouched``: the value is the one the form opened with."""

    field: Field
    path: Path
    value: Any
    seen: Surroundings
    writable: bool
    untouched: bool


@dataclass(frozen=True, slots=True)
class _State:
    """``before`` is what the form opened with, ``data`` what it holds now, with all variables beneath."""

    values: Mapping[str, Any]
    before: dict[str, Any]
    data: dict[str, Any]
    moment: Moment


def shown(form: Form, values: Mapping[str, Any], variables: Mapping[str, Any], moment: Moment) -> Iterator[Shown]:
    """Every visible field with a value. Conditions see the variables and, over them, what the form holds."""
    before = prefill(form, variables)
    state = _State(values, before, dict(variables) | copy.deepcopy(before), moment)
    for field in form.fields:
        _type_in(field, (), state)
    around = Surroundings(state.data, moment, state.data)
    for _ in range(2 if any(field.type == "expression" for field in form.all_fields()) else 0):
        for each in list(_walk(form.fields, (), around, state)):
            if each.field.type == "expression":
                put(state.data, each.path, each.value)
    yield from _walk(form.fields, (), around, state)


def _type_in(field: Field, above: Path, state: _State) -> None:
    """Put what was typed over what the form opened with; rows as many as there are in the submission."""
    component, path = COMPONENTS[field.type], above + field.path
    if component.keyed and field.path and _open(field) and holds(state.values, path):
        value = at(state.values, path)
        put(
            state.data,
            path,
            typed(field, value) if component.value == "number" and decimal(value) is not None else value,
        )
    if not repeats(field):
        for child in field.children:
            _type_in(child, path, state)
        return
    rows = _rows(field, path, state)
    put(state.data, path, rows)
    for number in range(len(rows)):
        for child in field.children:
            fill(child, (*path, number), state.data, state.data)
            _type_in(child, (*path, number), state)


def _rows(field: Field, path: Path, state: _State) -> list[Any]:
    now: list[Any] = at(state.data, path) or []
    typed_rows = at(state.values, path)
    if not isinstance(typed_rows, list) or not field.settings.get("allowAddRemove", True):
        return now
    return [now[number] if number < len(now) else {} for number in range(len(typed_rows))]


def _walk(fields: tuple[Field, ...], above: Path, seen: Surroundings, state: _State) -> Iterator[Shown]:
    for field in fields:
        if is_feel(field.hide) and seen.true(field.hide):
            continue
        component, path = COMPONENTS[field.type], above + field.path
        if component.keyed and field.path:
            yield _shown(field, path, seen, state)
        elif repeats(field):
            for number, row in enumerate(at(state.data, path) or []):
                yield from _walk(field.children, (*path, number), seen.within(row, number), state)
        else:
            yield from _walk(field.children, path, seen, state)


def _shown(field: Field, path: Path, seen: Surroundings, state: _State) -> Shown:
    before = at(state.before, path)
    if field.type == "expression":
        return Shown(field, path, seen.value(field.settings.get("expression")), seen, True, True)
    if not _open(field) or seen.true(field.settings.get("readonly")):
        return Shown(field, path, before, seen, False, True)
    value = option_meant(field, at(state.data, path), seen)
    put(state.data, path, value)
    untouched = value == before
    if untouched and mismatch(field, value, seen, allow_past=True):
        value = COMPONENTS[field.type].empty
    return Shown(field, path, value, seen, True, untouched)


def _open(field: Field) -> bool:
    """Whether a person may write into it, as far as the file alone says."""
    settings = field.settings
    return field.type != "expression" and not settings.get("disabled") and settings.get("readonly") is not True
