"""The staff inbox: lists, counts and filters, fast whatever the number of open tasks.

A list is cut before it is joined: each source (my tasks, one of my groups ...) gives at most one page of keys from an
index that is already in the order of the list; the sources are merged, cut again, and only then read in full. Counts
stop at CAP.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
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
from engine.queries import standing
from engine.queries.narrowing import Filter, Keys, narrowed
from engine.queries.task_rows import TaskRow, task_rows
from engine.store.deployments import definition
from engine.store.people import membership, unit
from engine.store.waiting import task, task_candidate

View = Literal["mine", "groups", "all", "done"]
Order = Literal["due", "priority", "newest", "oldest"]

VIEWS: tuple[View, ...] = ("mine", "groups", "all", "done")
ORDERS: tuple[Order, ...] = ("due", "priority", "newest", "oldest")
PAGE = 50
CAP = 1000
"""Counts above it are told as "more than"."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the last page ended."""

    key: int
    due_at: datetime | None = None
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """One page; ``more`` is where the next one begins."""

    rows: tuple[TaskRow, ...] = ()
    more: Cursor | None = None


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
        ranked = replace(wanted or Filter(), ranked=order == "priority")
        parts = _sources(person, view, ranked, lambda part: _cut(part, order, after, limit + 1))
        both = union_all(*parts).subquery()
        query = select(*both.c).distinct().order_by(*_ordered(order, both.c)).limit(limit + 1)
    found = connection.execute(query).all()
    rows = task_rows(connection, [row.key for row in found[:limit]])
    last = found[limit - 1] if len(found) > limit else None
    return Page(rows, Cursor(last.key, last.due_at, getattr(last, "priority", 0)) if last else None)


def count(connection: Connection, person: Person, view: View, wanted: Filter | None = None) -> int:
    """How many tasks a view has, at most CAP + 1."""
    return counts(connection, person, [(view, wanted or Filter())])[0]


def counts(connection: Connection, person: Person, lists: Sequence[tuple[View, Filter]]) -> tuple[int, ...]:
    """How many tasks each of some lists has, at most CAP + 1, all by one statement."""
    if not lists:
        return ()
    return tuple(connection.execute(select(*(_counted(person, *each).label(None) for each in lists))).one())


def _counted(person: Person, view: View, wanted: Filter) -> ScalarSelect[int]:
    if view == "done":
        few = _done(person, wanted, None).order_by(None).limit(CAP + 1).subquery()
        return select(func.count()).select_from(few).scalar_subquery()
    parts = _sources(person, view, wanted, lambda part: part.limit(CAP + 1))
    both = union_all(*parts).subquery()
    return select(func.least(func.count(distinct(both.c.key)), CAP + 1)).scalar_subquery()


def count_since(connection: Connection, person: Person, view: View, wanted: Filter, since: datetime) -> int:
    """How many tasks of a view came to be after a moment, at most CAP + 1: the few young tasks are looked through."""
    young = _tasks(and_(_ANY_OPEN, task.c.created_at > since, _within(person, view)), wanted).limit(CAP + 1).subquery()
    return connection.execute(select(func.count()).select_from(young)).scalar_one()


def _within(person: Person, view: View) -> ColumnElement[bool]:
    """Whether an open task belongs to a view; only for tasks that were found by something else."""
    if view == "all" and "administrator" in person.roles:
        return true()
    mine = or_(*_held(person))
    if view == "mine":
        return mine
    ours = task.c.candidate_groups.overlap(groups) if (groups := sorted(standing.groups(person))) else false()
    offered = or_(ours, *(task.c.candidate_users.contains([login]) for login in standing.logins(person)))
    if "staff" in person.roles:
        offered = or_(offered, _NOBODY)
    return or_(mine, offered) if view == "all" else and_(task.c.assignee.is_(None), offered)


def _sources(person: Person, view: View, wanted: Filter, cut: Callable[[Keys], Keys]) -> list[Keys]:
    """The sets of tasks a view is made of, each cut short on its own."""
    if view == "all" and "administrator" in person.roles:
        return [cut(_tasks(_ANY_OPEN, wanted))]
    mine = [cut(_tasks(held, wanted)) for held in _held(person)]
    if view == "mine":
        return mine
    names = (("user", standing.logins(person)), ("group", sorted(standing.groups(person))))
    found = [cut(_candidates(kind, name, wanted)) for kind, each in names for name in each]
    if "staff" in person.roles:
        found.append(cut(_tasks(_NOBODY, wanted)))
    if view == "all":
        found += [*mine, *([_of_colleagues(person, wanted, cut)] if person.groups else ())]
    return found


