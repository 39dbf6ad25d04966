"""The cases of one SOP and what is stuck in them, for the analyst's desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from bpmn.sentence import Sentence
from engine.flow.problem import unpacked
from engine.queries.library import ACTIVE
from engine.store.deployments import definition
from engine.store.instances import process_instance
from engine.store.people import person
from engine.store.waiting import incident


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case of the SOP."""

    key: int
    root_key: int
    version: int
    business_key: str | None
    tracking_number: str | None
    state: str
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """An open incident: what is stuck where, and since when."""

    key: int
    root_key: int
    instance_key: int
    element_id: str
    code: str
    sentence: Sentence
    raised_at: datetime
    business_key: str | None = None
    tracking_number: str | None = None


def cases_of(connection: Connection, process_id: str, state: str = ACTIVE, before: int | None = None,
             limit: int = 50) -> tuple[CaseLine, ...]:  # fmt: skip
    """Cases of an SOP, the newest first, from below the key ``before``."""
    instance = process_instance
    query = (
        select(
            instance.c.key, instance.c.root_key, definition.c.version, instance.c.business_key,
            instance.c.tracking_number, instance.c.state, instance.c.started_at, instance.c.ended_at,
            instance.c.suspended,
            func.coalesce(person.c.name, instance.c.started_by).label("started_by"),
        )
        .join(definition, definition.c.key == instance.c.definition_key)
        .outerjoin(person, person.c.login == instance.c.started_by)
        .where(instance.c.process_id == process_id)
        .order_by(instance.c.key.desc())
        .limit(limit)
    )  # fmt: skip
    if state:
        query = query.where(instance.c.state == state)
    if before is not None:
        query = query.where(instance.c.key < before)
    return tuple(CaseLine(**row) for row in connection.execute(query).mappings())


def incidents_of(connection: Connection, process_id: str, limit: int = 100) -> tuple[IncidentLine, ...]:
    """Open incidents of an SOP, the oldest first."""
    return _incidents(connection, process_instance.c.process_id == process_id, limit)


def incidents_in(connection: Connection, root_key: int, limit: int = 100) -> tuple[IncidentLine, ...]:
    """Open incidents of one case."""
    return _incidents(connection, incident.c.root_key == root_key, limit)


def _incidents(connection: Connection, condition: ColumnElement[bool], limit: int) -> tuple[IncidentLine, ...]:
    root = process_instance.alias("root")
    query = (
        select(
            incident.c.key, incident.c.root_key, incident.c.instance_key, incident.c.element_id, incident.c.code,
            incident.c.template, incident.c.places, incident.c.raised_at, root.c.business_key, root.c.tracking_number,
        )
        .join(process_instance, process_instance.c.key == incident.c.instance_key)
        .join(root, root.c.key == incident.c.root_key)
        .where(incident.c.state == "open", condition)
        .order_by(incident.c.raised_at, incident.c.key)
        .limit(limit)
    )  # fmt: skip
    made = []
    for row in connection.execute(query).mappings():
        values = dict(row)
        sentence = unpacked({"template": values.pop("template"), "values": values.pop("places") or {}})
        made.append(IncidentLine(sentence=sentence, **values))
    return tuple(made)
