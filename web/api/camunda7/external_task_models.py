"""What is said about external tasks, by workers and to them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pydantic import Field

from engine import JobRequest
from web.api.camunda7 import lists
from web.api.camunda7.model import Id, Moment, Sent, Told, definition_key
from web.api.camunda7.typed_values import TypedValue, VariableValueDto


class ExternalTaskDto(Told):
    """A step that waits for a worker."""

    activity_id: str
    activity_instance_id: str
    error_message: str | None
    execution_id: str
    id: Id
    lock_expiration_time: Moment | None
    create_time: Moment
    process_definition_id: str
    process_definition_key: str
    process_definition_version_tag: str | None
    process_instance_id: Id
    tenant_id: str | None = None
    retries: int | None
    suspended: bool
    worker_id: str | None
    topic_name: str
    priority: int
    business_key: str | None


class LockedExternalTaskDto(ExternalTaskDto):
    """One that was fetched, with its variables."""

    error_details: str | None
    variables: dict[str, TypedValue]
    extension_properties: dict[str, str]


class TopicDto(Sent):
    """A topic that a worker works on."""

    topic_name: str = Field(min_length=1)
    lock_duration: int = Field(gt=0, le=2**53)
    variables: list[str] | None = None
    local_variables: bool = False
    business_key: str | None = None
    process_definition_id: str | None = None
    process_definition_id_in: list[str] | None = None
    process_definition_key: str | None = None
    process_definition_key_in: list[str] | None = None
    process_definition_version_tag: str | None = None
    without_tenant_id: bool = False
    tenant_id_in: list[str | None] | None = None
    process_variables: dict[str, Any] | None = None
    deserialize_values: bool = False
    include_extension_properties: bool = False

    def request(self) -> JobRequest:
        """What the engine is asked for."""
        ids = [*([self.process_definition_id] if self.process_definition_id else []),
               *(self.process_definition_id_in or [])]  # fmt: skip
        keys = [*([self.process_definition_key] if self.process_definition_key else []),
                *(self.process_definition_key_in or [])]  # fmt: skip
        return JobRequest(
            type=self.topic_name, lock=timedelta(milliseconds=self.lock_duration),
            fetch=None if self.variables is None else tuple(self.variables), business_key=self.business_key,
            definitions=tuple(definition_key(each) for each in ids), processes=tuple(keys),
            values=self.process_variables or {}, version_tag=self.process_definition_version_tag,
            local=self.local_variables,
        )  # fmt: skip


class FetchExternalTasksDto(Sent):
    """What a worker wants. ``asyncResponseTimeout``: milliseconds to wait if there is nothing."""

    worker_id: str = Field(min_length=1)
    max_tasks: int = Field(ge=1, le=1000)
    use_priority: bool = False
    async_response_timeout: int | None = Field(default=None, ge=0)
    topics: list[TopicDto] = Field(default_factory=list)
    sorting: list[lists.SortingDto] | None = None


class WorkerDto(Sent):
    """Who works."""

    worker_id: str = Field(min_length=1)


class CompleteExternalTaskDto(WorkerDto):
    """A result."""

    variables: dict[str, VariableValueDto] | None = None
    local_variables: dict[str, VariableValueDto] | None = None


class ExternalTaskFailureDto(WorkerDto):
    """A failure. ``retryTimeout`` is in milliseconds."""

    error_message: str | None = None
    error_details: str | None = None
    retries: int = Field(default=0, ge=0)
    retry_timeout: int | None = Field(default=None, ge=0, le=2**53)
    variables: dict[str, VariableValueDto] | None = None
    local_variables: dict[str, VariableValueDto] | None = None


class ExternalTaskBpmnError(WorkerDto):
    """An error that the diagram may catch."""

    error_code: str = Field(min_length=1)
    error_message: str | None = None
    variables: dict[str, VariableValueDto] | None = None


class ExtendLockDto(WorkerDto):
    """For how many milliseconds from now."""

    new_duration: int = Field(gt=0, le=2**53)


class LockDto(WorkerDto):
    """For how many milliseconds."""

    lock_duration: int = Field(gt=0, le=2**53)


class RetriesDto(Sent):
    """How often it may still be tried."""

    retries: int = Field(ge=0)
    due_date: str | None = None


class ManyRetriesDto(Sent):
    """The same for several tasks."""

    retries: int = Field(ge=0)
    external_task_ids: list[Id] | None = None
    process_instance_ids: list[Id] | None = None
