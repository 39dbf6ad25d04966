"""What an incident quotes of an expression that failed: its text, the place, the variables it saw, nothing personal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bpmn.diagram import Expression
from bpmn.languages import ExternalTask, Given, names, place_in
from bpmn.sentence import Sentence, say
from engine.flow.problem import shown
from engine.masking import is_personal, masked

MOST_NAMES = 8
LONGEST_TEXT = 300
_WITH_DIGITS = re.compile(r"\b(?=\w*\d)\w{4,}\b")
"""What a personal number looks like in an evaluator's sentence."""


def quoted(expression: Expression, offset: int | None) -> dict[str, Any]:
    """The text and where in it, for a sentence with the places {expression}, {line} and {place}.

    Of a text of several lines the one that failed is quoted, if that is known."""
    if offset is None:
        return {"expression": short(expression.text), "line": None, "place": None}
    line, column = place_in(expression.text, offset)
    text = expression.text.split("\n")[line - 1]
    return {"expression": short(text), "line": line if "\n" in expression.text.strip() else None, "place": column}


def seen(sight: Mapping[str, object], *expressions: Expression) -> Sentence:
    """The variables that the texts name, with their values; what is not there is said too, but not of a script, which
    may name globals of its own."""
    return seen_of(
        sight,
        {name for one in expressions for name in names(one) if name in sight or one.language != "javascript"},
    )


def seen_of(sight: Mapping[str, object], named: Iterable[str]) -> Sentence:
    """The variables of these names, with their values; what is not there is said too."""
    asked = [name for name in sorted(named) if not isinstance(sight.get(name), Given | ExternalTask)]
    there = [f"{name} = {shown(masked(name, sight[name]))}" for name in _first(asked, sight, True)]
    gone = _first(asked, sight, False)
    if there and gone:
        return say("It saw {values}; there was no {missing}.", values=", ".join(there), missing=", ".join(gone))
    if gone:
        return say("There was no {missing}.", missing=", ".join(gone))
    return say("It saw {values}.", values=", ".join(there)) if there else say("It read no variables.")


def _first(asked: list[str], sight: Mapping[str, object], there: bool) -> list[str]:
    return [name for name in asked if (name in sight) is there][:MOST_NAMES]


def hidden(sentence: Sentence, expression: Expression, sight: Mapping[str, object]) -> Sentence:
    """The sentence without the personal values of the variables that the text names, and without personal numbers."""
    return hidden_of(sentence, names(expression), sight, expression.text)


def hidden_of(sentence: Sentence, named: Iterable[str], sight: Mapping[str, object], text: str = "") -> Sentence:
    """The sentence without the personal values of the variables of these names. ``text``: what the analyst wrote."""
    personal = _leaves({name: sight[name] for name in named if name in sight})
    return _without(sentence, sorted(personal, key=len, reverse=True), text)


def hidden_value(value: object, expression: Expression) -> str:
    """A value that the expression gave, as an incident quotes it: all of it is hidden if the text speaks of something
    personal, since it may be made from that."""
    return shown(masked("nik" if is_personal(expression.text) else "", value))


def short(text: str) -> str:
    """The text of an expression on one line, its end left out if it is long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_TEXT else f"{flat[: LONGEST_TEXT - 3]}..."


def _leaves(value: object, path: str = "") -> Iterator[str]:
    """Every personal value in it, as text."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}")
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _leaves(inner, path)
    elif isinstance(value, str | int | float) and is_personal(path) and len(text := str(value)) > 1:
        yield text


def _without(sentence: Sentence, personal: list[str], text: str) -> Sentence:
    values = {name: _cleaned(value, personal, text) for name, value in sentence.values.items()}
    return Sentence(sentence.template, values)


def _cleaned(value: object, personal: list[str], text: str) -> object:
    if isinstance(value, Sentence):
        return _without(value, personal, text)
    if isinstance(value, str):
        for each in personal:
            value = value.replace(each, str(masked("nik", each)))
        if is_personal(text):
            value = _WITH_DIGITS.sub(lambda found: _unless_written(found.group(), text), value)
    return masked("", value)


def _unless_written(found: str, text: str) -> str:
    """What the analyst has written may be read; what was computed from personal values may not."""
    return found if found in text else str(masked("nik", found))
