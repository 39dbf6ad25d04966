"""Versions of decisions, with the file they came in, which Camunda 8 calls decision requirements."""

from __future__ import annotations

from sqlalchemy import func, select

from engine.queries.search import Noun
from engine.store.deployments import decision, resource

latest = decision.alias("latest")
is_latest = decision.c.version == (
    select(func.max(latest.c.version)).where(latest.c.decision_id == decision.c.decision_id)
    .correlate(decision).scalar_subquery()
)  # fmt: skip

DECISIONS = Noun(
    rows=select(decision, resource.c.name.label("resource_name")).join(
        resource, resource.c.key == decision.c.resource_key
    ),
    fields={
        "decision_definition_key": decision.c.key,
        "decision_definition_id": decision.c.decision_id,
        "name": decision.c.name,
        "version": decision.c.version,
        "decision_requirements_key": decision.c.resource_key,
        "decision_requirements_name": resource.c.name,
        "is_latest_version": is_latest,
    },
    key=decision.c.key,
)
