"""Which properties and methods JUEL may use: a table per type, and nothing else. No Python attribute is ever read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bpmn.kinds import LONG, base, with_kind
from bpmn.languages import juel_external_task as external_task
from bpmn.languages.juel_coercion import date_of, java_equals, java_text, kind, shown, to_long, to_text
from bpmn.languages.juel_date_text import java_date_text, written
from bpmn.languages.juel_decisions import ENTRY_METHODS, RESULT_METHODS, DecisionEntries, DecisionResult
from bpmn.languages.juel_external_task import ExternalTask
from bpmn.languages.juel_lists import LIST_METHODS, MAP_METHODS
from bpmn.languages.juel_spin import JSON_METHODS, PATH_METHODS, Spin, SpinPath
from bpmn.languages.juel_text import TEXT_METHODS
from bpmn.languages.juel_time import FIELDS, MOVES, SETTERS, DateTime, JavaDate, epoch_milliseconds, start_of_day
from bpmn.languages.language import EvaluationError
from bpmn.sentence import say

Method = Callable[..., object]


def _order(a: float, b: object) -> int:
    if not isinstance(b, int | float) or isinstance(a, bool) is not isinstance(b, bool):
        raise EvaluationError(say("compareTo needs a value of its own kind and found {value}.", value=shown(b)))
    return (a > b) - (a < b)


_ANY: Mapping[str, Method] = {"equals": java_equals, "toString": java_text}

_NUMBER: Mapping[str, Method] = {
    "intValue": int,
    "longValue": lambda number: with_kind(int(number), LONG),
    "doubleValue": float,
    "floatValue": float,
    "compareTo": _order,
}

_BOOLEAN: Mapping[str, Method] = {"booleanValue": bool, "compareTo": _order}


def _with_numbers(change: Callable[..., DateTime]) -> Method:
    return lambda time, *numbers: change(time, *map(to_long, numbers))


def _getter(field: str) -> str:
    return "get" + field[0].upper() + field[1:]


def _other(value: object) -> JavaDate:
    """The date that a date is compared with."""
    date = date_of(value)
    if date is None:
        raise EvaluationError(say("A date is compared with a date, not with {value}.", value=shown(value)))
    return date


def _before(date: JavaDate | DateTime, other: object) -> bool:
    return date.moment < _other(other).moment


def _after(date: JavaDate | DateTime, other: object) -> bool:
    return date.moment > _other(other).moment


def _in_order(date: JavaDate | DateTime, other: object) -> int:
    moment = _other(other).moment
    return (date.moment > moment) - (date.moment < moment)


_DATE_TIME: Mapping[str, Method] = {
    **{name: _with_numbers(move) for name, move in MOVES.items()},
    **{name: _with_numbers(change) for name, change in SETTERS.items()},
    **{_getter(field): read for field, read in FIELDS.items()},
    "withTimeAtStartOfDay": start_of_day,
    "toDate": lambda time: JavaDate(time.moment, time.zone),
    "isBefore": _before,
    "isAfter": _after,
    "isEqual": lambda time, other: time.moment == _other(other).moment,
    "compareTo": _in_order,
    "toString": lambda time, pattern=None: time.iso() if pattern is None else written(time, to_text(pattern)),
}

_DATE: Mapping[str, Method] = {
    "getTime": lambda date: with_kind(epoch_milliseconds(date.moment), LONG),
    "before": _before,
    "after": _after,
    "compareTo": _in_order,
    "getYear": lambda date: date.local().year - 1900,
    "getMonth": lambda date: date.local().month - 1,
    "getDate": lambda date: date.local().day,
    "getDay": lambda date: date.local().isoweekday() % 7,
    "getHours": lambda date: date.local().hour,
    "getMinutes": lambda date: date.local().minute,
    "getSeconds": lambda date: date.local().second,
    "toString": java_date_text,
}


def _of_date(name: str) -> Method:
    """A method of Date, for a text: a date that was kept in a variable is a text here and a date in Camunda."""

    def called(text: str, *arguments: object) -> object:
        date = date_of(text)
        if date is None:
            raise EvaluationError(say("{name} needs a date and found {value} (text).", name=name, value=shown(text)))
        return _DATE[name](date, *arguments)

    return called


def _of_json(names: Mapping[str, Method]) -> Mapping[str, Method]:
    """The methods of Spin's nodes for a plain value: a JSON variable is the value itself here."""

    def over(method: Method) -> Method:
        return lambda value, *arguments: method(Spin(value), *arguments)

    return {name: over(method) for name, method in names.items()}


_JSON = _of_json(JSON_METHODS)
_PLAIN_JSON = {name: method for name, method in _JSON.items() if name not in ("toString", "indexOf", "contains")}

METHODS: Mapping[type, Mapping[str, Method]] = {
    bool: {**_PLAIN_JSON, **_ANY, **_BOOLEAN},
    int: {**_PLAIN_JSON, **_ANY, **_NUMBER},
    float: {**_PLAIN_JSON, **_ANY, **_NUMBER},
    str: {**_PLAIN_JSON, **{name: _of_date(name) for name in ("getTime", "before", "after")}, **_ANY, **TEXT_METHODS},
    list: {**_PLAIN_JSON, **_ANY, **LIST_METHODS},
    dict: {**_JSON, **_ANY, **MAP_METHODS},
    ExternalTask: external_task.METHODS,
    DecisionResult: {**_ANY, **LIST_METHODS, **RESULT_METHODS},
    DecisionEntries: {**_ANY, **MAP_METHODS, **ENTRY_METHODS},
    DateTime: {**_ANY, **_DATE_TIME},
    JavaDate: {**_ANY, **_DATE},
    Spin: {**_ANY, **JSON_METHODS},
    SpinPath: PATH_METHODS,
}

EVERY_METHOD = frozenset(name for methods in METHODS.values() for name in methods)
"""Names that can be a method of something; others can be refused when a diagram is uploaded."""


def call(target: object, name: str, arguments: list[object]) -> object:
    """``target.name(arguments)``, if the table has it."""
    if target is None:
        raise EvaluationError(say("The method {name} was called on null.", name=name))
    method = METHODS.get(base(target), {}).get(name)
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
    if isinstance(target, str) and key in ("empty", "blank"):
        return not (target if key == "empty" else target.strip())
    if isinstance(target, DateTime) and key in FIELDS:
        return FIELDS[str(key)](target)
    date = date_of(target)
    if date is not None and isinstance(key, str) and (getter := _DATE.get(_getter(key or "x"))) is not None:
        return getter(date)
    raise EvaluationError(say("A {kind} has no property {name}.", kind=kind(target), name=shown(key)))
