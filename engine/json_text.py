"""JSON as text for the database, many times as fast as the standard library's.

Values may have kinds (bpmn.kinds). ``json_text`` leaves them out: a row has a column for them where they count. The
kernel's own texts, which nobody else reads, keep them: ``kept_text``, ``read_kept``.
"""

from __future__ import annotations

import json
from typing import Any

import orjson

from bpmn.kinds import Boxed, Entries, Items, Text, Whole, kind_of, with_kind, without_kind

STRICT = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_SUBCLASS
KIND = "\0kind"
"""A name that no value of people and programs has: U+0000 is refused where they come in."""
MARK = "\\u0000kind"


def _alone(value: Any) -> Any:
    if isinstance(value, Boxed | Entries | Items | Text | Whole):
        return without_kind(value)
    raise TypeError(f"{type(value).__name__} is no JSON")


def _marked(value: Any) -> Any:
    kind = kind_of(value)
    if kind is None:
        raise TypeError(f"{type(value).__name__} is no JSON")
    return {KIND: kind, "value": without_kind(value)}


slowly = json.JSONEncoder(separators=(",", ":"), allow_nan=False, default=_alone).encode


def json_text(value: Any) -> str:
    """The value's JSON. Not-a-number becomes null: what people and workers give is checked where it enters the history
    (engine.history.canonical). TypeError or ValueError for what is no JSON."""
    try:
        return orjson.dumps(value, _alone, STRICT).decode()
    except TypeError:  # a whole number of more than 64 bits, which the standard library can write; or no JSON at all
        return slowly(value)


def kept_text(value: Any) -> str:
    """The same with the kinds of the values."""
    try:
        return orjson.dumps(value, _marked, STRICT).decode()
    except TypeError:
        return slowly(_all_marked(value))


def read_kept(text: str) -> Any:
    """What ``kept_text`` has written."""
    return json.loads(text, object_hook=_restored if MARK in text else None)


def _restored(found: dict[str, Any]) -> Any:
    return with_kind(found["value"], found[KIND]) if KIND in found else found


def _all_marked(value: Any) -> Any:
    """For the standard library's encoder, which takes a subclass for what it is made of."""
    if isinstance(value, Boxed | Entries | Items | Text | Whole):
        marked = _marked(value)
        return {**marked, "value": _all_marked(marked["value"])}
    if isinstance(value, dict):
        return {name: _all_marked(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_all_marked(each) for each in value]
    return value
