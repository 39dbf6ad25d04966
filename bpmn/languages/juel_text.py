"""Java's methods of String that JUEL may call. Places count UTF-16 units, as in Java; results are bounded."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bpmn.languages.juel_coercion import shown, to_long, to_text, utf16
from bpmn.languages.language import EvaluationError
from bpmn.sentence import say

Method = Callable[..., object]
LARGEST = 8_000_000
"""Characters of the longest text an expression may make."""

_PATTERN_SIGNS = ".$|()[{^?*+\\"
_WHITE = "".join(map(chr, range(33)))


def fitting(length: int) -> None:
    """Raises EvaluationError if a text of that length would be too long."""
    if length > LARGEST:
        raise EvaluationError(say("The JUEL expression makes a text of more than {limit} characters.", limit=LARGEST))


def plain_separator(pattern: str) -> str | None:
    """The text that a pattern for ``split`` stands for, if it stands for one text only."""
    if len(pattern) > 1 and pattern[0] == "\\" and len(pattern) == 2 and not pattern[1].isalnum():
        return pattern[1]
    if len(pattern) == 3 and pattern[0] == "[" and pattern[2] == "]" and pattern[1] not in "^\\[]&":
        return pattern[1]
    return pattern if pattern and not any(sign in pattern for sign in _PATTERN_SIGNS) else None


def _split(text: str, separator: object, limit: object = 0) -> list[str]:
    """Java takes a regular expression here; a text without special signs means the same to both."""
    plain, most = plain_separator(to_text(separator)), to_long(limit)
    if plain is None:
        raise EvaluationError(
            say("split takes a plain text here, not the pattern {pattern}.", pattern=shown(separator))
        )
    parts = text.split(plain, most - 1 if most > 0 else -1)
    while most == 0 and len(parts) > 1 and not parts[-1]:
        parts.pop()
    return parts if any(parts) or parts == [text] or most else []


def _units(text: str) -> bytes | None:
    """The UTF-16 units of a text that has letters of two units; None where places are those of Python."""
    return None if text.isascii() or max(text) <= "\uffff" else utf16(text)


def _length(text: str) -> int:
    units = _units(text)
    return len(text) if units is None else len(units) // 2


def _cut(text: str, first: int, last: int) -> str:
    units = _units(text)
    return text[first:last] if units is None else units[2 * first : 2 * last].decode("utf-16-be", "surrogatepass")


def _substring(text: str, start: object, end: object = None) -> str:
    length = _length(text)
    first, last = to_long(start), length if end is None else to_long(end)
    if not 0 <= first <= last <= length:
        raise EvaluationError(
            say("substring({start}, {end}) lies outside of a text of {length} characters.", start=first, end=last,
                length=length)
        )  # fmt: skip
    return _cut(text, first, last)


def _char(text: str, index: object) -> str:
    place = to_long(index)
    if not 0 <= place < _length(text):
        raise EvaluationError(say("The text has no character {place}.", place=place))
    return _cut(text, place, place + 1)


def _index(text: str, other: object, start: object = 0) -> int:
    begin = min(max(to_long(start), 0), _length(text))
    if _units(text) is None:
        return text.find(to_text(other), begin)
    found = _cut(text, begin, _length(text)).find(to_text(other))
    return found if found < 0 else begin + _length(_cut(text, begin, _length(text))[:found])


def _last_index(text: str, other: object) -> int:
    found = text.rfind(to_text(other))
    return found if found < 0 else _length(text[:found])


def _order(a: str, b: object) -> int:
    """Java's compareTo: the difference of the first units that differ, else of the lengths."""
    left, right = utf16(a), utf16(to_text(b))
    for place in range(0, min(len(left), len(right)), 2):
        if left[place : place + 2] != right[place : place + 2]:
            return int.from_bytes(left[place : place + 2]) - int.from_bytes(right[place : place + 2])
    return (len(left) - len(right)) // 2


def _replace(text: str, old: object, new: object) -> str:
    before, after = to_text(old), to_text(new)
    fitting(len(text) + text.count(before) * (len(after) - len(before)))
    return text.replace(before, after)


def _concat(text: str, other: object) -> str:
    more = to_text(other)
    fitting(len(text) + len(more))
    return text + more


def _repeat(text: str, times: object) -> str:
    count = to_long(times)
    if count < 0:
        raise EvaluationError(say("repeat needs a number that is not negative and found {count}.", count=count))
    fitting(len(text) * count)
    return text * count


TEXT_METHODS: Mapping[str, Method] = {
    "length": _length,
    "isEmpty": lambda text: not text,
    "isBlank": lambda text: not text.strip(),
    "equalsIgnoreCase": lambda text, other: isinstance(other, str) and text.lower() == other.lower(),
    "contentEquals": lambda text, other: isinstance(other, str) and text == other,
    "compareTo": _order,
    "compareToIgnoreCase": lambda text, other: _order(text.lower(), to_text(other).lower()),
    "startsWith": lambda text, other, start=0: _substring(text, min(to_long(start), _length(text))).startswith(
        to_text(other)
    ),
    "endsWith": lambda text, other: text.endswith(to_text(other)),
    "contains": lambda text, other: to_text(other) in text,
    "indexOf": _index,
    "lastIndexOf": _last_index,
    "substring": _substring,
    "charAt": _char,
    "toUpperCase": lambda text: text.upper(),
    "toLowerCase": lambda text: text.lower(),
    "trim": lambda text: text.strip(_WHITE),
    "strip": lambda text: text.strip(),
    "stripLeading": lambda text: text.lstrip(),
    "stripTrailing": lambda text: text.rstrip(),
    "concat": _concat,
    "replace": _replace,
    "repeat": _repeat,
    "split": _split,
}
