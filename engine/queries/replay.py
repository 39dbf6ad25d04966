"""One case for the auditor: its instances with their diagrams, and every event in order with its values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, and_, any_, cast, func, literal, or_, select

from engine.queries.journey import APPLICANT
from engine.store.deployments import definition, resource
from engine.store.history import history_event, history_value
from engine.store.instances import process_instance
from engine.store.people import person
from engine.store.waiting import task

WINDOW = 2000
"""Events that one page shows; a longer case is shown in windows."""

FOLDED = ("element_entered", "element_migrated", "element_completed", "element_terminated", "merged", "flow_taken",
          "variable_set", "variable_removed", "incident_raised", "incident_resolved")  # fmt: skip


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
class TaskSpan:
    """How long a user task was open, and until when it should have been done."""

    instance_key: int
    token: int
    element_id: str
    name: str
    state: str
    created_at: datetime
    ended_at: datetime | None
    due_at: datetime | None
    applicant: bool


@dataclass(slots=True)
class Standing:
    """How an instance stands: live tokens (element, whether it only guards), how often elements were done and flows
    taken, stuck tokens, and data."""

    live: dict[int, tuple[str, bool]] = field(default_factory=dict)
    done: dict[str, int] = field(default_factory=dict)
    taken: dict[str, int] = field(default_factory=dict)
    stuck: dict[int, str] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A version that a process instance was of before it was migrated."""

    instance_key: int
    process_id: str
    source: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Case:
    """Everything the replay page needs. ``people``: login -> name of everybody who acted. ``events`` begin with number
    ``since``; ``standing``: how each instance stood before that."""

    parts: tuple[Part, ...]
    events: tuple[HistoryEvent, ...]
    tasks: tuple[TaskSpan, ...]
    people: Mapping[str, str]
    since: int = 1
    standing: Mapping[int, Standing] = field(default_factory=dict)
    earlier: tuple[Earlier, ...] = ()

    @property
    def root(self) -> Part:
        return self.parts[0]


def case(connection: Connection, root_key: int, since: int = 1) -> Case | None:
    """The case of that key with at most WINDOW events from number ``since`` on, or None. A called process's key leads
    to the case it belongs to. Give it a connection with a
    snapshot (``Engine.read(snapshot=True)``)."""
    found = select(process_instance.c.root_key).where(process_instance.c.key == root_key)
    root_key = connection.execute(found).scalar_one_or_none() or 0
    parts = _parts(connection, root_key)
    if not parts:
        return None
    events = _events(connection, root_key, since)
    actors = {event.actor for event in events} | {event.acting_for for event in events if event.acting_for}
    names = select(person.c.login, person.c.name).where(person.c.login.in_(actors))
    people = {row.login: row.name for row in connection.execute(names)}
    standing = standing_before(connection, root_key, since) if since > 1 else {}
    earlier = _earlier(connection, root_key)
    return Case(parts, events, _tasks(connection, root_key, events), people, since, standing, earlier)


def _earlier(connection: Connection, root_key: int) -> tuple[Earlier, ...]:
    """The versions that the case and what it has called were of, the latest first: their elements have names too."""
    event = history_event.c
    query = (
        select(event.instance_key, definition.c.process_id, resource.c.content.label("source"))
        .join(definition, definition.c.key == cast(event.detail.op("->>")("before"), BigInteger))
        .join(resource, resource.c.key == definition.c.resource_key)
        .where(event.root_key == root_key, event.kind == "instance_migrated")
        .order_by(event.seq.desc())
    )
    return tuple(Earlier(**row) for row in connection.execute(query).mappings())


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


def _events(connection: Connection, root_key: int, since: int) -> tuple[HistoryEvent, ...]:
    values: dict[int, dict[str, Any]] = {}
    value = history_value.c
    stored = select(value.seq, value.place, value.value).where(value.root_key == root_key)
    for row in connection.execute(stored.where(value.seq >= since, value.seq < since + WINDOW)):
        values.setdefault(row.seq, {})[row.place] = row.value
    event = history_event
    query = (
        select(
            event.c.seq, event.c.at, event.c.kind, event.c.actor, event.c.acting_for, event.c.channel,
            event.c.instance_key, event.c.token, event.c.element_id, event.c.flow_id, event.c.detail,
        )
        .where(event.c.root_key == root_key, event.c.seq >= since, event.c.seq < since + WINDOW)
        .order_by(event.c.seq)
    )  # fmt: skip
    made = []
    for found in connection.execute(query).mappings():
        made.append(HistoryEvent(**{**found, "detail": found["detail"] or {}}, values=values.get(found["seq"], {})))
    return tuple(made)


def standing_before(connection: Connection, root_key: int, seq: int) -> dict[int, Standing]:
    """How each instance stood before event ``seq``, folded from the history."""
    event, value = history_event.c, history_value.c
    joined = history_event.outerjoin(
        history_value, and_(value.root_key == event.root_key, value.seq == event.seq, value.place == "after")
    )
    query = (
        select(event.kind, event.instance_key, event.token, event.element_id, event.flow_id, event.detail, value.value)
        .select_from(joined)
        .where(event.root_key == root_key, event.seq < seq, event.kind.in_(FOLDED))
        .order_by(event.seq)
    )
    made: dict[int, Standing] = {}
    for row in connection.execute(query):
        _fold(made.setdefault(row.instance_key, Standing()), row)
    return made


def _fold(standing: Standing, row: Any) -> None:
    detail = row.detail or {}
    if row.kind == "element_entered":
        standing.live[row.token] = (row.element_id, bool(detail.get("guard")))
    elif row.kind == "element_migrated":
        standing.live[row.token] = (row.element_id, standing.live.get(row.token, ("", False))[1])
    elif row.kind == "flow_taken":
        standing.taken[row.flow_id] = standing.taken.get(row.flow_id, 0) + 1
    elif row.kind == "incident_raised":
        standing.stuck[row.token] = row.element_id
    elif row.kind == "incident_resolved":
        standing.stuck.pop(row.token, None)
    elif row.kind == "variable_set":
        if detail.get("scope") is None:
            standing.data[detail["name"]] = row.value
    elif row.kind == "variable_removed":
        if detail.get("scope") is None:
            standing.data.pop(detail["name"], None)
    else:
        standing.live.pop(row.token, None)
        if row.kind == "element_completed":
            standing.done[row.element_id] = standing.done.get(row.element_id, 0) + 1


def _tasks(connection: Connection, root_key: int, events: tuple[HistoryEvent, ...]) -> tuple[TaskSpan, ...]:
    if not events:
        return ()
    query = (
        select(
            task.c.instance_key, task.c.token, task.c.element_id, task.c.name, task.c.state, task.c.created_at,
            task.c.ended_at, task.c.due_at, (literal(APPLICANT) == any_(task.c.candidate_groups)).label("applicant"),
        )
        .where(task.c.root_key == root_key, task.c.created_at <= events[-1].at)
        .where(or_(task.c.ended_at.is_(None), task.c.ended_at >= events[0].at))
        .order_by(task.c.created_at, task.c.key)
    )  # fmt: skip
    return tuple(TaskSpan(**row) for row in connection.execute(query).mappings())
