"""Starting cases by what holds: conditional start events are asked with the variables that are sent."""

from __future__ import annotations

from pydantic import Field

from bpmn.sentence import say
from engine.commands.broadcasts import EvaluateConditions
from web.api.camunda7.api import api
from web.api.camunda7.model import Sent, not_served
from web.api.camunda7.process_definitions import by_id
from web.api.camunda7.process_instances import ProcessInstanceDto, found, told
from web.api.camunda7.typed_values import VariableValueDto, plain
from web.api.operation import BadRequest, do


class EvaluationConditionDto(Sent):
    """The variables, and which process is meant; without one all are."""

    variables: dict[str, VariableValueDto] = Field(default_factory=dict)
    business_key: str | None = None
    process_definition_id: str | None = None
    tenant_id: str | None = None
    without_tenant_id: bool = False


@api.operation(
    "POST", "/condition", "Start cases by condition", body=EvaluationConditionDto, answer=list[ProcessInstanceDto]
)
def evaluate(body: EvaluationConditionDto) -> list[ProcessInstanceDto]:
    """One for each conditional start event whose condition holds."""
    not_served(tenant_id=body.tenant_id)
    if not body.variables:
        raise BadRequest(say("Process variables are missing."))
    process = by_id(body.process_definition_id).process_id if body.process_definition_id else None
    started = do(EvaluateConditions(plain(body.variables), process, body.business_key))
    return [told(found(key)) for key in started.cases]
