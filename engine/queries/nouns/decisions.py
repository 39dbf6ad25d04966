"""Versions of decisions, and of the files they came in, which Camunda 8 calls decision requirements."""

from __future__ import annotations

from sqlalchemy import func, select

from engine.queries.search import Noun
from engine.store.deployments import decision, resource

_latest = decision.alias("latest")
is_latest = decision.c.version == (
    select(func.max(_latest.c.version))
    .where(_latest.c.decision_id == decision.c.decision_id, _latest.c.deleted_at.is_(None))
    .correlate(decision).scalar_subquery()
)  # fmt: skip
_holds = (
    select(decision.c.key)
    .where(decision.c.resource_key == resource.c.key, decision.c.deleted_at.is_(None))
    .correlate(resource)
    .exists()
)
_earlier, _in_it = resource.alias("earlier"), decision.alias("in_it")
drd_version = (  # a file whose decisions are all unchanged makes no version
    select(func.count())
    .where(
        _earlier.c.drd_id == resource.c.drd_id, _earlier.c.key <= resource.c.key,
        select(_in_it.c.key).where(_in_it.c.resource_key == _earlier.c.key).correlate(_earlier).exists(),
    )
    .correlate(resource)
    .scalar_subquery()
)  # fmt: skip
_drd = (resource.c.drd_id, resource.c.drd_name, drd_version.label("drd_version"))

DECISIONS = Noun(
    rows=select(decision, resource.c.name.label("resource_name"), *_drd)
    .join(resource, resource.c.key == decision.c.resource_key)
    .where(decision.c.deleted_at.is_(None)),
    fields={
        "decision_definition_key": decision.c.key,
        "decision_definition_id": decision.c.decision_id,
        "name": decision.c.name,
        "version": decision.c.version,
        "decision_requirements_key": decision.c.resource_key,
        "decision_requirements_id": resource.c.drd_id,
        "decision_requirements_name": resource.c.drd_name,
        "decision_requirements_version": drd_version,
        "is_latest_version": is_latest,
    },
    key=decision.c.key,
)

REQUIREMENTS = Noun(
    rows=select(resource.c.key, resource.c.name.label("resource_name"), *_drd).where(resource.c.kind == "dmn", _holds),
    fields={
        "decision_requirements_key": resource.c.key,
        "decision_requirements_id": resource.c.drd_id,
        "decision_requirements_name": resource.c.drd_name,
        "version": drd_version,
        "resource_name": resource.c.name,
    },
    key=resource.c.key,
)
