"""The staff inbox: lists, counts and filters, fast whatever the number of open tasks.

A list is cut before it is joined: each source (my tasks, one of my groups ...) gives at most one page of keys from an
index that is already in the order of the list; the sources are merged, cut again, and only then read in full. Counts
stop at CAP. See the measurements in the README of this folder's callers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    distinct,
    func,
    literal_column,
    or_,
    select,
    true,
    union_all,
)

from engine.person import Person
from engine.queries.task_rows import TaskRow, task_rows
from engine.queries.text import beginning, containing
from engine.store.deployments import definition
from engine.store.instances import process_instance
from engine.store.people import membership
from engine.store.waiting import task, task_candidate

View = Literal["mine", "groups", "all", "done"]
Order = Literal["due", "newest", "oldest"]

VIEWS: tuple[View, ...] = ("mine", "groups", "all", "done")
ORDERS: tuple[Order, ...] = ("due", "newest", "oldest")
PAGE = 50
CAP = 1000
"""Counts above it are told as "more than"."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to. ``due_from`` and ``due_to`` bound the due date (from included, to excluded);
    ``undated`` asks for tasks without one. ``since`` asks for tasks that came to be after that moment."""

    process_id: str = ""
    element_id: str = ""
    text: str = ""
    due_from: datetime | None = None
    due_to: datetime | None = None
    undated: bool = False
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the last page ended."""

    key: int
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page; ``more`` is where the next one begins."""

    rows: tuple[TaskRow, ...] = ()
    more: Cursor | None = None


Keys = Select[Any]
_OPEN = task.c.state == literal_column("'open'")
_NOBODY: ColumnElement[bool] = and_(
    task.c.assignee.is_(None),
    task.c.candidate_users == literal_column("'{}'"),
    task.c.candidate_groups == literal_column("'{}'"),
)
"""Written as the partial indexes have it, so that the planner uses them in every kind of plan."""


def page(
    connection: Connection, person: Person, view: View, wanted: Filter | None = None, order: Order = "due",
    after: Cursor | None = None, limit: int = PAGE,
) -> Page:  # fmt: skip
    """One page of a view. Done tasks are always listed with the latest first."""
    if view == "done":
        query = _done(person, wanted or Filter(), after).limit(limit + 1)
    else:
        parts = [_cut(part, order, after, limit + 1) for part in _sources(person, view, wanted or Filter())]
        both = union_all(*(select(part.subquery()) for part in parts)).subquery()
        query = select(both.c.key, both.c.due_at).distinct().order_by(*_ordered(order, both.c)).limit(limit + 1)
    found = connection.execute(query).all()
    rows = task_rows(connection, [row.key for row in found[:limit]])
    last = found[limit - 1] if len(found) > limit else None
    return Page(rows, Cursor(last.key, last.due_at) if last else None)


def count(connection: Connection, person: Person, view: View, wanted: Filter | None = None) -> int:
    """How many tasks a view has, at most CAP + 1."""
    if view == "done":
        few = _done(person, wanted or Filter(), None).order_by(None).limit(CAP + 1).subquery()
        return connection.execute(select(func.count()).select_from(few)).scalar_one()
    parts = [part.limit(CAP + 1) for part in _sources(person, view, wanted or Filter())]
    both = union_all(*(select(part.subquery().c.key) for part in parts)).subquery()
    return min(connection.execute(select(func.count(distinct(both.c.key)))).scalar_one(), CAP + 1)


def _sources(person: Person, view: View, wanted: Filter) -> Iterator[Keys]:
    """The sets of tasks a view is made of, unordered."""
    if view == "all" and "administrator" in person.roles:
        yield _tasks(true(), wanted)
        return
    if view in ("mine", "all"):
        yield _tasks(task.c.assignee == person.login, wanted)
    if view == "mine":
        return
    for kind, name in (("user", person.login), *(("group", group) for group in sorted(person.groups))):
        yield _candidates(kind, name, wanted)
    if "staff" in person.roles:
        yield _tasks(_NOBODY, wanted)
    if view == "all" and person.groups:
        yield _tasks(_of_colleagues(person), wanted)


def _of_colleagues(person: Person) -> ColumnElement[bool]:
    """Tasks of my groups that somebody else of them has taken."""
    theirs = select(membership.c.login).where(
        membership.c.group_id.in_(sorted(person.groups)), membership.c.login != person.login
    )
    return and_(task.c.assignee.in_(theirs), task.c.candidate_groups.overlap(sorted(person.groups)))


def _tasks(condition: ColumnElement[bool], wanted: Filter) -> Keys:
    query = select(task.c.key, task.c.due_at).where(_OPEN, condition)
    return _narrowed(query, task.c.key, task.c.due_at, wanted, joined=True)


def _candidates(kind: str, name: str, wanted: Filter) -> Keys:
    key, due = task_candidate.c.task_key, task_candidate.c.due_at
    query = select(key.label("key"), due).where(task_candidate.c.kind == kind, task_candidate.c.name == name)
    return _narrowed(query, key, due, wanted, joined=False)


def _narrowed(query: Keys, key: Any, due: Any, wanted: Filter, *, joined: bool) -> Keys:
    needs_task = bool(wanted.process_id or wanted.element_id or wanted.text or wanted.since)
    if needs_task and not joined:
        query = query.join(task, task.c.key == key)
    if wanted.process_id:
        query = query.where(task.c.process_id == wanted.process_id)
    if wanted.element_id:
        query = query.where(task.c.element_id == wanted.element_id)
    if wanted.since:
        query = query.where(task.c.created_at > wanted.since)
    if wanted.text:
        query = query.join(process_instance, process_instance.c.key == task.c.root_key).where(_says(wanted.text))
    if wanted.undated:
        return query.where(due.is_(None))
    if wanted.due_from:
        query = query.where(due >= wanted.due_from)
    return query.where(due < wanted.due_to) if wanted.due_to else query


def _says(text: str) -> ColumnElement[bool]:
    """A text in the task's name, or at the beginning of one of the case's numbers."""
    numbers = (process_instance.c.business_key, process_instance.c.tracking_number)
    found = or_(containing(task.c.name, text), *(beginning(number, text) for number in numbers))
    return or_(found, task.c.root_key == int(text)) if text.isdigit() and len(text) < 19 else found


def _ordered(order: Order, columns: Any) -> tuple[Any, ...]:
    if order == "due":
        return columns.due_at.asc().nulls_last(), columns.key
    return (columns.key.desc() if order == "newest" else columns.key.asc(),)


def _cut(query: Keys, order: Order, after: Cursor | None, limit: int) -> Keys:
    """The part in the order of the list, from the cursor on, no longer than a page."""
    columns = query.selected_columns
    if after:
        query = query.where(_beyond(columns, order, after))
    return query.order_by(*_ordered(order, columns)).limit(limit)


def _beyond(columns: Any, order: Order, after: Cursor) -> ColumnElement[bool]:
    key: ColumnElement[int] = columns.key
    if order == "newest":
        return key < after.key
    if order == "oldest":
        return key > after.key
    if after.due_at is None:
        return and_(columns.due_at.is_(None), key > after.key)
    later = or_(columns.due_at > after.due_at, columns.due_at.is_(None))
    return or_(later, and_(columns.due_at == after.due_at, key > after.key))


def _done(person: Person, wanted: Filter, after: Cursor | None) -> Keys:
    mine = and_(task.c.completed_by == person.login, task.c.state == literal_column("'completed'"))
    found = select(task.c.key, task.c.ended_at.label("due_at")).where(mine)
    query = _narrowed(found, task.c.key, task.c.due_at, wanted, joined=True)
    if after and after.due_at:
        same = and_(task.c.ended_at == after.due_at, task.c.key < after.key)
        query = query.where(or_(task.c.ended_at < after.due_at, same))
    return query.order_by(task.c.ended_at.desc(), task.c.key.desc())


def filters(connection: Connection, person: Person, view: View) -> tuple[tuple[str, str], ...]:
    """Process ids and names among the first CAP tasks of a view, by name."""
    keys = _first_keys(person, view, Filter())
    query = (
        select(definition.c.process_id, func.max(definition.c.name))
        .join(task, task.c.definition_key == definition.c.key)
        .where(task.c.key.in_(keys))
        .group_by(definition.c.process_id)
        .order_by(func.max(definition.c.name))
    )
    return tuple((row[0], row[1] or row[0]) for row in connection.execute(query))


def steps(connection: Connection, person: Person, view: View, process_id: str) -> tuple[tuple[str, str], ...]:
    """Element ids and names of the steps of one process that a view has tasks of."""
    keys = _first_keys(person, view, Filter(process_id=process_id))
    query = select(task.c.element_id, func.max(task.c.name)).where(task.c.key.in_(keys)).group_by(task.c.element_id)
    return tuple(sorted(((row[0], row[1]) for row in connection.execute(query)), key=lambda pair: pair[1]))


def _first_keys(person: Person, view: View, wanted: Filter) -> Select[Any]:
    if view == "done":
        return select(_done(person, wanted, None).limit(CAP).subquery().c.key)
    parts = [part.limit(CAP) for part in _sources(person, view, wanted)]
    return select(union_all(*(select(part.subquery().c.key) for part in parts)).subquery().c.key)
