"""What the pages about substitutes and conflicts of interest show: who stands in for whom, and who may decide it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, func, or_, select, text

from engine.person import Person
from engine.queries.task_rows import group_names, name_of
from engine.store.organisation import conflict_of_interest, substitution
from engine.store.people import person as people

MOST = 500
BELOW = text("""
    WITH RECURSIVE below AS (
        SELECT p.unit AS id FROM tenure t JOIN position p ON p.id = t.position AND p.head
        WHERE t.login = ANY(:heads) AND t.starts_at <= :now AND coalesce(t.ends_at > :now, true)
        UNION SELECT u.id FROM unit u JOIN below b ON u.parent = b.id)
    SELECT login, name FROM person
    WHERE active AND kind = 'person' AND (unit IN (SELECT id FROM below) OR :everybody) ORDER BY name LIMIT :most""")


@dataclass(frozen=True, slots=True)
class Substitution:
    """Who does whose work, and since when to when. ``groups``: names of those it is limited to, None for all."""

    key: int
    login: str
    name: str
    substitute: str
    substitute_name: str
    groups: tuple[str, ...] | None
    kind: str
    decree: str
    starts_at: datetime
    ends_at: datetime
    withdrawn_at: datetime | None

    def state(self, now: datetime) -> Literal["coming", "present", "over"]:
        """Whether it is still to come, in force, or over."""
        if self.withdrawn_at is not None or self.ends_at <= now:
            return "over"
        return "present" if self.starts_at <= now else "coming"


@dataclass(frozen=True, slots=True)
class DeclaredConflict:
    """With what somebody may have nothing to do."""

    key: int
    login: str
    name: str
    root_key: int | None
    party: str | None
    reason: str
    declared_at: datetime
    withdrawn_at: datetime | None


def cared_for(connection: Connection, person: Person, now: datetime) -> dict[str, str]:
    """Login -> name of those besides oneself whose work the person may decide about, as rights.must_care_for has it."""
    heads = [person.login, *(one.login for one in person.stands_in if one.groups is None)]
    everybody = "administrator" in person.roles
    rows = connection.execute(BELOW, {"heads": heads, "now": now, "everybody": everybody, "most": MOST})
    return {row.login: row.name for row in rows if row.login != person.login}


def staff(connection: Connection) -> dict[str, str]:
    """Login -> name of those who can be a substitute."""
    works = (people.c.active, people.c.kind == "person", people.c.roles.contains(["staff"]))
    query = select(people.c.login, people.c.name).where(*works).order_by(people.c.name).limit(2 * MOST)
    return {row.login: row.name for row in connection.execute(query)}


def substitutions(connection: Connection, logins: list[str]) -> tuple[Substitution, ...]:
    """Those of these people and those by them, the latest first."""
    one = substitution.c
    query = (
        select(substitution, name_of(one.login).label("name"), name_of(one.substitute).label("substitute_name"))
        .where(or_(one.login.in_(logins), one.substitute.in_(logins)))
        .order_by(one.ends_at.desc(), one.key.desc())
        .limit(MOST)
    )
    rows = connection.execute(query).all()
    names = group_names(connection, {group for row in rows for group in row.groups or ()})
    return tuple(
        Substitution(
            row.key, row.login, row.name, row.substitute, row.substitute_name,
            None if row.groups is None else tuple(names.get(group, group) for group in row.groups),
            row.kind, row.decree, row.starts_at, row.ends_at, row.withdrawn_at,
        )
        for row in rows
    )  # fmt: skip


def groups_of(connection: Connection, login: str) -> dict[str, str]:
    """Id -> name of a person's groups."""
    found = select(func.unnest(text("ARRAY(SELECT group_id FROM membership WHERE login = :login)")))
    ids = set(connection.execute(found, {"login": login}).scalars())
    return dict(sorted(group_names(connection, ids).items(), key=lambda pair: pair[1]))


def conflicts(connection: Connection, logins: list[str]) -> tuple[DeclaredConflict, ...]:
    """What these people have declared, the latest first."""
    one = conflict_of_interest.c
    query = (
        select(conflict_of_interest, name_of(one.login).label("name"))
        .where(one.login.in_(logins))
        .order_by(one.key.desc())
        .limit(MOST)
    )
    return tuple(
        DeclaredConflict(row.key, row.login, row.name, row.root_key, row.party, row.reason, row.declared_at,
                         row.withdrawn_at)
        for row in connection.execute(query)
    )  # fmt: skip
