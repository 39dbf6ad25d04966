"""What a form is filled with when it opens: the case's values where a field can show them, else defaults."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from bpmn.forms.components import COMPONENTS
from bpmn.forms.expressions import OWN_NAMES, Surroundings, names_read
from bpmn.forms.form import Field, Form, Path, at, holds, put
from bpmn.forms.values import tidy
from bpmn.languages import Moment

_TIMELESS = Moment(datetime(1970, 1, 1, tzinfo=UTC))
"""Only static and keyed options are asked for while a form is filled, and they know no time."""


@lru_cache(maxsize=256)
def variables_read(form: Form) -> frozenset[str]:
    """Names of the variables the form reads: to fill its fields, its lists of options, its texts and conditions."""
    names = set(_roots(form.fields))
    for field in form.all_fields():
        names.update(names_read(field))
    return frozenset(names) - OWN_NAMES


def prefill(form: Form, variables: Mapping[str, Any]) -> dict[str, Any]:
    """The data form-js opens with. Nothing leaves the case but what the form reads."""
    data = {name: copy.deepcopy(variables[name]) for name in variables_read(form) if name in variables}
    for field in form.fields:
        fill(field, (), data, variables)
    return data


def fill(field: Field, above: Path, data: dict[str, Any], variables: Mapping[str, Any]) -> None:
    """Give the field and those in it their first values: what ``data`` has for them, made fit, else their default."""
    path = above + field.path
    if COMPONENTS[field.type].keyed and field.path:
        put(data, path, _first_value(field, path, data, variables))
    if not repeats(field):
        for child in field.children:
            fill(child, path, data, variables)
        return
    rows = at(data, path)
    if not isinstance(rows, list):
        rows = [{} for _ in range(_count(field.settings.get("defaultRepetitions", 1)))]
    put(data, path, [row if isinstance(row, dict) else {} for row in rows])
    for number in range(len(rows)):
        for child in field.children:
            fill(child, (*path, number), data, variables)


def _first_value(field: Field, path: Path, data: dict[str, Any], variables: Mapping[str, Any]) -> Any:
    if not holds(data, path):
        first = field.settings.get("defaultValue", COMPONENTS[field.type].empty)
        return copy.deepcopy(first)
    value = at(data, path)
    if field.settings.get("valuesExpression"):
        return value  # the options are known only when the form is shown
    return tidy(field, value, Surroundings(variables, _TIMELESS, variables))


def repeats(field: Field) -> bool:
    """Whether a field holds rows."""
    return COMPONENTS[field.type].repeats and field.settings.get("isRepeating", True) is True


def _count(found: object) -> int:
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found <= 1000 else 1


def _roots(fields: tuple[Field, ...]) -> Iterator[str]:
    for field in fields:
        if field.path:
            yield field.path[0]
        else:
            yield from _roots(field.children)
