"""FEEL within a form: which settings may hold it, which names it reads, and its values while the form is filled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bpmn import languages
from bpmn.diagram import Expression, Severity, Spot
from bpmn.forms.form import Field, at
from bpmn.languages import EvaluationError, Moment
from bpmn.sentence import Sentence, say

_SHOWN = "alt appearance.prefixAdorner appearance.suffixAdorner description label source text url title"
_OTHER = (
    "conditional.hide readonly validate.min validate.max validate.minLength validate.maxLength valuesExpression "
    "dataSource columnsExpression expression multiple accept"
)

PLACES = tuple(tuple(place.split(".")) for place in f"{_SHOWN} {_OTHER}".split())
"""Settings that hold FEEL when they begin with an equals sign (EXPRESSION_PROPERTIES of form-js)."""

TEMPLATES = tuple(tuple(place.split(".")) for place in f"{_SHOWN} content".split())
"""Settings that are text with FEEL in double braces (TEMPLATE_PROPERTIES of form-js)."""

OWN_NAMES = frozenset({"this", "parent", "i", "_this_", "_parent_", "_i_"})
"""Names that mean something within a form; everything else is a variable."""

_BRACES = re.compile(r"\{\{(?:#(?:if|loop)\s+)?\s*(?!/)(.*?)\}\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an expression sees: the form's data, and within a row of a dynamic list the row and what is around it."""

    data: Mapping[str, Any]
    moment: Moment
    this: Any
    parent: Any = None
    rows: tuple[int, ...] = ()

    def within(self, row: Any, number: int) -> Surroundings:
        """The same seen from a row of a list; ``number`` counts from 0."""
        around = dict(self.this) if isinstance(self.this, Mapping) else {}
        return Surroundings(self.data, self.moment, row, around | {"parent": self.parent}, (*self.rows, number + 1))

    def names(self) -> Mapping[str, Any]:
        """The context of form-js: special names may be hidden by data, but not those with underscores."""
        special = {"this": self.this, "parent": self.parent, "i": list(self.rows)}
        return special | dict(self.data) | {f"_{name}_": value for name, value in special.items()}

    def value(self, setting: object) -> Any:
        """A setting's value: evaluated if it is FEEL, else as it is. What fails gives None, as in form-js."""
        if not is_feel(setting):
            return setting
        try:
            return self._evaluate(str(setting))
        except EvaluationError:
            return None

    def true(self, setting: object) -> bool:
        """Whether a condition holds. form-js reads it as a unary test of nothing, which null passes: a comparison with
        a value that is not there yet counts as true. What cannot be evaluated does not."""
        if not is_feel(setting):
            return setting is True
        try:
            value = self._evaluate(str(setting))
        except EvaluationError:
            return False
        return value is True or value is None

    def _evaluate(self, setting: str) -> Any:
        return languages.evaluate(Expression("feel", setting[1:]), self.names(), self.moment).value


def is_feel(setting: object) -> bool:
    return isinstance(setting, str) and setting.startswith("=")


def problems(field: Field) -> Iterator[tuple[Severity, Sentence, Spot]]:
    """What is wrong in the FEEL of one component, and where. A text with braces that cannot be read is shown as it
    stands, so that it is a warning."""
    for place, text, severity in _settings(field):
        expression = Expression("feel", text)
        for problem in languages.check(expression):
            spot = languages.spot(expression, problem.offset)
            yield "warning" if problem.gives_null else severity, say(
                "{place} of the field {label}, character {column}: {problem}",
                place=".".join(place), label=field.label or field.id, column=spot.column, problem=problem.sentence,
            ), spot  # fmt: skip


def names_read(field: Field) -> Iterator[str]:
    """Names of the variables one component reads to be shown, beside its own value."""
    key = field.settings.get("valuesKey")
    if isinstance(key, str) and key:
        yield key
    for text in _texts(field):
        yield from languages.LANGUAGES["feel"].names(text) - OWN_NAMES


def _texts(field: Field) -> Iterator[str]:
    return (text for _, text, _ in _settings(field))


def _settings(field: Field) -> Iterator[tuple[tuple[str, ...], str, Severity]]:
    """Every FEEL text of a component: where it stands, and how bad it is if it cannot be read."""
    for place in PLACES:
        setting = at(field.settings, place)
        if is_feel(setting):
            yield place, setting[1:], "error"
    for place in TEMPLATES:
        setting = at(field.settings, place)
        if isinstance(setting, str) and not is_feel(setting):
            yield from ((place, text, "warning") for text in _BRACES.findall(setting) if text.strip())
