"""Variables as Camunda 7 writes them: a value with its type. What Alur keeps is JSON, the type is told from it."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import Response
from pydantic import Field

from bpmn.sentence import say
from engine import InvalidCommand
from web.api.camunda7.model import Sent, Told

DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}")
"""Camunda 7's format of dates; nothing else is written like that."""
INTEGER = 2**31 - 1
LONG = 2**63 - 1


class VariableValueDto(Sent):
    """A value that a client sends. Without ``type`` it is told from the value."""

    value: Any = None
    type: str | None = None
    value_info: dict[str, Any] | None = Field(default=None)
    local: bool | None = None


class TypedValue(Told):
    """A value that a client is told."""

    type: str
    value: Any
    value_info: dict[str, Any]


def _text(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError
    return value


def _whole(most: int) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if isinstance(value, str):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not -most - 1 <= value <= most:
            raise ValueError
        return value

    return read


def _fraction(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError
    return float(value)


def _flag(value: Any) -> Any:
    if value in ("true", "false"):
        return value == "true"
    if not isinstance(value, bool):
        raise ValueError
    return value


def _date(value: Any) -> Any:
    datetime.fromisoformat(_text(value))
    return value


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _bytes(value: Any) -> Any:
    base64.b64decode(_text(value), validate=True)
    return value


READERS: Mapping[str, Callable[[Any], Any]] = {
    "string": _text, "integer": _whole(INTEGER), "short": _whole(2**15 - 1), "long": _whole(LONG),
    "double": _fraction, "float": _fraction, "number": _fraction, "boolean": _flag, "date": _date, "json": _json,
    "object": _json, "bytes": _bytes, "xml": _text,
}  # fmt: skip
"""Type, in small letters -> what becomes of its value; ValueError if it does not fit."""


def plain(values: Mapping[str, VariableValueDto] | None) -> dict[str, Any]:
    """The values as Alur keeps them."""
    return {name: value_of(name, value) for name, value in (values or {}).items()}


def value_of(name: str, sent: VariableValueDto) -> Any:
    """One value as Alur keeps it, or InvalidCommand in Camunda 7's words."""
    kind = (sent.type or "").lower()
    if sent.value is None or kind == "null":
        return None
    if not kind:
        return sent.value
    if kind == "file":
        return _file(name, sent)
    if kind == "object":
        _must_be_json(name, sent)
    if kind not in READERS:
        raise InvalidCommand(say("Variable {name}: the type {type} is not known.", name=name, type=sent.type))
    try:
        return READERS[kind](sent.value)
    except (ValueError, TypeError, binascii.Error, RecursionError) as wrong:
        raise InvalidCommand(
            say("Variable {name}: its value does not fit the type {type}.", name=name, type=sent.type)
        ) from wrong


def _must_be_json(name: str, sent: VariableValueDto) -> None:
    form = (sent.value_info or {}).get("serializationDataFormat", "application/json")
    if form != "application/json":
        raise InvalidCommand(
            say("Variable {name}: objects are taken as application/json only, not as {format}.", name=name,
                format=str(form))
        )  # fmt: skip


def _file(name: str, sent: VariableValueDto) -> dict[str, Any]:
    """A file as form-js keeps it: a name, a media type, a data URL."""
    info = sent.value_info or {}
    if not info.get("filename"):
        raise InvalidCommand(say("Variable {name}: a file needs valueInfo.filename.", name=name))
    try:
        content = _bytes(sent.value)
    except (ValueError, binascii.Error) as wrong:
        raise InvalidCommand(say("Variable {name}: the content of a file is Base64.", name=name)) from wrong
    media = info.get("mimeType") or "application/octet-stream"
    return {"filename": info["filename"], "mimeType": media, "content": content}


def typed(value: Any) -> TypedValue:
    """What Alur keeps, with its type."""
    if value is None:
        return TypedValue(type="Null", value=None, value_info={})
    if isinstance(value, bool):
        return TypedValue(type="Boolean", value=value, value_info={})
    if isinstance(value, int):
        kind = "Integer" if -INTEGER - 1 <= value <= INTEGER else "Long"
        return TypedValue(type=kind, value=value, value_info={})
    if isinstance(value, float):
        return TypedValue(type="Double", value=value, value_info={})
    if isinstance(value, str):
        return TypedValue(type="Date" if DATE.fullmatch(value) else "String", value=value, value_info={})
    if isinstance(value, dict) and value.keys() == {"filename", "mimeType", "content"}:
        return TypedValue(type="File", value=None, value_info={k: value[k] for k in ("filename", "mimeType")})
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return TypedValue(type="Json", value=text, value_info={})


def file_of(value: Any, name: str) -> Response:
    """The content of a file; InvalidCommand if the variable is none."""
    if not isinstance(value, dict) or value.keys() != {"filename", "mimeType", "content"}:
        raise InvalidCommand(say("Value of variable with name {name} is not a file.", name=name))
    answer = Response(base64.b64decode(value["content"]), mimetype=value["mimeType"])
    answer.headers.set("Content-Disposition", "attachment", filename=value["filename"])
    return answer


def all_typed(values: Mapping[str, Any]) -> dict[str, TypedValue]:
    return {name: typed(value) for name, value in values.items()}
