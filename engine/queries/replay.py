"""One case for the auditor: its instances with their diagrams, and every event in order with its values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from engine.store.deployments import definition, resource
from engine.store.history import history_event, history_value
from engine.store.instances import process_instance
from engine.store.people import person


@dataclass(frozen=True, slots=True)
class Part:
    """A process instance of the case: the case itself, or a called process."""

    key: int
    root_key: int
    parent_key: int | None
    parent_element_id: str | None
    definition_key: int
    process_id: str
    name: str
    version: int
    state: str
    business_key: str | None
    tracking_number: str | None
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    end_element_id: str | None
    incidents: int
    events: int
    source: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """An event with its values (place -> value; a value that was erased is missing)."""

    seq: int
    at: datetime
    kind: str
    actor: str
    acting_for: str | None
    channel: str
    instance_key: int | None
    token: int | None
    element_id: str | None
    flow_id: str | None
    detail: Mapping[str, Any]
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """Everything the replay page needs. ``people``: login -> name of everybody who acted."""

    parts: tuple[Part, ...]
    events: tuple[HistoryEvent, ...]
    people: Mapping[str, str]

    @property
    def root(self) -> Part:
        return self.parts[0]


def case(connection: Connection, root_key: int) -> Case | None:
    """The case of that key, or None. A called process's key leads to the case it belongs to."""
    found = select(process_instance.c.root_key).where(process_instance.c.key == root_key)
    root_key = connection.execute(found).scalar_one_or_none() or 0
    parts = _parts(connection, root_key)
    if not parts:
        return None
    events = _events(connection, root_key)
    actors = {event.actor for event in events} | {event.acting_for for event in events if event.acting_for}
    names = select(person.c.login, person.c.name).where(person.c.login.in_(actors))
    return Case(parts, events, {row.login: row.name for row in connection.execute(names)})


def _parts(connection: Connection, root_key: int) -> tuple[Part, ...]:
    instance = process_instance
    query = (
        select(
            instance.c.key, instance.c.root_key, instance.c.parent_key, instance.c.parent_element_id,
            instance.c.definition_key, instance.c.process_id, definition.c.name, definition.c.version, instance.c.state,
            instance.c.business_key, instance.c.tracking_number, instance.c.started_at, instance.c.ended_at,
            instance.c.end_element_id, instance.c.incidents, instance.c.last_seq.label("events"),
            func.coalesce(person.c.name, instance.c.started_by).label("started_by"),
            resource.c.content.label("source"),
        )
        .join(definition, definition.c.key == instance.c.definition_key)
        .join(resource, resource.c.key == definition.c.resource_key)
        .outerjoin(person, person.c.login == instance.c.started_by)
        .where(instance.c.root_key == root_key)
        .order_by(instance.c.key != instance.c.root_key, instance.c.started_at, instance.c.key)
    )  # fmt: skip
    return tuple(Part(**row) for row in connection.execute(query).mappings())


def _events(connection: Connection, root_key: int) -> tuple[HistoryEvent, ...]:
    values: dict[int, dict[str, Any]] = {}
    stored = select(history_value.c.seq, history_value.c.place, history_value.c.value)
    for row in connection.execute(stored.where(history_value.c.root_key == root_key)):
        values.setdefault(row.seq, {})[row.place] = row.value
    event = history_event
    query = (
        select(
            event.c.seq, event.c.at, event.c.kind, event.c.actor, event.c.acting_for, event.c.channel,
            event.c.instance_key, event.c.token, event.c.element_id, event.c.flow_id, event.c.detail,
        )
        .where(event.c.root_key == root_key)
        .order_by(event.c.seq)
    )  # fmt: skip
    made = []
    for row in connection.execute(query).mappings():
        made.append(HistoryEvent(**{**row, "detail": row["detail"] or {}}, values=values.get(row["seq"], {})))
    return tuple(made)
