"""Reads about people, units and groups: for sign-in, for the menu, and for the administrator's pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Connection, Row, bindparam, func, or_, select, text, type_coerce

from engine.person import Person, StandIn
from engine.queries.standing import REACHED, standing
from engine.queries.text import containing
from engine.store.people import candidate_group, membership, person, unit


@dataclass(frozen=True, slots=True)
class Account:
    """A person with what belongs to the account. ``person`` is what commands are given by."""

    person: Person
    position: str
    unit_name: str
    email: str | None
    locale: str
    active: bool
    password_hash: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Group:
    """A candidate group with the number of its active members."""

    id: str
    name: str
    unit: str | None
    unit_name: str
    members: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the organisation."""

    id: str
    name: str
    parent: str | None
    parent_name: str
    people: int


_groups_of = (
    select(func.array_agg(membership.c.group_id))
    .where(membership.c.login == person.c.login)
    .correlate(person)
    .scalar_subquery()
)
_accounts = select(
    person, unit.c.name.label("unit_name"), func.coalesce(_groups_of, [], type_=person.c.roles.type).label("groups")
).outerjoin(unit, unit.c.id == person.c.unit)

_standing = text(f"({REACHED})").bindparams(bindparam("login"), bindparam("now"))
_one = _accounts.add_columns(type_coerce(_standing, JSON).label("stands_in")).where(
    person.c.login == bindparam("login")
)


def _account(row: Row[Any], stands_in: tuple[StandIn, ...] = ()) -> Account:
    groups = frozenset(row.groups)
    return Account(
        person=Person(row.login, row.name, frozenset(row.roles), groups, row.unit, stands_in=stands_in),
        position=row.position,
        unit_name=row.unit_name or "",
        email=row.email,
        locale=row.locale,
        active=row.active,
        password_hash=row.password_hash,
        created_at=row.created_at,
    )


def account(connection: Connection, login: str, now: datetime) -> Account | None:
    """The account of that login, with its groups and those it stands in for at a moment, in one statement."""
    row = connection.execute(_one.params(login=login, now=now)).one_or_none()
    return _account(row, standing(login, row.stands_in)) if row else None


def accounts(connection: Connection, text: str = "", role: str = "", after: str = "", limit: int = 50) -> list[Account]:
    """People by login after ``after``, filtered by a text in login, name or position and by role."""
    query = _accounts.where(person.c.login > after).order_by(person.c.login).limit(limit)
    if text:
        columns = (person.c.login, person.c.name, person.c.position)
        query = query.where(or_(*(containing(column, text) for column in columns)))
    if role:
        query = query.where(person.c.roles.contains([role]))
    return [_account(row) for row in connection.execute(query)]


def names(connection: Connection, logins: set[str]) -> dict[str, str]:
    """Login -> name, for those that have an account."""
    if not logins:
        return {}
    rows = connection.execute(select(person.c.login, person.c.name).where(person.c.login.in_(logins)))
    return {row.login: row.name for row in rows}


def groups(connection: Connection) -> list[Group]:
    """All candidate groups by name."""
    members = (
        select(func.count())
        .select_from(membership.join(person, person.c.login == membership.c.login))
        .where(membership.c.group_id == candidate_group.c.id, person.c.active)
        .correlate(candidate_group)
        .scalar_subquery()
    )
    query = (
        select(candidate_group, unit.c.name.label("unit_name"), members.label("members"))
        .outerjoin(unit, unit.c.id == candidate_group.c.unit)
        .order_by(candidate_group.c.name)
    )
    return [Group(r.id, r.name, r.unit, r.unit_name or "", r.members) for r in connection.execute(query)]


def units(connection: Connection) -> list[Unit]:
    """All units by name."""
    above = unit.alias("above")
    people = select(func.count()).where(person.c.unit == unit.c.id, person.c.active).correlate(unit).scalar_subquery()
    query = (
        select(unit, above.c.name.label("parent_name"), people.label("people"))
        .outerjoin(above, above.c.id == unit.c.parent)
        .order_by(unit.c.name)
    )
    return [Unit(r.id, r.name, r.parent, r.parent_name or "", r.people) for r in connection.execute(query)]


def members(connection: Connection, group_ids: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Logins and names of the active people in any of these groups, by name."""
    query = (
        select(person.c.login, person.c.name)
        .distinct()
        .join(membership, membership.c.login == person.c.login)
        .where(membership.c.group_id.in_(group_ids), person.c.active)
        .order_by(person.c.name)
    )
    return tuple((row.login, row.name) for row in connection.execute(query))
