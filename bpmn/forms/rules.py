"""The rules of form-js-viewer 2's Validator, one function each, with its messages word for word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from bpmn.forms import patterns
from bpmn.forms.expressions import Surroundings
from bpmn.forms.form import Field
from bpmn.forms.values import decimal, plain
from bpmn.sentence import Sentence, say

Rules = Mapping[str, Any]

_BLANKS = "".join(
    map(
        chr,
        (9, 10, 11, 12, 13, 32, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF),
    )
)
"""What JavaScript's trim() takes away."""

_MAY_BE_FEEL = ("min", "max", "minLength", "maxLength")


def broken(field: Field, value: Any, seen: Surroundings) -> Iterator[Sentence]:
    """Everything the value breaks, in form-js's order."""
    if field.type == "number":
        yield from _number(field, value)
    if not field.rules:
        return
    rules = {name: seen.value(rule) if name in _MAY_BE_FEEL else rule for name, rule in field.rules.items()}
    rules = {name: rule for name, rule in rules.items() if rule is not None}
    for rule in RULES:
        sentence = rule(field, rules, value)
        if sentence:
            yield sentence


def _number(field: Field, value: Any) -> Iterator[Sentence]:
    number = decimal(value)
    if value and number is None:
        yield say("Value is not a number.")
    if not value or number is None:
        return
    digits, step = field.settings.get("decimalDigits"), decimal(field.settings.get("increment"))
    if isinstance(digits, int) and digits >= 0 and _decimals(number) > digits:
        yield _too_many(digits)
    if step and number % step != 0:
        below = number - number % step
        yield say(
            "Please select a valid value, the two nearest valid values are {previousValue} and {nextValue}.",
            previousValue=plain(below),
            nextValue=plain(below + step),
        )


def _too_many(digits: int) -> Sentence:
    if digits == 0:
        return say("Value is expected to be an integer.")
    if digits == 1:
        return say("Value is expected to have at most 1 decimal digit.")
    return say("Value is expected to have at most {value} decimal digits.", value=str(digits))


def _decimals(number: Decimal) -> int:
    return len(plain(number).partition(".")[2])


def _pattern(_field: Field, rules: Rules, value: Any) -> Sentence | None:
    pattern = rules.get("pattern")
    sentence = patterns.misfit(str(pattern), _text(value)) if pattern and value else None
    own = rules.get("patternErrorMessage")
    return say("{message}", message=str(own)) if sentence and own else sentence


def _required(field: Field, rules: Rules, value: Any) -> Sentence | None:
    unchecked = field.type == "checkbox" and value is False
    if rules.get("required") and (unchecked or value is None or value in ("", [])):
        return say("Field is required.")
    return None


def _least(_field: Field, rules: Rules, value: Any) -> Sentence | None:
    if "min" not in rules or not (value or _is_zero(value)):
        return None
    number, least = decimal(value), decimal(rules["min"])
    if number is None or least is None:
        return say("Min validation value is not a valid number.")
    return say("Field must have minimum value of {value}.", value=_text(rules["min"])) if number < least else None


def _most(_field: Field, rules: Rules, value: Any) -> Sentence | None:
    if "max" not in rules or not (value or _is_zero(value)):
        return None
    number, most = decimal(value), decimal(rules["max"])
    if number is None or most is None:
        return say("Max validation value is not a valid number.")
    return say("Field must have maximum value of {value}.", value=_text(rules["max"])) if number > most else None


def _shortest(_field: Field, rules: Rules, value: Any) -> Sentence | None:
    least = decimal(rules.get("minLength"))
    if least is None or not isinstance(value, str) or not value or _length(value) >= least:
        return None
    return say("Field must have minimum length of {value}.", value=_text(rules["minLength"]))


def _longest(_field: Field, rules: Rules, value: Any) -> Sentence | None:
    most = decimal(rules.get("maxLength"))
    if most is None or not isinstance(value, str) or not value or _length(value) <= most:
        return None
    return say("Field must have maximum length of {value}.", value=_text(rules["maxLength"]))


def _phone(_field: Field, rules: Rules, value: Any) -> Sentence | None:
    if rules.get("validationType") != "phone" or not value or patterns.PHONE.search(_text(value)):
        return None
    return say("Field must be a valid international phone number. (e.g. +4930664040900)")


def _email(_field: Field, rules: Rules, value: Any) -> Sentence | None:
    if rules.get("validationType") != "email" or not value or patterns.EMAIL.match(_text(value)):
        return None
    return say("Field must be a valid email.")


RULES: tuple[Callable[[Field, Rules, Any], Sentence | None], ...] = (
    _pattern, _required, _least, _most, _shortest, _longest, _phone, _email,
)  # fmt: skip


def _length(value: str) -> int:
    """As JavaScript counts: UTF-16 units, without blanks at the ends."""
    return len(value.strip(_BLANKS).encode("utf-16-le", "surrogatepass")) // 2


def _is_zero(value: Any) -> bool:
    return value == 0 and not isinstance(value, bool)


def _text(value: Any) -> str:
    number = decimal(value) if isinstance(value, int | float) else None
    return plain(number) if number is not None else str(value)
