"""The base of all models of the two APIs, and the kinds of value they share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, WithJsonSchema
from pydantic.alias_generators import to_camel

LONGEST_KEY = 2**63 - 1


class Sent(BaseModel):
    """What a client sends: names in camel case, no unknown ones."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True)


class Told(BaseModel):
    """What a client is told: every field of the contract is there, null included."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)


def _key(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if not isinstance(value, str) or not value.isascii() or not value.removeprefix("-").isdigit():
        raise ValueError("a key is a text of digits")
    if len(value) > 20 or abs(int(value)) > LONGEST_KEY:
        raise ValueError("a key has at most 19 digits")
    return int(value)


Key = Annotated[
    int,
    BeforeValidator(_key),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": "^-?[0-9]+$", "minLength": 1, "maxLength": 25}),
]
"""A key: a number with us, a text of digits in JSON."""


def _zulu(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Moment = Annotated[
    datetime, PlainSerializer(_zulu, return_type=str), WithJsonSchema({"type": "string", "format": "date-time"})
]
"""A moment, written in UTC with milliseconds as Camunda 8 writes it."""
