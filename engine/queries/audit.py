"""The list of cases as the auditor searches it, read by keyset pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on

from engine.queries.text import beginning
from engine.store.deployments import definition
from engine.store.instances import process_instance
from engine.store.people import person
from engine.store.waiting import task

PAGE = 50
COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What the list is narrowed to; empty means everything. ``text`` is the beginning of a business key or tracking
    number, or a whole instance key. ``since`` is included, ``until`` is not."""

    state: str = ""
    process_id: str = ""
    started_by: str = ""
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None
    incident: bool = False
    overdue: bool = False
    oldest_first: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: the next one goes on behind it."""

    at: datetime
    key: int


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in the list. ``overdue_since``: the earliest due date of an open task, if that has passed."""

    key: int
    process_id: str
    name: str
    version: int
    business_key: str | None
    tracking_number: str | None
    state: str
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    incidents: int
    events: int
    overdue_since: datetime | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page; ``next`` is None on the last one. ``total`` stops counting at COUNTED."""

    rows: tuple[CaseRow, ...]
    next: Place | None
    total: int


def cases(connection: Connection, wanted: CaseFilter, now: datetime, after: Place | None = None,
          limit: int = PAGE) -> CasePage:  # fmt: skip
    """The cases that fit, the newest first unless asked otherwise."""
    instance = process_instance
    place = tuple_(instance.c.started_at, instance.c.key)
    query = _fitting(_columns(now), wanted, now)
    if after is not None:
        here = tuple_(after.at, after.key)
        query = query.where(place > here if wanted.oldest_first else place < here)
    sort = (instance.c.started_at, instance.c.key)
    query = query.order_by(*(sort if wanted.oldest_first else (column.desc() for column in sort))).limit(limit + 1)
    rows = [CaseRow(**row) for row in connection.execute(query).mappings()]
    more = len(rows) > limit
    rows = rows[:limit]
    counted = _fitting(select(instance.c.key), wanted, now).limit(COUNTED).subquery()
    total = connection.execute(select(func.count()).select_from(counted)).scalar_one()
    return CasePage(tuple(rows), Place(rows[-1].started_at, rows[-1].key) if more else None, total)


def processes(connection: Connection) -> tuple[tuple[str, str], ...]:
    """Process ids and names, for the filter."""
    newest = select(definition.c.process_id, definition.c.name).ext(distinct_on(definition.c.process_id))
    rows = connection.execute(newest.order_by(definition.c.process_id, definition.c.version.desc()))
    return tuple(sorted(((row.process_id, row.name) for row in rows), key=lambda pair: pair[1].casefold()))


def _columns(now: datetime) -> Select[Any]:
    instance = process_instance
    overdue = (
        select(func.min(task.c.due_at))
        .where(task.c.root_key == instance.c.key, task.c.state == "open", task.c.due_at < now)
        .scalar_subquery()
    )
    return select(
        instance.c.key, instance.c.process_id, definition.c.name, definition.c.version, instance.c.business_key,
        instance.c.tracking_number, instance.c.state, instance.c.started_at, instance.c.ended_at, instance.c.incidents,
        func.coalesce(person.c.name, instance.c.started_by).label("started_by"),
        instance.c.last_seq.label("events"), overdue.label("overdue_since"),
    ).outerjoin(person, person.c.login == instance.c.started_by)  # fmt: skip


def _fitting(query: Select[Any], wanted: CaseFilter, now: datetime) -> Select[Any]:
    instance = process_instance
    query = query.join(definition, definition.c.key == instance.c.definition_key)
    query = query.where(instance.c.key == instance.c.root_key)
    if wanted.state:
        query = query.where(instance.c.state == wanted.state)
    if wanted.process_id:
        query = query.where(instance.c.process_id == wanted.process_id)
    if wanted.started_by:
        query = query.where(instance.c.started_by == wanted.started_by)
    if wanted.since:
        query = query.where(instance.c.started_at >= wanted.since)
    if wanted.until:
        query = query.where(instance.c.started_at < wanted.until)
    if wanted.incident:
        query = query.where(instance.c.incidents > 0)
    if wanted.overdue:
        late = and_(task.c.root_key == instance.c.key, task.c.state == "open", task.c.due_at < now)
        query = query.where(exists().where(late))
    return _searched(query, wanted.text.strip()) if wanted.text.strip() else query


def _searched(query: Select[Any], text: str) -> Select[Any]:
    instance = process_instance
    found = [beginning(instance.c.business_key, text), beginning(instance.c.tracking_number, text.upper())]
    if text.isascii() and text.isdigit() and len(text) < 19:
        found.append(instance.c.key == int(text))
    return query.where(or_(*found))
