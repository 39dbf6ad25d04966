"""What the analyst's desk shows: the register of SOPs, the versions of one, and the files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Subquery, and_, func, or_, select

from bpmn import Known
from engine.jobs.connectors import CONNECTORS
from engine.queries.text import containing
from engine.store.deployments import decision, definition, deployment, form, resource, start_subscription
from engine.store.instances import process_instance
from engine.store.people import person, unit
from engine.store.waiting import incident

ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class Sop:
    """A process id with its latest version. ``running``, ``finished`` and ``incidents`` are of all versions."""

    process_id: str
    name: str
    definition_key: int
    version: int
    dialect: str
    audience: str | None
    unit: str | None
    unit_name: str
    deployed_by: str
    deployed_at: datetime
    withdrawn_at: datetime | None
    startable: bool
    running: int = 0
    finished: int = 0
    incidents: int = 0


@dataclass(frozen=True, slots=True)
class Start:
    """A start event in force that is triggered: message, signal, timer or condition."""

    process_id: str
    kind: str
    name: str | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class SopFilter:
    """What the register is narrowed to; empty texts mean everything."""

    text: str = ""
    audience: str = ""
    dialect: str = ""
    unit: str = ""
    state: str = ""
    sort: str = "name"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a process."""

    definition_key: int
    version: int
    version_tag: str | None
    name: str
    documentation: str
    dialect: str
    audience: str | None
    unit_name: str
    deployment_key: int
    resource_key: int
    file: str
    sha256: str
    deployed_by: str
    deployed_at: datetime
    start_form_id: str | None
    withdrawn_at: datetime | None
    startable: bool
    running: int
    finished: int


