"""The data of a case as people read it: labels of its form, words of options, dates; personal numbers masked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext

from bpmn.forms import Field, Form
from engine.masking import masked
from web import formats

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*")


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the case's data."""

    label: str
    words: str
    name: str
    hidden: bool = False


def labelled(form: Form | None, variables: Mapping[str, Any]) -> list[Fact]:
    """What the form's fields hold, in the order of the form."""
    return list(_labelled(form, variables)) if form else []


def others(form: Form | None, variables: Mapping[str, Any]) -> list[Fact]:
    """Variables that the form does not show, by name."""
    told = {field.path[0] for field in form.all_fields() if field.path} if form else set()
    rest = sorted(name for name in variables if name not in told)
    return [Fact(name, words(masked(name, variables[name])), name) for name in rest]


def _labelled(form: Form, variables: Mapping[str, Any]) -> Iterator[Fact]:
    for field in form.fields:
        if field.children or not field.path:
            continue
        name = ".".join(field.path)
        value = _at(variables, field.path)
        if value is None or value == "":
            continue
        label = field.label or _other_label(field) or name
        told = _option(field, value)
        shown = masked(name, told)
        yield Fact(label, words(shown), name, hidden=shown != told)


def unread(form: Form, data: Mapping[str, Any]) -> dict[str, Any]:
    """A form's data, personal numbers of read-only fields masked: no browser can change such fields anyway."""
    kept = dict(data)
    for field in form.fields:
        if field.path and len(field.path) == 1 and field.settings.get("readonly") and field.path[0] in kept:
            kept[field.path[0]] = masked(field.path[0], kept[field.path[0]])
    return kept


def _other_label(field: Field) -> str:
    return str(field.settings.get("dateLabel") or field.settings.get("timeLabel") or "")


def _at(variables: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = variables
    for part in path:
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _option(field: Field, value: Any) -> Any:
    """The label of a chosen option."""
    options = field.settings.get("values")
    if not isinstance(options, list):
        return value
    labels = {json.dumps(one.get("value")): one.get("label") for one in options if isinstance(one, Mapping)}
    if isinstance(value, list):
        return [labels.get(json.dumps(one)) or one for one in value]
    return labels.get(json.dumps(value)) or value


def words(value: Any) -> str:
    """A value as a person reads it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return str(gettext("Yes") if value else gettext("No"))
    if isinstance(value, int | float):
        return formats.number(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list) and all(isinstance(one, str | int | float) for one in value):
        return ", ".join(words(one) for one in value) or "–"
    return json.dumps(value, ensure_ascii=False)


def _text(value: str) -> str:
    try:
        if DAY.fullmatch(value):
            return formats.day(date.fromisoformat(value))
        if MOMENT.fullmatch(value):
            at = datetime.fromisoformat(value)
            return formats.moment(at) if at.tzinfo else value
    except ValueError:
        pass  # it only looked like a date
    return value
