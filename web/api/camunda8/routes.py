"""All operations of the Camunda 8 API together."""

from __future__ import annotations

from web.api.camunda8 import (
    ad_hoc,
    cluster,
    conditionals,
    decisions,
    deletion,
    deployments,
    element_instances,
    forms,
    holding,
    incidents,
    job_search,
    jobs,
    messages,
    migration,
    modification,
    process_definitions,
    process_instances,
    refused,
    requirements,
    starting,
    user_tasks,
    variables,
)
from web.api.camunda8.api import api

NOUNS = (
    cluster, deployments, starting, process_instances, process_definitions, element_instances, variables, user_tasks,
    jobs, job_search, messages, incidents, decisions, requirements, forms, holding, migration, modification,
    ad_hoc, conditionals, deletion, refused,
)  # fmt: skip
"""Importing these fills the table of operations."""

blueprint = api.blueprint
