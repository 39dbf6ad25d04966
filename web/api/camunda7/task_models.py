"""What is said about user tasks."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from web.api.camunda7.model import Id, Moment, Sent, Told
from web.api.camunda7.typed_values import VariableValueDto


class CamundaFormRef(Told):
    """A Camunda Form, and which version of it."""

    key: str
    binding: str
    version: int | None


class TaskDto(Told):
    """An open user task."""

    id: Id
    name: str | None
    assignee: str | None
    owner: str | None
    created: Moment
    last_updated: Moment | None = None
    due: Moment | None
    follow_up: Moment | None
    delegation_state: str | None
    description: str | None
    execution_id: str
    parent_task_id: str | None = None
    priority: int
    process_definition_id: str
    process_instance_id: Id
    case_execution_id: str | None = None
    case_definition_id: str | None = None
    case_instance_id: str | None = None
    task_definition_key: str
    suspended: bool
    form_key: str | None
    camunda_form_ref: CamundaFormRef | None
    tenant_id: str | None = None
    task_state: str


class UserIdDto(Sent):
    """Somebody, by login; null is nobody."""

    user_id: str | None = Field(default=None, min_length=1)


class CompleteTaskDto(Sent):
    """What was done."""

    variables: dict[str, VariableValueDto] | None = None
    with_variables_in_return: bool = False


class IdentityLinkDto(Told):
    """Who has to do with a task."""

    user_id: str | None
    group_id: str | None
    type: str


class IdentityLinkQuery(Sent):
    """Which ones."""

    type: str | None = None


class IdentityLinkSent(Sent):
    """Who shall have to do with a task."""

    user_id: str | None = None
    group_id: str | None = None
    type: str


class TaskBpmnErrorDto(Sent):
    """An error that the diagram may catch."""

    error_code: str = Field(min_length=1)
    error_message: str | None = None
    variables: dict[str, VariableValueDto] | None = None


class TaskEscalationDto(Sent):
    """An escalation that the diagram may catch."""

    escalation_code: str = Field(min_length=1)
    variables: dict[str, VariableValueDto] | None = None


class FormDto(Told):
    """Which form a task has."""

    key: str | None
    camunda_form_ref: CamundaFormRef | None
    context_path: str | None = None


class CommentSent(Sent):
    """A comment."""

    id: str | None = None
    user_id: str | None = None
    task_id: str | None = None
    process_instance_id: str | None = None
    time: str | None = None
    removal_time: str | None = None
    root_process_instance_id: str | None = None
    message: str = Field(min_length=1, max_length=4000)


class CommentDto(Told):
    """A comment that was made."""

    links: list[Any] = Field(default_factory=list)
    id: Id
    user_id: str
    task_id: Id
    process_instance_id: Id
    root_process_instance_id: Id
    time: Moment
    removal_time: Moment | None = None
    message: str | None
