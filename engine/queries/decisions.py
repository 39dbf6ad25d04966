"""Deployed decisions as pages show them: versions, what lies beside them, who asks them, and how one was asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, func, literal, select

from engine.store.deployments import decision, definition, deployment, resource
from engine.store.history import history_event, history_value
from engine.store.instances import process_instance
from engine.store.people import person


@dataclass(frozen=True, slots=True)
class DeployedDecision:
    """One version of a decision. ``latest`` is the highest version there is of it."""

    key: int
    decision_id: str
    version: int
    version_tag: str | None
    name: str
    latest: int
    deployment_key: int
    resource_key: int
    file: str
    sha256: str
    deployed_by: str
    deployed_at: datetime


@dataclass(frozen=True, slots=True)
class Asking:
    """The latest version of a process whose file names a decision; whether a task of it asks it, the file says."""

    process_id: str
    name: str
    source: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """One event of a case in which a decision was asked. ``matched``: decision id -> places of the rules that matched.

    ``evaluations`` (decision id -> inputs, rules, value) is empty if they were erased."""

    root_key: int
    number: str
    seq: int
    at: datetime
    element_id: str
    decision_key: int
    matched: Mapping[str, tuple[int, ...]]
    evaluations: Mapping[str, Mapping[str, Any]]


def decision_of(connection: Connection, key: int) -> DeployedDecision | None:
    """The version with this key."""
    row = connection.execute(_decisions().where(decision.c.key == key)).mappings().one_or_none()
    return DeployedDecision(**row) if row else None


def versions(connection: Connection, decision_id: str) -> tuple[DeployedDecision, ...]:
    """All versions, the latest first."""
    query = (
        _decisions()
        .where(decision.c.decision_id == decision_id, decision.c.deleted_at.is_(None))
        .order_by(decision.c.version.desc())
    )
    return tuple(DeployedDecision(**row) for row in connection.execute(query).mappings())


def latest(connection: Connection, ids: Iterable[str]) -> Mapping[str, DeployedDecision]:
    """The latest version of each of these decisions that there is."""
    query = (
        _decisions()
        .where(decision.c.decision_id.in_(list(ids)), decision.c.deleted_at.is_(None))
        .order_by(decision.c.version)
    )
    return {row["decision_id"]: DeployedDecision(**row) for row in connection.execute(query).mappings()}


def of_file(connection: Connection, resource_key: int) -> Mapping[str, int]:
    """The decisions that a file brought: id -> key."""
    query = select(decision.c.decision_id, decision.c.key).where(decision.c.resource_key == resource_key)
    return {row.decision_id: row.key for row in connection.execute(query)}


def of_deployment(connection: Connection, deployment_key: int) -> tuple[DeployedDecision, ...]:
    """The decisions that were deployed together."""
    query = _decisions().where(decision.c.deployment_key == deployment_key).order_by(decision.c.name)
    return tuple(DeployedDecision(**row) for row in connection.execute(query).mappings())


def naming(connection: Connection, decision_id: str) -> tuple[Asking, ...]:
    """The processes in force whose files have the decision's id in their text, by name."""
    highest = select(definition.c.process_id, func.max(definition.c.version).label("version"))
    newest = highest.where(definition.c.deleted_at.is_(None)).group_by(definition.c.process_id).subquery("newest")
    query = (
        select(definition.c.process_id, definition.c.name, resource.c.content.label("source"))
        .join(newest, and_(newest.c.process_id == definition.c.process_id, newest.c.version == definition.c.version))
        .join(resource, resource.c.key == definition.c.resource_key)
        .where(definition.c.withdrawn_at.is_(None))
        .where(func.position(literal(decision_id.encode()).op("IN")(resource.c.content)) > 0)
        .order_by(definition.c.name)
    )
    return tuple(Asking(**row) for row in connection.execute(query).mappings())


def asked(connection: Connection, root_key: int, seq: int) -> Asked | None:
    """How the decision was asked that event ``seq`` of a case tells of; None if it tells of none."""
    event, instance = history_event.c, process_instance.c
    query = (
        select(event.at, event.element_id, event.detail, instance.business_key, instance.tracking_number)
        .join(process_instance, instance.key == event.root_key)
        .where(event.root_key == root_key, event.seq == seq, event.kind == "decision_evaluated")
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    value = history_value.c
    stored = select(value.value).where(value.root_key == root_key, value.seq == seq, value.place == "evaluations")
    evaluations = connection.execute(stored).scalar_one_or_none() or []
    matched: dict[str, tuple[int, ...]] = {}
    for rule in row.detail.get("rules", ()):
        matched[rule["decision"]] = (*matched.get(rule["decision"], ()), rule["index"])
    return Asked(
        root_key, row.business_key or row.tracking_number or str(root_key), seq, row.at, row.element_id,
        row.detail["decision_key"], matched, {one["decision_id"]: one for one in evaluations},
    )  # fmt: skip


def _decisions() -> Select[Any]:
    other = decision.alias("other")
    same = (other.c.decision_id == decision.c.decision_id, other.c.deleted_at.is_(None))
    newest = func.coalesce(select(func.max(other.c.version)).where(*same).scalar_subquery(), decision.c.version)
    return (
        select(
            decision.c.key, decision.c.decision_id, decision.c.version, decision.c.version_tag, decision.c.name,
            newest.label("latest"), decision.c.deployment_key, decision.c.resource_key, resource.c.name.label("file"),
            decision.c.sha256, deployment.c.deployed_at,
            func.coalesce(person.c.name, deployment.c.deployed_by).label("deployed_by"),
        )
        .join(resource, resource.c.key == decision.c.resource_key)
        .join(deployment, deployment.c.key == decision.c.deployment_key)
        .outerjoin(person, person.c.login == deployment.c.deployed_by)
    )  # fmt: skip
