"""Values that keep a type of Camunda 7 which JSON does not have: a Long, a Date, an Object of a Java class.

Everywhere else they are what they are made of: a Long is a whole number, a Date its text. So nobody has to know of them
but who tells types (web.api.camunda7) and who stores values: ``kind_of`` says what is to be kept beside a value, and
``with_kind`` puts it back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Kind = Mapping[str, Any]
"""``type``, and what Camunda 7's valueInfo has beside: objectTypeName, serializationDataFormat."""

LONG: Kind = {"type": "Long"}
DATE: Kind = {"type": "Date"}
MOST_INTEGER = 2**31 - 1
_EXACT = 1e15
"""From here on a double without a fraction may come out of the database as a whole number."""


class Whole(int):
    """A whole number with a kind."""

    kind: Kind = LONG


class Text(str):
    """A text with a kind."""

    kind: Kind = DATE


class Items(list[Any]):
    """A list with a kind."""

    kind: Kind = {}


class Entries(dict[str, Any]):
    """A map with a kind."""

    kind: Kind = {}


class Boxed:
    """What cannot be subclassed, with a kind: nothing, true, false, a fraction. Whoever reads a variable is given what
    is inside (``bare``)."""

    __slots__ = ("kind", "value")

    def __init__(self, value: bool | float | None, kind: Kind) -> None:
        self.value = value
        self.kind = kind

    def __eq__(self, other: object) -> bool:
        return bool(self.value == bare(other))

    def __hash__(self) -> int:
        return hash(self.value)

    def __repr__(self) -> str:
        return repr(self.value)


KINDLESS = frozenset({type(None), bool, int, str, list, dict})
"""What has no kind for certain."""
_MAKERS: Mapping[type, Callable[[Any], Any]] = {str: Text, int: Whole, list: Items, dict: Entries}
_PLAIN: Mapping[type, Callable[[Any], Any]] = {Text: str, Whole: int, Items: list, Entries: dict}


def type_of(value: Any) -> str:
    """The type that the value has by itself."""
    if value is None:
        return "Null"
    if isinstance(value, bool):
        return "Boolean"
    if isinstance(value, int):
        return "Integer" if -MOST_INTEGER - 1 <= value <= MOST_INTEGER else "Long"
    if isinstance(value, float):
        return "Double"
    if isinstance(value, str):
        return "String"
    return "File" if isinstance(value, dict) and value.keys() == {"filename", "mimeType", "content"} else "Json"


def with_kind(value: Any, kind: Kind | None) -> Any:
    """The value with its kind; without, if that says no more than the value itself."""
    value = without_kind(value)
    if kind is None:
        return value
    if kind["type"] == "Double" and value is not None:
        return float(value)
    if len(kind) == 1 and kind["type"] == type_of(value):
        return value
    maker = _MAKERS.get(type(value))
    if maker is None:
        return Boxed(value, kind)
    made = maker(value)
    made.kind = kind
    return made


def kind_of(value: Any) -> Kind | None:
    """What is to be kept beside the value, None if nothing is."""
    if isinstance(value, Whole | Text | Items | Entries | Boxed):
        return value.kind
    if isinstance(value, float) and abs(value) >= _EXACT:
        return {"type": "Double"}
    return None


def bare(value: Any) -> Any:
    """What a value is to whoever does not ask for its kind."""
    return value.value if isinstance(value, Boxed) else value


def without_kind(value: Any) -> Any:
    """The value alone, of the very types that JSON has."""
    if isinstance(value, Boxed):
        return value.value
    plain = _PLAIN.get(type(value))
    return value if plain is None else plain(value)


def base(value: object) -> type:
    """The type of what the value is made of."""
    return type(without_kind(value)) if isinstance(value, Boxed) else _BASES.get(type(value), type(value))


_BASES: Mapping[type, type] = {Text: str, Whole: int, Items: list, Entries: dict}


def kinds_of(values: Mapping[str, Any]) -> dict[str, Kind] | None:
    """The kinds of variables by name, None if none has one."""
    return {name: kind for name, value in values.items() if (kind := kind_of(value)) is not None} or None


def with_kinds(values: Mapping[str, Any], kinds: Mapping[str, Kind] | None) -> dict[str, Any]:
    """The variables with their kinds."""
    return {name: with_kind(value, (kinds or {}).get(name)) for name, value in values.items()}


def bare_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The variables as whoever does not ask for kinds sees them."""
    return {name: bare(value) for name, value in values.items()}
