"""What a submitted form means: which fields were open to be filled, what is wrong, and which variables it sets."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from bpmn.forms.components import COMPONENTS
from bpmn.forms.form import Form, Path, put
from bpmn.forms.prefill import repeats
from bpmn.forms.rules import broken
from bpmn.forms.state import Shown, shown
from bpmn.forms.values import mismatch, typed
from bpmn.languages import Moment
from bpmn.sentence import Sentence


def validate(
    form: Form, values: Mapping[str, Any], variables: Mapping[str, Any], moment: Moment
) -> dict[str, list[Sentence]]:
    """What is wrong, by field key (dotted, rows counted from 0: ``people.0.name``). Empty if nothing is."""
    found: dict[str, list[Sentence]] = {}
    for each in shown(form, values, variables, moment):
        if each.writable and (sentences := _wrong(each)):
            found[".".join(map(str, each.path))] = sentences
    return found


def submitted(form: Form, values: Mapping[str, Any], variables: Mapping[str, Any], moment: Moment) -> dict[str, Any]:
    """The variables a valid submission sets. A field that is not among ``values`` was not touched and keeps what it
    showed. Hidden, disabled and read-only fields set nothing; beside them, what a variable holds and the form does
    not write stays in it."""
    result: dict[str, Any] = {}
    lists = frozenset(_list_paths(form))
    for each in shown(form, values, variables, moment):
        root = str(each.path[0])
        if root not in result and len(each.path) > 1 and isinstance(variables.get(root), dict):
            result[root] = _without(variables[root], (root,), lists)
        if each.writable or each.path[0] in result or _in_a_row(each):
            put(result, each.path, typed(each.field, each.value) if each.writable else each.value)
    return result


def _wrong(each: Shown) -> list[Sentence]:
    wrong = mismatch(each.field, each.value, each.seen, allow_past=each.untouched)
    return [wrong] if wrong else list(broken(each.field, typed(each.field, each.value), each.seen))


def _list_paths(form: Form) -> Iterator[Path]:
    """Paths of the outermost dynamic lists: their rows are replaced as a whole."""

    def walk(fields: tuple[Any, ...], above: Path) -> Iterator[Path]:
        for field in fields:
            if repeats(field):
                yield above + field.path
            elif COMPONENTS[field.type].groups:
                yield from walk(field.children, above + field.path)

    yield from walk(form.fields, ())


def _without(value: Any, path: Path, lists: frozenset[Path]) -> Any:
    """A copy of an object, with every dynamic list in it emptied."""
    if path in lists:
        return []
    if isinstance(value, dict):
        return {name: _without(inner, (*path, name), lists) for name, inner in value.items()}
    return copy.deepcopy(value)


def _in_a_row(each: Shown) -> bool:
    return any(isinstance(step, int) for step in each.path)
