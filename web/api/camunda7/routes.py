"""All operations of the Camunda 7 API together."""

from __future__ import annotations

from web.api.camunda7 import (
    activity_trees,
    conditions,
    decision_definitions,
    deletion,
    deployments,
    engine,
    event_subscriptions,
    executions,
    external_tasks,
    history,
    incidents,
    job_definitions,
    jobs,
    messages,
    migration,
    modification,
    process_definitions,
    process_instances,
    refused,
    start_forms,
    task_changes,
    task_details,
    tasks,
    variable_instances,
)
from web.api.camunda7.api import api

NOUNS = (
    engine, deployments, process_definitions, process_instances, executions, event_subscriptions, tasks, task_details,
    messages, external_tasks, jobs, job_definitions, incidents, variable_instances, decision_definitions, history,
    task_changes, activity_trees, start_forms, migration, modification, conditions, deletion, refused,
)  # fmt: skip
"""Importing these fills the table of operations."""

blueprint = api.blueprint
