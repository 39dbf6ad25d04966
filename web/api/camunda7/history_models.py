"""What is told of the history."""

from __future__ import annotations

from typing import Any

from web.api.camunda7.model import Id, Moment, Told


class HistoricProcessInstanceDto(Told):
    """A process instance, running or ended."""

    id: Id
    root_process_instance_id: Id
    super_process_instance_id: Id | None
    super_case_instance_id: str | None = None
    case_instance_id: str | None = None
    process_definition_name: str | None
    process_definition_key: str
    process_definition_version: int
    process_definition_id: str
    business_key: str | None
    start_time: Moment
    end_time: Moment | None
    removal_time: Moment | None = None
    duration_in_millis: int | None
    start_user_id: str | None
    start_activity_id: str | None = None
    end_activity_id: str | None
    delete_reason: str | None
    tenant_id: str | None = None
    state: str
    restarted_process_instance_id: str | None = None


class HistoricActivityInstanceDto(Told):
    """An activity or event that a case has come to."""

    id: str
    parent_activity_instance_id: str
    activity_id: str
    activity_name: str | None
    activity_type: str
    process_definition_key: str
    process_definition_id: str
    process_instance_id: Id
    execution_id: str
    task_id: Id | None
    assignee: str | None
    called_process_instance_id: Id | None
    called_case_instance_id: str | None = None
    start_time: Moment
    end_time: Moment | None
    duration_in_millis: int | None
    canceled: bool
    complete_scope: bool
    tenant_id: str | None = None
    removal_time: Moment | None = None
    root_process_instance_id: Id


class HistoricTaskInstanceDto(Told):
    """A user task, open or ended."""

    id: Id
    process_definition_key: str
    process_definition_id: str
    process_instance_id: Id
    execution_id: str
    case_definition_key: str | None = None
    case_definition_id: str | None = None
    case_instance_id: str | None = None
    case_execution_id: str | None = None
    activity_instance_id: str
    name: str | None
    description: str | None = None
    delete_reason: str | None
    owner: str | None
    assignee: str | None
    start_time: Moment
    end_time: Moment | None
    duration: int | None
    task_definition_key: str
    priority: int
    due: Moment | None
    parent_task_id: str | None = None
    follow_up: Moment | None
    tenant_id: str | None = None
    removal_time: Moment | None = None
    root_process_instance_id: Id


class HistoricVariableInstanceDto(Told):
    """A variable of a process instance."""

    id: str
    name: str
    process_definition_key: str
    process_definition_id: str
    process_instance_id: Id
    execution_id: str
    activity_instance_id: str
    case_definition_key: str | None = None
    case_definition_id: str | None = None
    case_instance_id: str | None = None
    case_execution_id: str | None = None
    task_id: str | None = None
    tenant_id: str | None = None
    error_message: str | None = None
    state: str
    create_time: Moment
    removal_time: Moment | None = None
    root_process_instance_id: Id
    value: Any
    type: str
    value_info: dict[str, Any]


class HistoricIncidentDto(Told):
    """A place where a case was stuck, or is."""

    id: Id
    process_definition_id: str
    process_definition_key: str
    process_instance_id: Id
    execution_id: str
    create_time: Moment
    end_time: Moment | None
    incident_type: str
    activity_id: str
    failed_activity_id: str
    cause_incident_id: Id
    root_cause_incident_id: Id
    configuration: str | None
    history_configuration: str | None = None
    tenant_id: str | None = None
    incident_message: str | None
    job_definition_id: str | None
    open: bool
    deleted: bool = False
    resolved: bool
    annotation: str | None = None
    removal_time: Moment | None = None
    root_process_instance_id: Id


class UserOperationLogEntryDto(Told):
    """Something that somebody did."""

    id: str
    user_id: str
    timestamp: Moment
    operation_id: str
    operation_type: str
    entity_type: str
    category: str
    annotation: str | None = None
    property: str | None
    org_value: str | None
    new_value: str | None
    deployment_id: str | None = None
    process_definition_id: str | None
    process_definition_key: str | None
    process_instance_id: Id | None
    execution_id: str | None
    case_definition_id: str | None = None
    case_instance_id: str | None = None
    case_execution_id: str | None = None
    task_id: str | None
    external_task_id: str | None = None
    batch_id: str | None = None
    job_id: str | None
    job_definition_id: str | None = None
    removal_time: Moment | None = None
    root_process_instance_id: Id | None
