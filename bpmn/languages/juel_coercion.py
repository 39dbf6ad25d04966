"""EL 2.2's coercions and operators over JSON values: int is Java's Long, float is Double, dict is Map, list is List."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from bpmn.kinds import base
from bpmn.languages.juel_date_text import java_date_text, read_date
from bpmn.languages.juel_spin import Spin
from bpmn.languages.juel_time import DateTime, JavaDate
from bpmn.languages.language import EvaluationError
from bpmn.sentence import say

Number = int | float
MOST_BITS = 1024

_LONG = re.compile(r"[+-]?[0-9]+")
_DOUBLE = re.compile(r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[dDfF]?\s*", re.ASCII)


_KINDS: dict[type, str] = {
    type(None): "null", bool: "boolean", int: "number", float: "number", str: "text", list: "list", dict: "map",
    DateTime: "date", JavaDate: "date", Spin: "JSON",
}  # fmt: skip


def kind(value: object) -> str:
    """The Java-like name of a value's type, for sentences."""
    return _KINDS.get(base(value), "object")


def mistake(value: object, wanted: str) -> EvaluationError:
    return EvaluationError(
        say('The JUEL expression needs a {wanted} and found {value} ({kind}).', wanted=wanted, value=shown(value),
            kind=kind(value))
    )  # fmt: skip


def shown(value: object) -> str:
    """A value as a sentence quotes it. What is longer than that is not written out first."""
    if isinstance(value, list | dict):
        return f"a {kind(value)} of {len(value)}"
    if isinstance(value, str):
        return repr(value if len(value) <= 60 else value[:57] + "...")
    return str(value)[:60]


def to_boolean(value: object) -> bool:
    if value is None or value == "":
        return False
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value.lower() == "true"
    raise mistake(value, "boolean")


def to_text(value: object) -> str:
    """Java's text of a value."""
    if value is None:
        return ""
    return java_text(value)


def java_text(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _java_double(value)
    if isinstance(value, list):
        return f"[{', '.join(java_text(each) for each in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}={java_text(each)}' for key, each in value.items())}}}"
    if isinstance(value, DateTime):
        return value.iso()
    if isinstance(value, JavaDate):
        return java_date_text(value)
    if isinstance(value, Spin):
        return value.text()
    raise mistake(value, "text")


def _java_double(value: float) -> str:
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        return repr(value)
    sign, digits, exponent = Decimal(repr(value)).as_tuple()
    text = "".join(map(str, digits)).rstrip("0") or "0"
    power = len(digits) + int(exponent) - 1
    return f"{'-' * sign}{text[0]}.{text[1:] or '0'}E{power}"


def to_long(value: object) -> int:
    """A whole number as Java's Long.valueOf reads it; what is behind the point of a double is cut off."""
    if value is None or value == "":
        return 0
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and _LONG.fullmatch(value):
        return int(value)
    raise mistake(value, "whole number" if isinstance(value, str) and is_floating(value) else "number")


def to_double(value: object) -> float:
    if value is None or value == "":
        return 0.0
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, str) and _DOUBLE.fullmatch(value):
        return float(value)
    raise mistake(value, "number")


def is_floating(value: object) -> bool:
    """A double, or a text with a point or an exponent: both make arithmetic that of doubles."""
    return isinstance(value, float) or (isinstance(value, str) and any(sign in value for sign in ".eE"))


def _pair(left: object, right: object) -> tuple[Number, Number]:
    """Both as numbers: doubles if one of them is one, else longs."""
    if is_floating(left) or is_floating(right):
        return to_double(left), to_double(right)
    return to_long(left), to_long(right)


def bounded(number: Number) -> Number:
    """The number, unless it has grown beyond anything that a diagram can mean."""
    if isinstance(number, int) and number.bit_length() > MOST_BITS:
        raise EvaluationError(say("The JUEL expression gives a whole number of more than {bits} bits.", bits=MOST_BITS))
    return number


def add(left: object, right: object) -> Number:
    a, b = _pair(left, right)
    return bounded(a + b)


