"""The staff inbox: lists, counts and filters, fast whatever the number of open tasks.

A list is cut before it is joined: each source (my tasks, one of my groups ...) gives at most one page of keys from an
index that is already in the order of the list; the sources are merged, cut again, and only then read in full. Counts
stop at CAP.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    distinct,
    false,
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
    ``undated`` asks for tasks without one."""

    process_id: str = ""
    element_id: str = ""
    text: str = ""
    due_from: datetime | None = None
    due_to: datetime | None = None
    undated: bool = False


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
_ANY_OPEN = func.coalesce(task.c.state, literal_column("''")) == literal_column("'open'")
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
        parts = _sources(person, view, wanted or Filter(), lambda part: _cut(part, order, after, limit + 1))
        both = union_all(*parts).subquery()
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
    parts = _sources(person, view, wanted or Filter(), lambda part: part.limit(CAP + 1))
    both = union_all(*parts).subquery()
    return min(connection.execute(select(func.count(distinct(both.c.key)))).scalar_one(), CAP + 1)


def count_since(connection: Connection, person: Person, view: View, wanted: Filter, since: datetime) -> int:
    """How many tasks of a view came to be after a moment, at most CAP + 1: the few young tasks are looked through."""
    young = _tasks(and_(_ANY_OPEN, task.c.created_at > since, _within(person, view)), wanted).limit(CAP + 1).subquery()
    return connection.execute(select(func.count()).select_from(young)).scalar_one()


def _within(person: Person, view: View) -> ColumnElement[bool]:
    """Whether an open task belongs to a view; only for tasks that were found by something else."""
    if view == "all" and "administrator" in person.roles:
        return true()
    mine = task.c.assignee == person.login
    if view == "mine":
        return mine
    ours = task.c.candidate_groups.overlap(sorted(person.groups)) if person.groups else false()
    offered = or_(ours, task.c.candidate_users.contains([person.login]))
    if "staff" in person.roles:
        offered = or_(offered, _NOBODY)
    return or_(mine, offered) if view == "all" else and_(task.c.assignee.is_(None), offered)


def _sources(person: Person, view: View, wanted: Filter, cut: Callable[[Keys], Keys]) -> list[Keys]:
    """The sets of tasks a view is made of, each cut short on its own."""
    if view == "all" and "administrator" in person.roles:
        return [cut(_tasks(_ANY_OPEN, wanted))]
    mine = cut(_tasks(task.c.assignee == person.login, wanted))
    if view == "mine":
        return [mine]
    offers = (("user", person.login), *(("group", group) for group in sorted(person.groups)))
    found = [cut(_candidates(kind, name, wanted)) for kind, name in offers]
    if "staff" in person.roles:
        found.append(cut(_tasks(_NOBODY, wanted)))
    if view == "all":
        found += [mine, *([_of_colleagues(person, wanted, cut)] if person.groups else ())]
    return found


def _of_colleagues(person: Person, wanted: Filter, cut: Callable[[Keys], Keys]) -> Keys:
    """Tasks of my groups that somebody else of them has taken, colleague by colleague."""
    groups = sorted(person.groups)
    others = select(membership.c.login).distinct()
    others = others.where(membership.c.group_id.in_(groups), membership.c.login != person.login)
    colleague = others.subquery("colleague")
    taken = and_(task.c.assignee == colleague.c.login, task.c.candidate_groups.overlap(groups))
    theirs = cut(_tasks(taken, wanted).correlate(colleague)).lateral("theirs")
    return select(theirs.c.key, theirs.c.due_at).select_from(colleague.join(theirs, true()))


def _tasks(condition: ColumnElement[bool], wanted: Filter) -> Keys:
    query = select(task.c.key, task.c.due_at).where(_OPEN, condition)
    return _narrowed(query, task.c.key, task.c.due_at, wanted, joined=True)


def _candidates(kind: str, name: str, wanted: Filter) -> Keys:
    key, due = task_candidate.c.task_key, task_candidate.c.due_at
    query = select(key.label("key"), due).where(task_candidate.c.kind == kind, task_candidate.c.name == name)
    return _narrowed(query, key, due, wanted, joined=False)


def _narrowed(query: Keys, key: Any, due: Any, wanted: Filter, *, joined: bool) -> Keys:
    needs_task = bool(wanted.process_id or wanted.element_id or wanted.text)
    if needs_task and not joined:
        query = query.join(task, task.c.key == key)
    if wanted.process_id:
        query = query.where(task.c.process_id == wanted.process_id)
    if wanted.element_id:
        query = query.where(task.c.element_id == wanted.element_id)
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


def processes(connection: Connection) -> tuple[tuple[str, str], ...]:
    """Ids and names of all processes, by name: what a list can be narrowed to."""
    name = func.max(definition.c.name)
    query = select(definition.c.process_id, name.label("name")).group_by(definition.c.process_id).order_by(name)
    return tuple((row.process_id, row.name or row.process_id) for row in connection.execute(query))


def steps(connection: Connection, person: Person, view: View, process_id: str) -> tuple[tuple[str, str], ...]:
    """Element ids and names of the steps of one process that a view has tasks of."""
    keys = _first_keys(person, view, Filter(process_id=process_id))
    query = select(task.c.element_id, func.max(task.c.name)).where(task.c.key.in_(keys)).group_by(task.c.element_id)
    return tuple(sorted(((row[0], row[1]) for row in connection.execute(query)), key=lambda pair: pair[1]))


def _first_keys(person: Person, view: View, wanted: Filter) -> Select[Any]:
    if view == "done":
        return select(_done(person, wanted, None).limit(CAP).subquery().c.key)
    return select(union_all(*_sources(person, view, wanted, lambda part: part.limit(CAP))).subquery().c.key)
