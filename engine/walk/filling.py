"""Makes up values that a form accepts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from bpmn.forms import Field, Form
from bpmn.forms.components import COMPONENTS
from bpmn.forms.expressions import Surroundings
from bpmn.forms.form import Path, put
from bpmn.forms.prefill import repeats
from bpmn.forms.values import decimal, options
from bpmn.languages import Moment

MOMENTS = {"date": "2030-01-15", "time": "10:30", "datetime": "2030-01-15T10:30"}
_PIECE = re.compile(r"(\\.|\[[^\]]+\]|[^\\\[\](){}+*?|^$])(\{\d+(?:,\d*)?\}|[+*?])?")


def fill(form: Form, variables: Mapping[str, Any], moment: Moment, random: Random) -> dict[str, Any]:
    """Values for every field one could write into."""
    values: dict[str, Any] = {}
    data = dict(variables)  # grows with the values: a later field's rules may speak of an earlier field
    _fill(form.fields, (), values, Surroundings(data, moment, data), data, random)
    return values


def _fill(
    fields: tuple[Field, ...],
    above: Path,
    values: dict[str, Any],
    seen: Surroundings,
    data: dict[str, Any],
    random: Random,
) -> None:
    for field in fields:
        component, path = COMPONENTS[field.type], above + field.path
        if component.keyed and field.type != "expression":
            value = VALUES[component.value or "text"](field, seen, random)
            put(values, path, value)
            put(data, path, value)
        elif repeats(field):
            _fill(field.children, (*path, 0), values, seen, data, random)
        else:
            _fill(field.children, path, values, seen, data, random)


def _text(field: Field, seen: Surroundings, random: Random) -> str:
    rules = field.rules
    if not rules.get("required") and random.random() < 0.3:
        return ""
    if rules.get("validationType") == "email":
        return "someone@example.org"
    if rules.get("validationType") == "phone":
        return "+6281234567890"
    if rules.get("pattern"):
        return matching(str(rules["pattern"]))
    least, most = decimal(seen.value(rules.get("minLength"))), decimal(seen.value(rules.get("maxLength")))
    text = "text " * (int(least or 4) // 5 + 1)
    return text[: int(most)] if most is not None else text.strip().ljust(int(least or 0), "x")


def _number(field: Field, seen: Surroundings, random: Random) -> Any:
    least, most = decimal(seen.value(field.rules.get("min"))), decimal(seen.value(field.rules.get("max")))
    step = decimal(field.settings.get("increment"))
    low = int(least) if least is not None else 0 if most is None or most >= 0 else int(most) - 10
    high = int(most) if most is not None else low + 100
    number = random.randint(low, max(low, high))
    return number - number % int(step) if step and step >= 1 else number


def _truth(field: Field, seen: Surroundings, random: Random) -> bool:
    return True if field.rules.get("required") else random.random() < 0.5


def _one(field: Field, seen: Surroundings, random: Random) -> Any:
    found = options(field, seen)
    return random.choice(found) if found else None


def _several(field: Field, seen: Surroundings, random: Random) -> list[Any]:
    found = options(field, seen)
    return random.sample(found, random.randint(1, len(found))) if found else []


def _moment(field: Field, seen: Surroundings, random: Random) -> str:
    return MOMENTS[str(field.settings.get("subtype", "date"))]


def _file(field: Field, seen: Surroundings, random: Random) -> str:
    return "files::walk"


VALUES: Mapping[str, Callable[[Field, Surroundings, Random], Any]] = {
    "text": _text,
    "number": _number,
    "truth": _truth,
    "one": _one,
    "several": _several,
    "moment": _moment,
    "file": _file,
}


def matching(pattern: str) -> str:
    """A text for a simple pattern (letters, classes, counts). What is not simple is copied and will be refused."""
    text = ""
    for piece, count in _PIECE.findall(pattern):
        times = 1 if not count or count in "+?" else 0 if count == "*" else int(count[1:-1].partition(",")[0])
        text += _letter(piece) * times
    return text


def _letter(piece: str) -> str:
    if piece[0] == "[":
        inner = piece[1:-1]
        return next((letter for letter in "1aA-_ ." if re.match(f"[{inner}]", letter)), inner[0])
    if piece[0] == "\\":
        return {"d": "1", "w": "a", "s": " "}.get(piece[1], piece[1])
    return "x" if piece == "." else piece
