"""The base of Camunda 7's models, and how it writes ids and moments."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema
from pydantic.alias_generators import to_camel

from bpmn.sentence import say
from engine import InvalidCommand
from web.api.model import Key, Sent, Told

__all__ = [
    "AtomLink", "Id", "Moment", "PriorityDto", "Sent", "Told", "definition_id", "definition_key", "execution_id",
    "place_of",
]  # fmt: skip

Id = Key
"""An id: our key as a text."""


class AtomLink(Told):
    """Where more can be had."""

    rel: str
    href: str
    method: str


def _read(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as wrong:
        raise ValueError("a moment looks like 2026-11-24T08:30:00.000+0700") from wrong
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def written(value: datetime) -> str:
    """As Camunda 7's default date format writes it: yyyy-MM-dd'T'HH:mm:ss.SSSZ."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}+0000"


Moment = Annotated[
    datetime, BeforeValidator(_read), PlainSerializer(written, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}$"}),
]  # fmt: skip


class PriorityDto(Sent):
    """How urgent something is."""

    priority: int | None = Field(default=None, ge=-(2**63), lt=2**63)

    def wanted(self) -> int:
        """It, or InvalidCommand if nothing was said (Camunda 7: PriorityDto)."""
        if self.priority is None:
            raise InvalidCommand(say("The priority for external task or job cannot be null."))
        return self.priority


def not_served(**given: Any) -> None:
    """Refuse what Camunda 7 takes and Alur would have to leave out: a wish that is not met must not look as if it were.
    Empty values ask for nothing."""
    for name, value in given.items():
        if value:
            raise InvalidCommand(say("{field} is not served here. Nothing was done.", field=to_camel(name)))


def definition_id(process_id: str, version: int, key: int) -> str:
    """``key:version:number``, as Camunda 7 makes ids of definitions."""
    return f"{process_id}:{version}:{key}"


def definition_key(text: str) -> int:
    """Our key in a definition's id; an unknown one is 0, which no definition has."""
    number = text.rpartition(":")[2]
    return int(number) if number.isdecimal() and len(number) < 19 else 0


def execution_id(root_key: int, token: int) -> str:
    """The execution at a token. The one of a process instance itself has the id of the instance."""
    return f"{root_key}:{token}"


def place_of(execution: str) -> tuple[int, int | None]:
    """The case or instance, and the token, of an execution's id."""
    key, _, token = execution.partition(":")
    if token.endswith((":s", ":c")):  # the execution of a scope or branch around: nothing waits at it itself
        return int(key), 0
    if not key.isdecimal() or len(key) > 18 or (token and (not token.isdecimal() or len(token) > 9)):
        raise InvalidCommand(say("{id} is not the id of an execution.", id=execution))
    return int(key), int(token) if token else None


def key_of(id: str) -> int:
    """Our key in an id; what is no key is 0, which nothing has."""
    return int(id) if id.isascii() and id.isdigit() and len(id) < 19 else 0
