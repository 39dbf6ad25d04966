"""Variables as Camunda 7 writes them: a value with its type (VariableValueDto). What a type keeps is in bpmn.kinds."""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Response
from pydantic import Field

from bpmn.kinds import MOST_INTEGER, Kind, bare, kind_of, type_of, with_kind, without_kind
from bpmn.languages.bounds import unfit
from bpmn.sentence import say
from engine import InvalidCommand
from web.api.camunda7.model import Sent, Told

DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}")
"""Camunda 7's format of dates, the only one in which it reads them."""
WHOLE = re.compile(r"\s*[+-]?[0-9]{1,19}\s*")
JSON = "application/json"
JAVA = "application/x-java-serialized-object"
OBJECT_INFO = ("objectTypeName", "serializationDataFormat")
FILE_INFO = ("filename", "mimeType", "encoding")


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


class DeserializeValues(Sent):
    """Whether Objects are told as what they say (as they are unless asked otherwise), or as their texts."""

    deserialize_values: bool = True


class DeserializeValue(Sent):
    """The same of one value."""

    deserialize_value: bool = True


class FormVariablesQuery(DeserializeValues):
    """Which variables of a form are wanted: names with commas between them, or all."""

    variable_names: str | None = None

    def told(self, values: Mapping[str, Any]) -> dict[str, TypedValue]:
        """Those of the values that are wanted."""
        names = values if self.variable_names is None else self.variable_names.split(",")
        return all_typed({name: values[name] for name in names if name in values}, self.deserialize_values)


def _whole(most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text) if WHOLE.fullmatch(text) else most + 1
        if not -most - 1 <= number <= most:
            raise ValueError
        return number

    return read


