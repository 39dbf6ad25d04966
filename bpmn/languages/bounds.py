"""What a value may be, whatever language gives it: so large, so deep, and of characters that can be stored."""

from __future__ import annotations

from collections.abc import Iterable

from bpmn.languages.language import Evaluation, EvaluationError
from bpmn.sentence import Sentence, say

DEEPEST = 100
LARGEST = 8_000_000
"""Characters and items of one value."""

MOST_DIGITS = 4_000


def bounded(evaluation: Evaluation) -> Evaluation:
    """The evaluation, if its value and the values of its deeds can be kept; raises EvaluationError otherwise."""
    reason = unfit(evaluation.value)
    for deed in evaluation.deeds:
        reason = reason or unfit(list(deed.values))
    if reason is not None:
        raise EvaluationError(say("The expression gives a value that cannot be kept: {reason}.", reason=reason))
    return evaluation


def unfit(value: object) -> Sentence | None:
    """Why the value cannot be kept, None if it can. A value is looked at level by level, never by recursion."""
    if value is None or value is True or value is False or type(value) is float:
        return None
    size, level = 0, [value]
    for _ in range(DEEPEST + 1):
        texts = [each for each in level if isinstance(each, str)]
        size += sum(map(len, texts)) + len(level)
        if size > LARGEST:
            return say("it has more than {limit} characters and items", limit=LARGEST)
        if (reason := _unfit_texts(texts) or _unfit_numbers(level)) is not None:
            return reason
        level = [each for container in level for each in _inside(container)]
        if not level:
            return None
    return say("it is nested deeper than {limit} levels", limit=DEEPEST)


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, list):
        return value
    return (*value, *value.values()) if isinstance(value, dict) else ()


def _unfit_texts(texts: Iterable[str]) -> Sentence | None:
    for text in texts:
        if "\0" in text:
            return say("a text has a zero character")
        try:
            text.isascii() or text.encode()
        except UnicodeEncodeError:
            return say("a text has half of a character (a surrogate without the other one)")
    return None


def _unfit_numbers(values: Iterable[object]) -> Sentence | None:
    for value in values:
        if isinstance(value, int) and value.bit_length() > MOST_DIGITS * 3.32:
            return say("a number has more than {limit} digits", limit=MOST_DIGITS)
    return None