def subtract(left: object, right: object) -> Number:
    a, b = _pair(left, right)
    return bounded(a - b)


def multiply(left: object, right: object) -> Number:
    a, b = _pair(left, right)
    return bounded(a * b)


def divide(left: object, right: object) -> Number:
    """Always a double, as in Java infinite for a divisor of 0; except that nothing divided by nothing is 0."""
    if left is None and right is None:
        return 0
    a, b = to_double(left), to_double(right)
    if b == 0:
        return math.nan if a == 0 or math.isnan(a) else math.copysign(math.inf, a) * math.copysign(1, b)
    return a / b


def modulo(left: object, right: object) -> Number:
    """Java's remainder: it has the sign of the left side."""
    if left is None and right is None:
        return 0
    a, b = _pair(left, right)
    if isinstance(a, float) or isinstance(b, float):
        return math.nan if b == 0 or math.isinf(a) else math.fmod(a, b)
    if b == 0:
        raise EvaluationError(say("The JUEL expression divides by zero."))
    rest = abs(a) % abs(b)
    return -rest if a < 0 else rest


def negate(value: object) -> Number:
    return -(to_double(value) if is_floating(value) else to_long(value))


def is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str | list | dict) and not value)


def equal(left: object, right: object) -> bool:
    """EL's ``==``: the first of number, boolean, text that one side is decides what the other is read as."""
    if left is None or right is None:
        return left is right
    if _is_number(left) or _is_number(right):
        a, b = _compared(left, right)
        return a == b
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) is to_boolean(right)
    if (dates := _dates(left, right)) is not None:
        return dates[0] == dates[1]
    if isinstance(left, str) or isinstance(right, str):
        return to_text(left) == to_text(right)
    return java_equals(left, right)


def java_equals(left: object, right: object) -> bool:
    """``left.equals(right)``: of one type, and the same inside. (1 and 1.0 differ, as Long and Double do.)"""
    if base(left) is not base(right):
        return False
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(java_equals, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(java_equals(left[key], right[key]) for key in left)
    return left == right


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _compared(left: object, right: object) -> tuple[Number, Number]:
    """Both as numbers where at least one of them is one: a text beside a whole number has to be one too."""
    if isinstance(left, float) or isinstance(right, float):
        return to_double(left), to_double(right)
    return to_long(left), to_long(right)


def _dates(left: object, right: object) -> tuple[datetime, datetime] | None:
    """Both as moments, if one is a date and the other a date or a text that is one: a date that was kept in a
    variable is a text here and a date in Camunda."""
    if not isinstance(left, JavaDate | DateTime) and not isinstance(right, JavaDate | DateTime):
        return None
    a, b = date_of(left), date_of(right)
    return None if a is None or b is None else (a.moment, b.moment)


def date_of(value: object) -> JavaDate | None:
    """The date that a value is or, as a text, says; None if it is none."""
    if isinstance(value, JavaDate):
        return value
    if isinstance(value, DateTime):
        return JavaDate(value.moment, value.zone)
    return read_date(value) if isinstance(value, str) else None


def compare(operation: Callable[[Any, Any], bool], left: object, right: object) -> bool:
    """``<`` and its kin. Null is not less than anything; what is the same object is at most itself."""
    if left is right:
        return operation(0, 0)
    if left is None or right is None:
        return False
    if _is_number(left) or _is_number(right):
        return operation(*_compared(left, right))
    if (dates := _dates(left, right)) is not None:
        return operation(*dates)
    if isinstance(left, str) or isinstance(right, str):
        return operation(utf16(to_text(left)), utf16(to_text(right)))
    if isinstance(left, bool) and isinstance(right, bool):
        return operation(left, right)
    raise mistake(right if isinstance(left, bool) else left, "value that can be compared")


def utf16(text: str) -> bytes:
    """Java orders texts by UTF-16 units."""
    return text.encode("utf-16-be", "surrogatepass")


Comparison = Callable[[Any, Any], bool]
LESS: Comparison = operator.lt
GREATER: Comparison = operator.gt
AT_MOST: Comparison = operator.le
AT_LEAST: Comparison = operator.ge
