"""Values of fields: what form-js makes of a value it is given, and what is wrong with one that was submitted."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from bpmn.forms.components import COMPONENTS
from bpmn.forms.expressions import Surroundings
from bpmn.forms.form import Field
from bpmn.sentence import Sentence, say

_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?(Z|[+-]\d{2}:\d{2})?\Z")


def decimal(value: object) -> Decimal | None:
    """The number, if it is one: a JSON number, or a text that JavaScript's Big would take."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def plain(number: Decimal) -> str:
    """As people write it: no exponent, no trailing zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def options(field: Field, seen: Surroundings) -> list[Any]:
    """The values one may choose from: static, from a variable, or computed."""
    settings = field.settings
    found: Any = None
    if settings.get("valuesKey") is not None:
        found = seen.data.get(settings["valuesKey"])
    elif settings.get("values") is not None:
        found = settings["values"]
    else:
        found = seen.value(settings.get("valuesExpression"))
    return [_option(each) for each in found if _option(each) is not None] if isinstance(found, list) else []


def _option(option: Any) -> Any:
    value = option.get("value") if isinstance(option, dict) else option
    return None if value in ("", None, {}, []) else value


def tidy(field: Field, value: Any, seen: Surroundings) -> Any:
    """What form-js makes of a value that comes from the case: None where the field cannot show it."""
    component = COMPONENTS[field.type]
    if value is not None and mismatch(field, value, seen, allow_past=True):
        return [one for one in value if one in options(field, seen)] if _is_choice(field, value) else component.empty
    return typed(field, value)


def typed(field: Field, value: Any) -> Any:
    """A value that fits the field, in the field's own type."""
    kind = COMPONENTS[field.type].value
    if kind == "text":
        text = "" if value is None else value if isinstance(value, str) else _script_text(value)
        return re.sub(r"[\r\n\t]", " ", text) if field.type == "textfield" else text
    if kind == "number":
        number = decimal(value)
        if number is None or value == "":
            return None
        if field.settings.get("serializeToString"):
            return str(value)
        return (
            value
            if isinstance(value, int | float)
            else int(number)
            if number == number.to_integral_value()
            else float(number)
        )
    if kind == "truth":
        return value is True
    if kind == "several":
        return [] if value is None else value
    return None if value == "" else value


def option_meant(field: Field, value: Any, seen: Surroundings) -> Any:
    """A number or truth given for an option that is a text (``true`` for "true") is taken for that option: generated
    forms of Camunda 7 know texts only. Other values stay as they are."""
    kind = COMPONENTS[field.type].value
    if kind == "one" and isinstance(value, bool | int | float):
        allowed = options(field, seen)
        return _script_text(value) if not _among(value, allowed) and _script_text(value) in allowed else value
    return value


def mismatch(field: Field, value: Any, seen: Surroundings, allow_past: bool = False) -> Sentence | None:
    """Why a value is not of the field's kind, or no option of it; None if it is. None and "" are always of its kind."""
    if value is None or value == "":
        return None
    if field.type == "datetime":
        return _wrong_moment(field, value, seen, allow_past)
    check = _MISMATCHES.get(COMPONENTS[field.type].value or "")
    return check(field, value, seen) if check else None


def _wrong_text(_field: Field, value: Any, _seen: Surroundings) -> Sentence | None:
    return say("Value is not a text.") if isinstance(value, list | dict) else None


def _wrong_number(_field: Field, value: Any, _seen: Surroundings) -> Sentence | None:
    return say("Value is not a number.") if decimal(value) is None else None


def _wrong_truth(_field: Field, value: Any, _seen: Surroundings) -> Sentence | None:
    return None if isinstance(value, bool) else say("Value is neither true nor false.")


def _wrong_one(field: Field, value: Any, seen: Surroundings) -> Sentence | None:
    return None if _among(value, options(field, seen)) else say("{value} is not one of the options.", value=str(value))


def _wrong_several(field: Field, value: Any, seen: Surroundings) -> Sentence | None:
    if not isinstance(value, list):
        return say("Value is not a list.")
    allowed = options(field, seen)
    foreign = [each for each in value if not _among(each, allowed)]
    return say("{value} is not one of the options.", value=", ".join(map(str, foreign))) if foreign else None


def _wrong_file(_field: Field, value: Any, _seen: Surroundings) -> Sentence | None:
    return None if isinstance(value, str | list | dict) else say("Value is not a file.")


_MISMATCHES: dict[str, Callable[[Field, Any, Surroundings], Sentence | None]] = {
    "text": _wrong_text,
    "number": _wrong_number,
    "truth": _wrong_truth,
    "one": _wrong_one,
    "several": _wrong_several,
    "file": _wrong_file,
}


def _wrong_moment(field: Field, value: Any, seen: Surroundings, allow_past: bool) -> Sentence | None:
    subtype = field.settings.get("subtype", "date")
    if subtype == "time":
        return None if isinstance(value, str) and _good_time(value) else say("Value is not a time, such as 14:30.")
    day = _day(value, with_time=subtype == "datetime")
    if day is None and subtype == "datetime":
        return say("Value is not a date and time, such as 2026-01-31T14:30.")
    if day is None:
        return say("Value is not a date, such as 2026-01-31.")
    today = seen.moment.now.astimezone(ZoneInfo(seen.moment.zone)).date()
    if field.settings.get("disallowPassedDates") and day < today and not allow_past:
        return say("The date must not lie in the past.")
    return None


def _day(value: Any, with_time: bool) -> date | None:
    if not isinstance(value, str):
        return None
    day, separator, time = value.partition("T")
    if bool(separator) != with_time or (with_time and not _good_time(time)):
        return None
    try:
        return datetime.strptime(day, "%Y-%m-%d").date()
    except ValueError:
        return None


def _good_time(text: str) -> bool:
    found = _TIME.match(text)
    return found is not None and int(found[1]) < 24 and int(found[2]) < 60


def _among(value: Any, allowed: list[Any]) -> bool:
    """Equality as JavaScript sees it: 1 is 1.0, but true is not 1."""
    return any(one == value and isinstance(one, bool) == isinstance(value, bool) for one in allowed)


def _is_choice(field: Field, value: Any) -> bool:
    return COMPONENTS[field.type].value == "several" and isinstance(value, list)


def _script_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
