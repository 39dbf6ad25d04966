"""Conditions on variables: a name, a comparison, a value; compared as JSON, so that 1 is not "1"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, cast, func, literal, not_, select, true
from sqlalchemy.dialects.postgresql import JSONB

from engine.queries.listings.listing import Filter
from engine.store.instances import variable

STORED = cast(variable.c.value, JSONB)


@dataclass(frozen=True, slots=True)
class ValueCondition:
    """``comparison``: eq, neq, gt, gteq, lt, lteq, like, notLike."""

    name: str
    comparison: str
    value: Any
    ignore_case: bool = False


def _json(value: Any) -> ColumnElement[Any]:
    return cast(literal(value, JSONB), JSONB)


def _same_kind(value: Any) -> ColumnElement[bool]:
    return func.jsonb_typeof(STORED) == func.jsonb_typeof(_json(value))


def _equal(value: Any) -> ColumnElement[bool]:
    if value is None:
        return variable.c.value.is_(None)
    return _json(value) == STORED


def _text() -> ColumnElement[Any]:
    return func.jsonb_extract_path_text(func.jsonb_build_object("v", STORED), "v")


COMPARISONS: dict[str, Callable[[Any], ColumnElement[bool]]] = {
    "eq": _equal,
    "neq": lambda value: variable.c.value.is_not(None) if value is None else not_(_equal(value)),
    "gt": lambda value: and_(_same_kind(value), _json(value) < STORED),
    "gteq": lambda value: and_(_same_kind(value), _json(value) <= STORED),
    "lt": lambda value: and_(_same_kind(value), _json(value) > STORED),
    "lteq": lambda value: and_(_same_kind(value), _json(value) >= STORED),
    "like": lambda value: and_(func.jsonb_typeof(STORED) == "string", _text().like(str(value))),
    "notLike": lambda value: and_(func.jsonb_typeof(STORED) == "string", _text().not_like(str(value))),
}
"""Comparison -> condition on a row of the table of variables. A variable that is missing fulfils none."""


def having(instance: ColumnElement[Any]) -> Filter:
    """Variables of the process instance with the key ``instance`` that fulfil all conditions."""

    def where(conditions: Sequence[ValueCondition]) -> ColumnElement[bool]:
        return and_(true(), *(_exists(instance, one) for one in conditions))

    return Filter("values", where)


def _exists(instance: ColumnElement[Any], condition: ValueCondition) -> ColumnElement[bool]:
    name, wanted = variable.c.name, condition.name
    named = func.lower(name) == wanted.lower() if condition.ignore_case else name == wanted
    return (
        select(1)
        .where(variable.c.instance_key == instance, named, COMPARISONS[condition.comparison](condition.value))
        .exists()
    )
