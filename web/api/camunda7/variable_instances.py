"""Variables of running process instances."""

from __future__ import annotations

from typing import Any

from flask import Response

from bpmn.kinds import with_kind
from bpmn.sentence import say
from engine import NotFound
from engine.queries.listings.listing import Listing
from engine.queries.listings.waiting import VARIABLES
from web import here
from web.api.camunda7 import lists
from web.api.camunda7.api import api
from web.api.camunda7.model import Id, Told, definition_id
from web.api.camunda7.typed_values import DeserializeValue, data_of, typed


class VariableInstanceDto(Told):
    """A variable."""

    id: str
    name: str
    process_definition_id: str
    process_definition_key: str
    process_instance_id: Id
    execution_id: str
    case_instance_id: str | None = None
    case_execution_id: str | None = None
    task_id: str | None = None
    batch_id: str | None = None
    activity_instance_id: str
    tenant_id: str | None = None
    error_message: str | None = None
    value: Any
    type: str
    value_info: dict[str, Any]


def told(row: Any, deserialize: bool = True) -> VariableInstanceDto:
    value = typed(with_kind(row.value, row.kind), deserialize)
    return VariableInstanceDto(
        id=f"{row.instance_key}:{row.name}", name=row.name, process_definition_key=row.process_id,
        process_definition_id=definition_id(row.process_id, row.version, row.definition_key),
        process_instance_id=row.instance_key, execution_id=str(row.instance_key),
        activity_instance_id=str(row.instance_key), value=value.value, type=value.type, value_info=value.value_info,
    )  # fmt: skip


lists.serve(
    api, "/variable-instance", "variables", VARIABLES, lists.query("VariableInstanceQuery", VARIABLES),
    VariableInstanceDto, told, values=True,
)  # fmt: skip


def named(listing: Listing, id: str) -> Any:
    """The row of a variable: its process instance and its name."""
    key, _, name = id.partition(":")
    if not key.isdecimal() or len(key) > 18:
        return None
    with here.the_engine().read() as connection:
        found = listing.find(connection, {"process_instance_id": int(key), "variable_name": name})
    return found[0] if found else None


def found(listing: Listing, id: str) -> Any:
    """The same, or NotFound."""
    if (row := named(listing, id)) is None:
        raise NotFound(say("Variable instance with Id '{id}' does not exist.", id=id))
    return row


@api.operation(
    "GET", "/variable-instance/{id}", "A variable", query=DeserializeValue, answer=VariableInstanceDto
)  # fmt: skip
def get(id: str, query: DeserializeValue) -> VariableInstanceDto:
    """Of a running process instance."""
    return told(found(VARIABLES, id), query.deserialize_value)


@api.operation(
    "GET", "/variable-instance/{id}/data", "The content of a file", media_type="application/octet-stream"
)  # fmt: skip
def data(id: str) -> Response:
    """Of a file, or bytes."""
    row = found(VARIABLES, id)
    return data_of(with_kind(row.value, row.kind), row.name)
