"""Versions of processes, with the file they came in."""

from __future__ import annotations

from sqlalchemy import Boolean, case, cast, func, select

from engine.queries.search import Noun
from engine.store.deployments import definition, deployment, resource

has_start_form = cast(definition.c.start_form_id.is_not(None), Boolean)
state = case((definition.c.withdrawn_at.is_(None), "ACTIVE"), else_="DRAINING")

latest = definition.alias("latest")
is_latest = definition.c.version == (
    select(func.max(latest.c.version))
    .where(latest.c.process_id == definition.c.process_id, latest.c.deleted_at.is_(None))
    .correlate(definition).scalar_subquery()
)  # fmt: skip

DEFINITIONS = Noun(
    rows=select(
        definition,
        resource.c.name.label("resource_name"),
        deployment.c.name.label("deployment_name"),
        is_latest.label("is_latest"),
    )
    .join(resource, resource.c.key == definition.c.resource_key)
    .join(deployment, deployment.c.key == definition.c.deployment_key)
    .where(definition.c.deleted_at.is_(None)),
    fields={
        "process_definition_key": definition.c.key,
        "process_definition_id": definition.c.process_id,
        "name": definition.c.name,
        "resource_name": resource.c.name,
        "version": definition.c.version,
        "version_tag": definition.c.version_tag,
        "has_start_form": has_start_form,
        "is_latest_version": is_latest,
        "state": state,
    },
    key=definition.c.key,
)