@dataclass(frozen=True, slots=True)
class File:
    """An uploaded file, byte for byte."""

    key: int
    name: str
    kind: str
    sha256: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of a deployment as a list shows it."""

    key: int
    name: str
    kind: str
    sha256: str
    size: int


SORTS: Mapping[str, Callable[[Sop], Any]] = {
    "name": lambda sop: (sop.name.casefold(), sop.process_id),
    "newest": lambda sop: -sop.deployed_at.timestamp(),
    "running": lambda sop: -sop.running,
    "incidents": lambda sop: (-sop.incidents, -sop.running),
}
STATES: Mapping[str, Callable[[Sop], bool]] = {
    "running": lambda sop: sop.running > 0,
    "incident": lambda sop: sop.incidents > 0,
    "unused": lambda sop: sop.running + sop.finished == 0,
}


def register(connection: Connection, wanted: SopFilter | None = None) -> tuple[Sop, ...]:
    """The SOPs, one line each, narrowed and sorted."""
    wanted = wanted or SopFilter()
    sops = [Sop(**row) for row in connection.execute(_register_query(wanted)).mappings()]
    chosen = STATES.get(wanted.state, lambda sop: True)
    return tuple(sorted(filter(chosen, sops), key=SORTS.get(wanted.sort, SORTS["name"])))


def starts(connection: Connection) -> Mapping[str, tuple[Start, ...]]:
    """The triggered start events in force, by process."""
    row = start_subscription.c
    query = select(row.process_id, row.kind, row.name, row.due_at).order_by(row.process_id, row.kind, row.element_id)
    found: dict[str, tuple[Start, ...]] = {}
    for each in connection.execute(query).mappings():
        found[each["process_id"]] = (*found.get(each["process_id"], ()), Start(**each))
    return found


def units(connection: Connection) -> tuple[tuple[str, str], ...]:
    """The units that own SOPs, for the filter."""
    owners = select(definition.c.unit).distinct().scalar_subquery()
    rows = connection.execute(select(unit.c.id, unit.c.name).where(unit.c.id.in_(owners)).order_by(unit.c.name))
    return tuple((row.id, row.name) for row in rows)


def versions(connection: Connection, process_id: str) -> tuple[Version, ...]:
    """The versions of a process, the latest first; empty if there is no such process."""
    counts = _counts(process_instance.c.definition_key, process_instance.c.process_id == process_id)
    query = (
        select(
            definition.c.key.label("definition_key"), definition.c.version, definition.c.version_tag, definition.c.name,
            definition.c.documentation, definition.c.dialect, definition.c.audience, definition.c.deployment_key,
            definition.c.resource_key, definition.c.sha256, definition.c.deployed_at, definition.c.start_form_id,
            definition.c.withdrawn_at, definition.c.startable,
            func.coalesce(unit.c.name, definition.c.unit, "").label("unit_name"), resource.c.name.label("file"),
            _deployer().label("deployed_by"), func.coalesce(counts.c.running, 0).label("running"),
            func.coalesce(counts.c.finished, 0).label("finished"),
        )
        .join(resource, resource.c.key == definition.c.resource_key)
        .outerjoin(unit, unit.c.id == definition.c.unit)
        .outerjoin(counts, counts.c.of == definition.c.key)
        .where(definition.c.process_id == process_id, definition.c.deleted_at.is_(None))
        .order_by(definition.c.version.desc())
    )  # fmt: skip
    return tuple(Version(**row) for row in connection.execute(_with_deployer(query)).mappings())


def files(connection: Connection, deployment_key: int) -> tuple[FileLine, ...]:
    """The files that were deployed together."""
    columns = (resource.c.key, resource.c.name, resource.c.kind, resource.c.sha256)
    query = select(*columns, func.length(resource.c.content).label("size")).where(
        resource.c.deployment_key == deployment_key
    )
    rows = connection.execute(query.order_by(resource.c.kind, resource.c.name)).mappings()
    return tuple(FileLine(**row) for row in rows)


def contents(connection: Connection, deployment_key: int) -> tuple[File, ...]:
    """The files that were deployed together, with what is in them."""
    row = resource.c
    query = select(row.key, row.name, row.kind, row.sha256, row.content).where(row.deployment_key == deployment_key)
    return tuple(File(**each) for each in connection.execute(query.order_by(row.name)).mappings())


def file(connection: Connection, key: int) -> File | None:
    """An uploaded file."""
    query = select(resource.c.key, resource.c.name, resource.c.kind, resource.c.sha256, resource.c.content)
    row = connection.execute(query.where(resource.c.key == key)).mappings().one_or_none()
    return File(**row) if row else None


def source(connection: Connection, definition_key: int) -> File | None:
    """The file a version of a process was read from."""
    query = select(definition.c.resource_key).where(definition.c.key == definition_key)
    key = connection.execute(query).scalar_one_or_none()
    return file(connection, key) if key is not None else None


def known(connection: Connection) -> Known:
    """What is deployed already, for the check of an upload."""
    processes = connection.execute(
        select(definition.c.process_id).where(definition.c.deleted_at.is_(None)).distinct()
    ).scalars()
    forms = connection.execute(select(form.c.form_id).where(form.c.deleted_at.is_(None)).distinct()).scalars()
    decisions = connection.execute(
        select(decision.c.decision_id).where(decision.c.deleted_at.is_(None)).distinct()
    ).scalars()
    return Known(frozenset(processes), frozenset(forms), frozenset(decisions), job_types=frozenset(CONNECTORS))


def _register_query(wanted: SopFilter) -> Select[Any]:
    highest = select(definition.c.process_id, func.max(definition.c.version).label("version"))
    latest = highest.where(definition.c.deleted_at.is_(None)).group_by(definition.c.process_id).subquery("latest")
    counts = _counts(process_instance.c.process_id, process_instance.c.key.is_not(None))
    stuck = (
        select(process_instance.c.process_id, func.count().label("incidents"))
        .join(incident, incident.c.instance_key == process_instance.c.key)
        .where(incident.c.state == "open")
        .group_by(process_instance.c.process_id)
        .subquery("stuck")
    )
    query: Select[Any] = (
        select(
            definition.c.process_id, definition.c.name, definition.c.key.label("definition_key"), definition.c.version,
            definition.c.dialect, definition.c.audience, definition.c.unit, definition.c.deployed_at,
            definition.c.withdrawn_at, definition.c.startable,
            func.coalesce(unit.c.name, definition.c.unit, "").label("unit_name"), _deployer().label("deployed_by"),
            func.coalesce(counts.c.running, 0).label("running"), func.coalesce(counts.c.finished, 0).label("finished"),
            func.coalesce(stuck.c.incidents, 0).label("incidents"),
        )
        .join(latest, and_(latest.c.process_id == definition.c.process_id, latest.c.version == definition.c.version))
        .outerjoin(unit, unit.c.id == definition.c.unit)
        .outerjoin(counts, counts.c.of == definition.c.process_id)
        .outerjoin(stuck, stuck.c.process_id == definition.c.process_id)
    )  # fmt: skip
    query = _with_deployer(query)
    if wanted.text:
        found = [containing(column, wanted.text) for column in (definition.c.name, definition.c.process_id)]
        query = query.where(or_(*found))
    if wanted.audience:
        chosen = None if wanted.audience == "none" else wanted.audience
        query = query.where(definition.c.audience.is_not_distinct_from(chosen))
    if wanted.dialect:
        query = query.where(definition.c.dialect == wanted.dialect)
    return query.where(definition.c.unit == wanted.unit) if wanted.unit else query


def _counts(of: ColumnElement[Any], condition: ColumnElement[bool]) -> Subquery:
    state = process_instance.c.state
    running = func.count().filter(state == ACTIVE).label("running")
    finished = func.count().filter(state != ACTIVE).label("finished")
    return select(of.label("of"), running, finished).where(condition).group_by(of).subquery("counts")


def _deployer() -> ColumnElement[str]:
    """Who deployed: the name, else the login. The query joins the tables by ``_with_deployer``."""
    return func.coalesce(person.c.name, deployment.c.deployed_by)


def _with_deployer(query: Select[Any]) -> Select[Any]:
    joined = query.join(deployment, deployment.c.key == definition.c.deployment_key)
    return joined.outerjoin(person, person.c.login == deployment.c.deployed_by)
