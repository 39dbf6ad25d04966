"""The operations on the variables of something: all of them, one by its name, the content of a file.

The same for process instances, executions and tasks; who declares them says how the values are read and written.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, request
from pydantic import Field

from bpmn.kinds import with_kind
from bpmn.sentence import say
from engine import InvalidCommand, NotFound
from web.api.camunda7.api import api
from web.api.camunda7.model import Sent
from web.api.camunda7.typed_values import (
    DeserializeValue,
    DeserializeValues,
    TypedValue,
    VariableValueDto,
    all_typed,
    data_of,
    file_value,
    plain,
    typed,
    value_of,
)
from web.api.operation import BadRequest


class PatchVariablesDto(Sent):
    """Variables to set and to take away."""

    modifications: dict[str, VariableValueDto] = Field(default_factory=dict)
    deletions: list[str] = Field(default_factory=list)


Write = Callable[[str, dict[str, Any], tuple[str, ...]], None]
"""Gets an id, values to set and names of variables to take away."""
DATA = {
    "type": "object",
    "properties": {
        "data": {"type": "string", "format": "binary"},
        "valueType": {"type": "string"},
        "type": {"type": "string"},
    },
    "required": ["data"],
}


@dataclass(frozen=True, slots=True)
class Variables:
    """Variables that can be asked for. ``path`` has the place ``{id}``; ``what`` is how Camunda 7 calls them in its
    sentences. ``read`` answers the kept values by name, or raises NotFound."""

    path: str
    what: str
    read: Callable[[str], dict[str, Any]]
    write: Write
    roles: frozenset[str]

    def one(self, id: str, name: str) -> Any:
        """The kept value of that name, or NotFound in Camunda 7's words."""
        kept = self.read(id)
        if name not in kept:
            raise NotFound(say("{what} variable with name {name} does not exist", what=self.what, name=name))
        return kept[name]

    def all_told(self, id: str, query: DeserializeValues) -> dict[str, TypedValue]:
        """By name."""
        return all_typed(self.read(id), query.deserialize_values)

    def told(self, id: str, var_name: str, query: DeserializeValue) -> TypedValue:
        """With its type."""
        return typed(self.one(id, var_name), query.deserialize_value)

    def data_told(self, id: str, var_name: str) -> Response:
        """The content of a file, or bytes."""
        return data_of(self.one(id, var_name), var_name)

    def patch(self, id: str, body: PatchVariablesDto) -> None:
        """Deletions come after modifications."""
        self.write(id, plain(body.modifications), tuple(body.deletions))

    def put(self, id: str, var_name: str, body: VariableValueDto) -> None:
        """Make or change it."""
        self.write(id, {var_name: value_of(var_name, body)}, ())

    def put_data(self, id: str, var_name: str) -> None:
        """A file with the name and media type of the part ``data``; bytes unless ``valueType`` is File."""
        self.write(id, {var_name: _sent()}, ())

    def remove(self, id: str, var_name: str) -> None:
        """It is not there afterwards."""
        self.write(id, {}, (var_name,))


def serve(of: Variables) -> None:
    """The operations."""
    one, data, more = f"{of.path}/{{varName}}", f"{of.path}/{{varName}}/data", {"roles": of.roles}
    octets = {"media_type": "application/octet-stream", **more}
    declared: list[tuple[str, str, str, Any, dict[str, Any]]] = [
        ("GET", of.path, "Variables", of.all_told,
         {"query": DeserializeValues, "answer": dict[str, TypedValue], **more}),
        ("POST", of.path, "Set and take away variables", of.patch, {"body": PatchVariablesDto, "status": 204, **more}),
        ("GET", one, "A variable", of.told, {"query": DeserializeValue, "answer": TypedValue, **more}),
        ("PUT", one, "Set a variable", of.put, {"body": VariableValueDto, "status": 204, **more}),
        ("DELETE", one, "Take a variable away", of.remove, {"status": 204, **more}),
        ("GET", data, "The content of a file", of.data_told, octets),
        ("POST", data, "Set a file", of.put_data, {"multipart": DATA, "status": 204, **more}),
    ]  # fmt: skip
    for method, path, summary, function, columns in declared:
        api.operation(method, path, summary, **columns)(function)


def _sent() -> Any:
    """The value of a form: a File, Bytes, or an Object that comes as JSON."""
    part = request.files.get("data")
    if part is not None:
        part.seek(0)  # it has been read once to see that it is whole
    content = part.read() if part is not None else request.form.get("data", "").encode()
    if part is None and "data" not in request.form:
        raise BadRequest(say("The form has no part with the name data."))
    if (java := request.form.get("type")) is not None:
        info = {"objectTypeName": java, "serializationDataFormat": "application/json"}
        return value_of("data", VariableValueDto(value=content.decode("utf-8", "replace"), type="Object",
                                                 value_info=info))  # fmt: skip
    kind, text = request.form.get("valueType", "Bytes"), base64.b64encode(content).decode()
    if kind == "File":
        return file_value(text, (part.filename if part else None) or "data", part.content_type if part else None)
    if kind != "Bytes":
        raise InvalidCommand(say("Unsupported value type '{type}'", type=kind))
    return with_kind(text, {"type": "Bytes"})