def _fraction(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError
    return number


def _flag(text: str) -> bool:
    return {"true": True, "false": False}[text.lower()]


def _date(text: str) -> str:
    if not DATE.fullmatch(text):
        raise ValueError
    datetime.fromisoformat(text)
    return text


def _bytes(text: str) -> str:
    base64.b64decode(text, validate=True)
    return text


PRIMITIVE: Mapping[str, tuple[str, type, Callable[[str], Any]]] = {
    "string": ("java.lang.String", str, str),
    "boolean": ("java.lang.Boolean", bool, _flag),
    "short": ("java.lang.Short", int, _whole(2**15 - 1)),
    "integer": ("java.lang.Integer", int, _whole(MOST_INTEGER)),
    "long": ("java.lang.Long", int, _whole(2**63 - 1)),
    "double": ("java.lang.Double", float, _fraction),
    "date": ("java.util.Date", str, _date),
    "bytes": ("[B", str, _bytes),
}
"""Type in small letters -> its class in Java, ours, and how a text is read as one. What is none is read by its text, as
Jackson does."""


def plain(values: Mapping[str, VariableValueDto] | None) -> dict[str, Any]:
    """The values as Alur keeps them, with their kinds."""
    return {name: value_of(name, value) for name, value in (values or {}).items()}


def value_of(name: str, sent: VariableValueDto) -> Any:
    """One value as Alur keeps it, or InvalidCommand in Camunda 7's words."""
    if (sent.value_info or {}).get("transient"):
        raise InvalidCommand(say("Variable {name}: transient variables are not served. Nothing was done.", name=name))
    kind = (sent.type or "").lower()
    if not kind:
        return sent.value
    if kind == "null":
        return None
    if kind in PRIMITIVE:
        return with_kind(_primitive(kind, sent), {"type": kind.capitalize()})
    if kind == "file":
        return _file(name, sent)
    if kind in ("json", "xml", "object"):
        return _serialized(name, kind, sent)
    raise InvalidCommand(say("Unsupported value type '{type}'", type=sent.type))


def _primitive(kind: str, sent: VariableValueDto) -> Any:
    """The value as one of the type, null for null and for an empty text that is no text."""
    java, ours, read = PRIMITIVE[kind]
    value = sent.value
    if value is None:
        return None
    is_one = isinstance(value, ours) and isinstance(value, bool) is (ours is bool)
    text = value if isinstance(value, str) else json.dumps(value)
    try:
        if text == "" and kind not in ("string", "bytes"):
            return None
        if isinstance(value, list | dict) or (isinstance(value, int | float) and kind in ("date", "bytes")):
            raise ValueError
        return value if is_one and kind in ("string", "boolean", "double") else read(text)
    except (ValueError, KeyError, binascii.Error, RecursionError) as wrong:
        raise InvalidCommand(
            say("Cannot convert value '{value}' of type '{type}' to java type {java}", value=text[:200],
                type=sent.type, java=java)
        ) from wrong  # fmt: skip


def _serialized(name: str, kind: str, sent: VariableValueDto) -> Any:
    """Json, Xml or Object, which come as texts; JSON is kept as what it says."""
    info = sent.value_info or {}
    form = info.get("serializationDataFormat")
    if kind == "json" and isinstance(sent.value, list | dict):
        return with_kind(sent.value, {"type": "Json"})
    if sent.value is not None and not isinstance(sent.value, str):
        raise InvalidCommand(
            say("Must provide 'null' or String value for value of SerializableValue type '{type}'.", type=sent.type)
        )
    if kind == "object":
        if form == JAVA:
            raise InvalidCommand(
                say("Cannot set variable with name {name}. Java serialization format is prohibited", name=name)
            )
        info = {"serializationDataFormat": JSON, **info}
    keeps: Kind = {"type": kind.capitalize(), **{each: info[each] for each in OBJECT_INFO if each in info}}
    if sent.value is None or kind == "xml" or (kind == "object" and info["serializationDataFormat"] != JSON):
        return with_kind(sent.value, keeps)
    try:
        return with_kind(_read_json(sent.value), keeps)
    except (ValueError, RecursionError) as wrong:
        raise InvalidCommand(say("Variable {name}: its value is no JSON.", name=name)) from wrong


def _read_json(text: str) -> Any:
    found = json.loads(text, parse_constant=_no_number)
    if unfit(found):
        raise ValueError
    return found


def _no_number(name: str) -> Any:
    raise ValueError(name)


def _file(name: str, sent: VariableValueDto) -> Any:
    """A file: its name, media type and encoding, and its content in Base64."""
    info = dict(sent.value_info or {})
    if not info.get("filename"):
        raise InvalidCommand(say("Variable {name}: a file needs valueInfo.filename.", name=name))
    try:
        content = _bytes(sent.value or "")
    except (ValueError, TypeError, binascii.Error) as wrong:
        raise InvalidCommand(say("Variable {name}: the content of a file is Base64.", name=name)) from wrong
    return file_value(content, info["filename"], info.get("mimeType") or info.get("mimetype"), info.get("encoding"))


def file_value(content: str, name: str, media: str | None, encoding: str | None = None) -> Any:
    """A file as Alur keeps it."""
    about = {"filename": name, "mimeType": media, "encoding": encoding}
    return with_kind({**{each: said for each, said in about.items() if said}, "content": content}, {"type": "File"})


def typed(value: Any, deserialize: bool = True) -> TypedValue:
    """What Alur keeps, with its type. An Object in JSON is told as what it says, or else as its text."""
    kind = kind_of(value) or {"type": type_of(value)}
    alone, name = without_kind(value), kind["type"]
    info: dict[str, Any] = {each: kind[each] for each in OBJECT_INFO if each in kind}
    if alone is None:
        return TypedValue(type=name, value=None, value_info=info)
    if name == "File":
        return TypedValue(type=name, value=None, value_info={each: alone[each] for each in FILE_INFO if each in alone})
    if name == "Date":
        return TypedValue(type=name, value=_told_date(alone), value_info={})
    if name == "Json" or (name == "Object" and not deserialize and not _is_text(kind)):
        alone = json.dumps(alone, ensure_ascii=False, separators=(",", ":"), default=bare)
    return TypedValue(type=name, value=alone, value_info=info)


def _is_text(kind: Kind) -> bool:
    """Whether an Object is kept as the text that was sent."""
    return bool(kind.get("serializationDataFormat") != JSON)


def _told_date(text: str) -> str:
    """As Camunda 7 writes dates; those of expressions are kept otherwise."""
    if DATE.fullmatch(text):
        return text
    moment = datetime.fromisoformat(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}{moment:%z}"


def data_of(value: Any, name: str) -> Response:
    """The content of a file or of bytes; InvalidCommand for any other variable."""
    kind = (kind_of(value) or {"type": type_of(value)})["type"]
    if kind == "Bytes":
        return Response(base64.b64decode(value or ""), mimetype="application/octet-stream")
    if kind != "File" or value is None:
        raise InvalidCommand(say("Value of variable with name {name} is not a binary value.", name=name))
    media, encoding = value.get("mimeType") or "application/octet-stream", value.get("encoding")
    answer = Response(base64.b64decode(value["content"]))
    answer.headers["Content-Type"] = f"{media}; charset={encoding}" if encoding else media
    answer.headers.set("Content-Disposition", "attachment", filename=value["filename"])
    return answer


def all_typed(values: Mapping[str, Any], deserialize: bool = True) -> dict[str, TypedValue]:
    return {name: typed(value, deserialize) for name, value in values.items()}
