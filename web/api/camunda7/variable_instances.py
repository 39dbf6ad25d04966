"""Variables of running process instances."""

from __future__ import annotations

from typing import Any

from bpmn.kinds import with_kind
from engine.queries.listings.waiting import VARIABLES
from web.api.camunda7 import lists
from web.api.camunda7.api import api
from web.api.camunda7.model import Id, Told, definition_id
from web.api.camunda7.typed_values import typed


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
