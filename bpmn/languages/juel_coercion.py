"""EL 2.2's coercions and operators over JSON values: int is Java's Long, float is Double, dict is Map, list is List."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from bpmn.languages.juel_time import DateTime, JavaDate
from bpmn.languages.language import EvaluationError
from bpmn.sentence import say

Number = int | float


def kind(value: object) -> str:
    """The Java-like name of a value's type, for sentences."""
    names = {type(None): "null", bool: "boolean", int: "number", float: "number", str: "text", list: "list"}
    return names.get(type(value)) or {dict: "map", DateTime: "date", JavaDate: "date"}.get(type(value), "object")


def mistake(value: object, wanted: str) -> EvaluationError:
    return EvaluationError(
        say('The JUEL expression needs a {wanted} and found {value} ({kind}).', wanted=wanted, value=shown(value),
            kind=kind(value))
    )  # fmt: skip


def shown(value: object) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


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
    number = to_number(value)
    return int(number)


def to_number(value: object) -> Number:
    if value is None or value == "":
        return 0
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        try:
            return float(value) if _looks_floating(value) else int(value)
        except ValueError:
            pass
    raise mistake(value, "number")


def _looks_floating(text: str) -> bool:
    return any(letter in text for letter in ".eE")


def _pair(left: object, right: object) -> tuple[Number, Number]:
    """Both as numbers: doubles if one of them is one, else longs."""
    a, b = to_number(left), to_number(right)
    if isinstance(a, float) or isinstance(b, float):
        return float(a), float(b)
    return a, b


def add(left: object, right: object) -> Number:
    a, b = _pair(left, right)
    return a + b


def subtract(left: object, right: object) -> Number:
    a, b = _pair(left, right)
    return a - b


def multiply(left: object, right: object) -> Number:
    a, b = _pair(left, right)
    return a * b


def divide(left: object, right: object) -> Number:
    """Always a double, except that nothing divided by nothing is 0."""
    if left is None and right is None:
        return 0
    a, b = float(to_number(left)), float(to_number(right))
    if b == 0:
        raise EvaluationError(say("The JUEL expression divides by zero."))
    return a / b


def modulo(left: object, right: object) -> Number:
    a, b = _pair(left, right)
    if b == 0:
        raise EvaluationError(say("The JUEL expression divides by zero."))
    if isinstance(a, float) or isinstance(b, float):
        return math.fmod(a, b)
    rest = abs(a) % abs(b)
    return -rest if a < 0 else rest


def negate(value: object) -> Number:
    return -to_number(value)


def is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str | list | dict) and not value)


def equal(left: object, right: object) -> bool:
    if left is None or right is None:
        return left is right
    if _is_number(left) or _is_number(right):
        a, b = _pair(left, right)
        return a == b
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) is to_boolean(right)
    if isinstance(left, str) or isinstance(right, str):
        return to_text(left) == to_text(right)
    return java_equals(left, right)


def java_equals(left: object, right: object) -> bool:
    """``left.equals(right)``: of one type, and the same inside. (1 and 1.0 differ, as Long and Double do.)"""
    if type(left) is not type(right):
        return False
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(java_equals, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(java_equals(left[key], right[key]) for key in left)
    return left == right


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def compare(operation: Callable[[Any, Any], bool], left: object, right: object) -> bool:
    """``<`` and its kin. Null is not less than anything; equal objects are at most each other."""
    if left is None and right is None:
        return operation(0, 0)
    if left is None or right is None:
        return False
    if _is_number(left) or _is_number(right):
        return operation(*_pair(left, right))
    if isinstance(left, str) or isinstance(right, str):
        return operation(_utf16(to_text(left)), _utf16(to_text(right)))
    if type(left) is type(right) and isinstance(left, bool | DateTime | JavaDate):
        return operation(left, right)
    raise mistake(right if isinstance(left, bool | DateTime | JavaDate) else left, "value that can be compared")


def _utf16(text: str) -> bytes:
    """Java orders texts by UTF-16 units."""
    return text.encode("utf-16-be", "surrogatepass")


Comparison = Callable[[Any, Any], bool]
LESS: Comparison = operator.lt
GREATER: Comparison = operator.gt
AT_MOST: Comparison = operator.le
AT_LEAST: Comparison = operator.ge
