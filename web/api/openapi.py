"""An OpenAPI 3.1 document of what an API serves, from its table of operations; schemas are pydantic's."""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import TypeAdapter

from web.api.operation import PLACE, Api, Operation

REF = "#/components/schemas/{model}"
ERRORS = {
    "400": "The request does not fit", "401": "Who calls is not known", "403": "The caller may not",
    "404": "There is no such thing", "405": "Not that way", "409": "Its state does not allow it",
    "413": "Too large", "415": "Another content type", "429": "Too many calls",
}  # fmt: skip
Mode = Literal["validation", "serialization"]


def document(api: Api) -> dict[str, Any]:
    """The document."""
    served = [operation for operation in api.operations if operation.served]
    schemas, definitions = _schemas(api, served)
    paths: dict[str, dict[str, Any]] = {}
    for operation in served:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": api.title, "version": api.version},
        "servers": [{"url": api.prefix}],
        "security": [{"bearer": []}, {"basic": []}],
        "paths": paths,
        "components": {
            "schemas": definitions,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "basic": {"type": "http", "scheme": "basic"},
            },
        },
    }


def _schemas(api: Api, served: list[Operation]) -> tuple[dict[tuple[str, str], Any], dict[str, Any]]:
    """Schema by use, and the definitions all refer to."""
    wanted: list[tuple[str, Mode, TypeAdapter[Any]]] = [("error", "serialization", TypeAdapter(api.error))]
    for operation in served:
        name = f"{operation.method} {operation.path}"
        if operation.body is not None:
            wanted.append((f"body {name}", "validation", operation.reader))
        if operation.answer is not None:
            wanted.append((f"answer {name}", "serialization", operation.writer))
        wanted += [(f"{place} {name}", "validation", adapter) for place, adapter in operation.places.items()]
    schemas, rest = TypeAdapter.json_schemas(wanted, ref_template=REF)
    return {(key, mode): schema for (key, mode), schema in schemas.items()}, rest.get("$defs", {})


def _operation(operation: Operation, schemas: dict[tuple[str, str], Any]) -> dict[str, Any]:
    name = f"{operation.method} {operation.path}"
    told: dict[str, Any] = {
        "operationId": "_".join(re.findall(r"\w+", name.lower())),
        "summary": operation.summary,
        "description": operation.function.__doc__ or "",
        "tags": [operation.path.split("/")[1]],
        "parameters": [
            {"name": place, "in": "path", "required": True, "schema": schemas[f"{place} {name}", "validation"]}
            for place in PLACE.findall(operation.path)
        ],
    }
    if operation.query is not None:
        told["parameters"] += _query(operation)
    if operation.body is not None:
        body = schemas[f"body {name}", "validation"]
        told["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    if operation.multipart is not None:
        told["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": operation.multipart}}}
    good: dict[str, Any] = {"description": operation.summary}
    if operation.answer is not None:
        good["content"] = {operation.media_type: {"schema": schemas[f"answer {name}", "serialization"]}}
    elif operation.media_type != "application/json":
        good["content"] = {operation.media_type: {"schema": {"type": "string"}}}
    wrong = {operation.api.error_media_type: {"schema": schemas["error", "serialization"]}}
    told["responses"] = {str(operation.status): good} | {
        status: {"description": sentence, "content": wrong}
        for status, sentence in (ERRORS | dict(operation.also)).items()
    }
    if operation.public:
        told["security"] = []
    return told


def _query(operation: Operation) -> list[dict[str, Any]]:
    schema = operation.asker.json_schema(ref_template=REF)
    needed = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in needed, "schema": one}
        for name, one in schema.get("properties", {}).items()
    ]
