"""Conditions on variables: a name, a comparison, a value; compared by type, so that 1 is not "1"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, DateTime, and_, case, cast, false, func, literal, not_, or_, select, true
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
    ignore_value_case: bool = False


def _json(value: Any) -> ColumnElement[Any]:
    return cast(literal(value, JSONB), JSONB)


_KIND: ColumnElement[Any] = variable.c.kind["type"].astext
_TEXT: ColumnElement[Any] = func.jsonb_extract_path_text(func.jsonb_build_object("v", STORED), "v")
_MOMENT: ColumnElement[Any] = case((_KIND == "Date", cast(_TEXT, DateTime(timezone=True))))
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}")
"""A text like this means a Date (Camunda 7's VariableQueryParameterDto.resolveValue)."""
NUMBERS = ("Short", "Integer", "Long", "Double")


def _sides(value: Any, ignore_case: bool) -> tuple[ColumnElement[bool], Any, Any]:
    """Which variables can be compared with the value, what of them, and with what: dates with dates, numbers with
    numbers of any kind, texts with texts."""
    if isinstance(value, str):
        if _DATE.fullmatch(value):
            try:
                return _KIND == "Date", _MOMENT, literal(datetime.fromisoformat(value), DateTime(timezone=True))
            except ValueError:
                pass  # no such day: then it is a text
        fits = and_(func.jsonb_typeof(STORED) == "string", _KIND.is_(None))
        if ignore_case:
            return fits, func.lower(_TEXT), value.lower()
        return fits, _TEXT.collate("C"), value
    same = func.jsonb_typeof(STORED) == func.jsonb_typeof(_json(value))
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return and_(same, or_(_KIND.is_(None), _KIND.in_(NUMBERS)) if number else true()), STORED, _json(value)


def _nothing(comparison: str) -> ColumnElement[bool]:
    nothing = variable.c.value.is_(None)
    return nothing if comparison == "eq" else not_(nothing) if comparison == "neq" else false()


COMPARISONS: dict[str, Callable[[Any, Any], ColumnElement[bool]]] = {
    "eq": lambda stored, value: stored == value,
    "neq": lambda stored, value: stored != value,
    "gt": lambda stored, value: stored > value,
    "gteq": lambda stored, value: stored >= value,
    "lt": lambda stored, value: stored < value,
    "lteq": lambda stored, value: stored <= value,
    "like": lambda stored, value: stored.like(value),
    "notLike": lambda stored, value: stored.not_like(value),
}
"""Comparison -> condition on a row of the table of variables. A variable that is missing fulfils none."""


def fulfils(condition: ValueCondition) -> ColumnElement[bool]:
    """Whether the value of a variable is as wanted."""
    comparison, value = condition.comparison, condition.value
    if value is None:
        return _nothing(comparison)
    if comparison in ("like", "notLike") and not isinstance(value, str):
        value = str(value)
    fits, stored, wanted = _sides(value, condition.ignore_value_case)
    return and_(fits, COMPARISONS[comparison](stored, wanted))


def having(instance: ColumnElement[Any]) -> Filter:
    """Variables of the process instance with the key ``instance`` that fulfil all conditions."""

    def where(conditions: Sequence[ValueCondition]) -> ColumnElement[bool]:
        return and_(true(), *(_exists(instance, one) for one in conditions))

    return Filter("values", where)


def _exists(instance: ColumnElement[Any], condition: ValueCondition) -> ColumnElement[bool]:
    name, wanted = variable.c.name, condition.name
    named = func.lower(name) == wanted.lower() if condition.ignore_case else name == wanted
    return select(1).where(variable.c.instance_key == instance, named, fulfils(condition)).exists()
