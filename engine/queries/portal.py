"""What the public portal shows: the services, one service, and where a request is. No personal data is read here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, any_, func, literal, select

from engine.queries.journey import APPLICANT, Happening
from engine.store.deployments import definition, form, resource
from engine.store.history import history_event
from engine.store.instances import process_instance, variable
from engine.store.people import unit
from engine.store.waiting import task

NOBODY = "none"
"""The audience of an SOP that says nothing: only analysts start it."""

TRAIL = ("element_entered", "element_migrated", "element_completed", "element_terminated", "merged")


@dataclass(frozen=True, slots=True)
class Service:
    """An SOP that people may ask for: its latest version."""

    process_id: str
    name: str
    documentation: str
    audience: str
    unit: str | None
    unit_name: str
    definition_key: int
    deployment_key: int
    version: int
    deployed_at: datetime


@dataclass(frozen=True, slots=True)
class ApplicantTask:
    """An open task for the person who asked."""

    key: int
    element_id: str
    name: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Request:
    """A request as anybody with its number may see it."""

    root_key: int
    tracking_number: str
    definition_key: int
    deployment_key: int
    process_id: str
    name: str
    unit: str | None
    unit_name: str
    state: str
    started_at: datetime
    ended_at: datetime | None
    end_element_id: str | None
    incidents: int
    source: bytes = field(repr=False)
    trail: tuple[Happening, ...] = field(default=(), repr=False)
    tasks: tuple[ApplicantTask, ...] = ()


def services(connection: Connection, audiences: Collection[str]) -> tuple[Service, ...]:
    """The services of these audiences that people can ask for, by name; others begin by themselves."""
    query = _services(audiences).where(definition.c.startable).order_by(definition.c.name, definition.c.process_id)
    return tuple(Service(**row) for row in connection.execute(query).mappings())


def service(connection: Connection, process_id: str, audiences: Collection[str]) -> Service | None:
    """One service, or None if these audiences have no such service."""
    query = _services(audiences).where(definition.c.process_id == process_id)
    row = connection.execute(query).mappings().one_or_none()
    return Service(**row) if row else None


def request(connection: Connection, tracking_number: str) -> Request | None:
    """The request of that number with the trail of its own process (not of called ones)."""
    instance = process_instance
    query = (
        select(
            instance.c.key.label("root_key"), instance.c.tracking_number, instance.c.definition_key,
            definition.c.deployment_key, instance.c.process_id, definition.c.name, instance.c.state,
            instance.c.started_at, instance.c.ended_at, instance.c.end_element_id, instance.c.incidents,
            func.coalesce(unit.c.name, definition.c.unit, "").label("unit_name"), resource.c.content.label("source"),
            definition.c.unit,
        )
        .join(definition, definition.c.key == instance.c.definition_key)
        .join(resource, resource.c.key == definition.c.resource_key)
        .outerjoin(unit, unit.c.id == definition.c.unit)
        .where(instance.c.tracking_number == tracking_number)
    )  # fmt: skip
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        return None
    trail = _trail(connection, row["root_key"], row["started_at"])
    tasks = () if row["state"] != "active" else _tasks(connection, row["root_key"])
    return Request(**row, trail=trail, tasks=tasks)


def secret(connection: Connection, root_key: int, name: str) -> str | None:
    """The value of the variable that the applicant must know, as text; read only to be compared."""
    query = select(variable.c.value).where(variable.c.instance_key == root_key, variable.c.name == name.split(".")[0])
    value = connection.execute(query).scalar_one_or_none()
    for part in name.split(".")[1:]:
        value = value.get(part) if isinstance(value, dict) else None
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None


def variables_of(connection: Connection, instance_key: int) -> dict[str, Any]:
    """The case data a form is filled with."""
    query = select(variable.c.name, variable.c.value).where(variable.c.instance_key == instance_key)
    return {row.name: row.value for row in connection.execute(query)}


def _trail(connection: Connection, root_key: int, started_at: datetime) -> tuple[Happening, ...]:
    event = history_event
    loop = event.c.detail["loop_counter"].label("loop")
    query = (
        select(event.c.at, event.c.kind, event.c.token, event.c.element_id, loop)
        .where(event.c.root_key == root_key, event.c.instance_key == root_key)
        .where(event.c.at >= started_at, event.c.kind.in_(TRAIL))
        .order_by(event.c.seq)
    )
    rows = connection.execute(query)
    return tuple(Happening(row.at, row.kind, row.token, row.element_id, row.loop is not None) for row in rows)


def _tasks(connection: Connection, root_key: int) -> tuple[ApplicantTask, ...]:
    query = (
        select(task.c.key, task.c.element_id, task.c.name, task.c.due_at)
        .where(task.c.root_key == root_key, task.c.state == "open", literal(APPLICANT) == any_(task.c.candidate_groups))
        .order_by(task.c.key)
    )
    return tuple(ApplicantTask(**row) for row in connection.execute(query).mappings())


def _services(audiences: Collection[str]) -> Select[Any]:
    highest = select(definition.c.process_id, func.max(definition.c.version).label("version"))
    latest = highest.where(definition.c.deleted_at.is_(None)).group_by(definition.c.process_id).subquery("latest")
    audience = func.coalesce(definition.c.audience, NOBODY)
    return (
        select(
            definition.c.process_id, definition.c.name, definition.c.documentation, audience.label("audience"),
            definition.c.unit, func.coalesce(unit.c.name, definition.c.unit, "").label("unit_name"),
            definition.c.key.label("definition_key"), definition.c.deployment_key, definition.c.version,
            definition.c.deployed_at,
        )
        .join(latest, and_(latest.c.process_id == definition.c.process_id, latest.c.version == definition.c.version))
        .outerjoin(unit, unit.c.id == definition.c.unit)
        .where(audience.in_(list(audiences)), definition.c.withdrawn_at.is_(None))
    )  # fmt: skip


def latest_form(connection: Connection, form_id: str) -> bytes | None:
    """The latest version of a form, as it was uploaded."""
    query = select(resource.c.content).join(form, form.c.resource_key == resource.c.key)
    query = query.where(form.c.form_id == form_id, form.c.deleted_at.is_(None)).order_by(form.c.version.desc()).limit(1)
    return connection.execute(query).scalar_one_or_none()


def task_form(connection: Connection, task_key: int) -> bytes | None:
    """The form that was fixed when the task came to be, as it was uploaded; None if it has no uploaded form."""
    query = select(resource.c.content).join(form, form.c.resource_key == resource.c.key)
    query = query.join(task, task.c.form_key == form.c.key).where(task.c.key == task_key)
    return connection.execute(query).scalar_one_or_none()