def _held(person: Person) -> list[ColumnElement[bool]]:
    """What one has, what a substitute has taken for one, and the same of those one stands in for; each has an index.
    What a substitute took is that person's again once the time is over."""
    found: list[ColumnElement[bool]] = []
    for login, limit in standing.work_of(person):
        whose = [and_(task.c.assignee == login, task.c.assigned_for.is_(None)), task.c.assigned_for == login]
        narrow = true() if limit is None else task.c.candidate_groups.overlap(sorted(limit))
        found += [and_(one, narrow) for one in whose]
    return found


def _of_colleagues(person: Person, wanted: Filter, cut: Callable[[Keys], Keys]) -> Keys:
    """Tasks of my groups that somebody else of them has taken, colleague by colleague."""
    groups = sorted(person.groups)
    others = select(membership.c.login).distinct()
    others = others.where(membership.c.group_id.in_(groups), membership.c.login != person.login)
    colleague = others.subquery("colleague")
    taken = and_(task.c.assignee == colleague.c.login, task.c.candidate_groups.overlap(groups))
    theirs = cut(_tasks(taken, wanted).correlate(colleague)).lateral("theirs")
    return select(*theirs.c).select_from(colleague.join(theirs, true()))


def _tasks(condition: ColumnElement[bool], wanted: Filter) -> Keys:
    query = select(task.c.key, task.c.due_at).where(_OPEN, condition)
    return narrowed(query, task.c.key, task.c.due_at, wanted, joined=True)


def _candidates(kind: str, name: str, wanted: Filter) -> Keys:
    key, due = task_candidate.c.task_key, task_candidate.c.due_at
    query = select(key.label("key"), due).where(task_candidate.c.kind == kind, task_candidate.c.name == name)
    return narrowed(query, key, due, wanted, joined=False)


def _ordered(order: Order, columns: Any) -> tuple[Any, ...]:
    if order in ("due", "priority"):
        first = (columns.priority.desc(),) if order == "priority" else ()
        return (*first, columns.due_at.asc().nulls_last(), columns.key)
    return (columns.key.desc() if order == "newest" else columns.key.asc(),)


def _cut(query: Keys, order: Order, after: Cursor | None, limit: int) -> Keys:
    """The part in the order of the list, from the cursor on, no longer than a page."""
    if order == "priority":  # the only order that the index of candidates does not know
        query = query.add_columns(task.c.priority)
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
        rest = and_(columns.due_at.is_(None), key > after.key)
    else:
        later = or_(columns.due_at > after.due_at, columns.due_at.is_(None))
        rest = or_(later, and_(columns.due_at == after.due_at, key > after.key))
    if order == "due":
        return rest
    return or_(columns.priority < after.priority, and_(columns.priority == after.priority, rest))


def _done(person: Person, wanted: Filter, after: Cursor | None) -> Keys:
    mine = and_(task.c.completed_by == person.login, task.c.state == literal_column("'completed'"))
    found = select(task.c.key, task.c.ended_at.label("due_at")).where(mine)
    query = narrowed(found, task.c.key, task.c.due_at, wanted, joined=True)
    if after and after.due_at:
        same = and_(task.c.ended_at == after.due_at, task.c.key < after.key)
        query = query.where(or_(task.c.ended_at < after.due_at, same))
    return query.order_by(task.c.ended_at.desc(), task.c.key.desc())


def processes(connection: Connection) -> tuple[tuple[str, str], ...]:
    """Ids and names of all processes, by name: what a list can be narrowed to."""
    name = func.max(definition.c.name)
    query = select(definition.c.process_id, name.label("name")).group_by(definition.c.process_id).order_by(name)
    return tuple((row.process_id, row.name or row.process_id) for row in connection.execute(query))


def units(connection: Connection) -> tuple[tuple[str, str], ...]:
    """Ids and names of the units that have SOPs, by name."""
    name = func.coalesce(unit.c.name, definition.c.unit).label("name")
    query = select(definition.c.unit, name).outerjoin(unit, unit.c.id == definition.c.unit)
    found = connection.execute(query.where(definition.c.unit.is_not(None)).distinct().order_by(name))
    return tuple((row.unit, row.name) for row in found if row.unit)


def steps(connection: Connection, person: Person, view: View, process_id: str) -> tuple[tuple[str, str], ...]:
    """Element ids and names of the steps of one process that a view has tasks of."""
    keys = _first_keys(person, view, Filter(process_id=process_id))
    query = select(task.c.element_id, func.max(task.c.name)).where(task.c.key.in_(keys)).group_by(task.c.element_id)
    return tuple(sorted(((row[0], row[1]) for row in connection.execute(query)), key=lambda pair: pair[1]))


def _first_keys(person: Person, view: View, wanted: Filter) -> Select[Any]:
    if view == "done":
        return select(_done(person, wanted, None).limit(CAP).subquery().c.key)
    return select(union_all(*_sources(person, view, wanted, lambda part: part.limit(CAP))).subquery().c.key)
