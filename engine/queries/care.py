"""What an analyst needs to care for a running case: where it stands, what is stuck, its data, and where it could go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, exists, or_, select

from bpmn.diagram import Element, Process
from bpmn.sentence import Sentence
from engine.flow.migration import Mapped, MigrationPlan, same_ids, wrong_instructions
from engine.flow.problem import unpacked
from engine.instance import Instance
from engine.reading import Reading
from engine.store.deployments import definition
from engine.store.instances import process_instance, variable
from engine.store.waiting import incident
from engine.work import Engine

PAGE = 50
"""Cases whose migration is previewed on one page."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A live token of the case itself: where it is. ``stuck``: it has an incident."""

    token: int
    element: Element
    stuck: bool


@dataclass(frozen=True, slots=True)
class Trouble:
    """An open incident of the case, or of a process it has called."""

    key: int
    element_id: str
    code: str
    sentence: Sentence
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class Care:
    """A running case. ``versions``: the numbers of its procedure's versions by key, the newest first."""

    key: int
    definition_key: int
    process_id: str
    name: str
    version: int
    number: str
    suspended: bool
    process: Process
    standing: tuple[Standing, ...]
    troubles: tuple[Trouble, ...]
    variables: Mapping[str, Any]
    versions: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of one case in another version. ``fits``: of all its elements something can."""

    key: int
    number: str
    started_at: datetime
    suspended: bool
    mapped: tuple[Mapped, ...]

    @property
    def fits(self) -> bool:
        return not self.suspended and all(one.why_not is None for one in self.mapped)


def care(engine: Engine, connection: Connection, key: int) -> Care | None:
    """The running case with that root key; None if there is none."""
    row = connection.execute(_cases().where(process_instance.c.key == key)).first()
    if row is None or row.state != "active" or row.key != row.root_key:
        return None
    reading = Reading(engine, connection)
    instance = _instance(reading, row)
    case = instance.case
    standing = tuple(
        Standing(token.number, token.node.element, "incident" in token.memo)
        for token in case.standing()
        if token.scope.instance == key
    )
    stuck = select(incident).where(incident.c.root_key == key, incident.c.state == "open").order_by(incident.c.key)
    troubles = tuple(
        Trouble(one.key, one.element_id, one.code, unpacked({"template": one.template, "values": one.places or {}}),
                one.raised_at)
        for one in connection.execute(stuck)
    )  # fmt: skip
    values = select(variable.c.name, variable.c.value).where(variable.c.instance_key == key).order_by(variable.c.name)
    return Care(
        row.key, row.definition_key, row.process_id, row.name, row.version, _number(row), row.suspended,
        instance.definition.process, standing, troubles,
        {one.name: one.value for one in connection.execute(values)}, versions(connection, row.process_id),
    )  # fmt: skip


def versions(connection: Connection, process_id: str) -> dict[int, int]:
    """Version number by key, the newest first; at the end those that are deleted and by which cases still run."""
    it, gone = definition.c, definition.c.deleted_at.is_not(None)
    runs = exists().where(process_instance.c.definition_key == it.key, process_instance.c.state == "active")
    query = select(it.key, it.version).where(it.process_id == process_id, or_(~gone, runs))
    return {row.key: row.version for row in connection.execute(query.order_by(gone, it.version.desc()))}


def drawn(engine: Engine, connection: Connection, *keys: int) -> tuple[Process, ...]:
    """The processes of these versions."""
    return tuple(Reading(engine, connection).definition(key).process for key in keys)


def previews(
    engine: Engine, connection: Connection, source: int, target: int, elements: Mapping[str, str], only: int | None
) -> tuple[tuple[Preview, ...], dict[str, Sentence]]:
    """The running cases of a version, the oldest first (or ``only`` that one), and what would become of each; and what
    is wrong with ``elements`` for any case."""
    reading = Reading(engine, connection)
    old, new = (reading.definition(key).flow for key in (source, target))
    given = {id: to for id, to in elements.items() if to}
    if wrong := wrong_instructions(old, new, MigrationPlan(given)):
        return (), wrong
    kept = {id: to for id, to in same_ids(old, new).elements.items() if id not in elements}
    plan = MigrationPlan(kept | given)
    query = _cases().where(
        process_instance.c.definition_key == source, process_instance.c.state == "active",
        process_instance.c.key == process_instance.c.root_key,
    )  # fmt: skip
    if only is not None:
        query = query.where(process_instance.c.key == only)
    rows = connection.execute(query.order_by(process_instance.c.key).limit(PAGE)).all()
    return tuple(
        Preview(row.key, _number(row), row.started_at, row.suspended,
                tuple(_instance(reading, row).case.preview(new, plan)))
        for row in rows
    ), {}  # fmt: skip


def _cases() -> Any:
    case = process_instance.c
    return select(
        case.key, case.root_key, case.definition_key, case.process_id, case.state, case.suspended, case.snapshot,
        case.business_key, case.tracking_number, case.started_at, definition.c.name, definition.c.version,
    ).join(definition, definition.c.key == case.definition_key)  # fmt: skip


def _instance(reading: Reading, row: Any) -> Instance:
    instance = Instance(reading, row.key, reading.definition(row.definition_key), row.state)
    instance.snapshot = row.snapshot
    return instance


def _number(row: Any) -> str:
    return str(row.business_key or row.tracking_number or row.key)
