"""For whom a person may act now: substitutions in force, one after the other, worked out when asked.

Nothing is copied to tasks when a substitute is named or a window ends, so neither costs anything per task.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from engine.person import Person, StandIn

IN_FORCE = "s.withdrawn_at IS NULL AND s.starts_at <= :now AND s.ends_at > :now"
REACHED = f"""
    WITH RECURSIVE reached AS (
        SELECT s.key, s.login, s.substitute, s.groups FROM substitution s
        WHERE s.substitute = :login AND {IN_FORCE}
        UNION
        SELECT s.key, s.login, s.substitute, s.groups FROM reached r
        JOIN substitution s ON s.substitute = r.login AND {IN_FORCE})
    SELECT coalesce(json_agg(json_build_object(
        'login', r.login, 'substitute', r.substitute, 'groups', r.groups, 'name', p.name,
        'theirs', ARRAY(SELECT m.group_id FROM membership m WHERE m.login = r.login)) ORDER BY r.key), '[]') AS found
    FROM reached r JOIN person p ON p.login = r.login"""  # noqa: S608 - constants of this file alone
"""Every substitution that leads to the person, each once: as JSON, so that it fits into another query."""


@dataclass(frozen=True, slots=True)
class Link:
    """A substitution in force: ``substitute`` does the work of ``login``, limited to ``groups`` unless None."""

    login: str
    substitute: str
    groups: frozenset[str] | None = None
    name: str = ""
    theirs: frozenset[str] = frozenset()


def stands_in(connection: Connection, login: str, now: datetime) -> tuple[StandIn, ...]:
    """For whom a person may act at a moment."""
    return standing(login, connection.execute(text(REACHED), {"login": login, "now": now}).scalar_one())


def standing(login: str, found: Iterable[Mapping[str, Any]]) -> tuple[StandIn, ...]:
    """The same, from what REACHED has found."""
    return chained(
        login,
        [
            Link(
                one["login"], one["substitute"], None if one["groups"] is None else frozenset(one["groups"]),
                one["name"], frozenset(one["theirs"]),
            )
            for one in found
        ],
    )  # fmt: skip


def logins(person: Person) -> list[str]:
    """The person, and everybody whose work the person may do without limits: what is offered to them by name."""
    return [login for login, limit in work_of(person) if limit is None]


def groups(person: Person) -> frozenset[str]:
    """The groups whose tasks the person may claim, for whomever."""
    return person.groups.union(*(one.offered for one in person.stands_in))


def work_of(person: Person) -> list[tuple[str, frozenset[str] | None]]:
    """The person, and everybody whose work the person may do, with the groups that it is limited to."""
    return [(person.login, None), *((one.login, one.groups) for one in person.stands_in)]


def chained(login: str, links: Iterable[Link]) -> tuple[StandIn, ...]:
    """All whom ``login`` stands in for, the nearest first. A chain is limited to the groups that all its links have;
    one through the same people with no more than another's groups is left out."""
    by_substitute: dict[str, list[Link]] = {}
    for link in links:
        by_substitute.setdefault(link.substitute, []).append(link)
    found: list[StandIn] = []
    ahead = [StandIn(login)]
    for here in ahead:  # grows
        for link in by_substitute.get(here.login, ()):
            limit = _both(here.groups, link.groups)
            if link.login in (login, *here.through) or limit == frozenset():
                continue
            through = (*here.through, here.login) if here.login != login else ()
            one = StandIn(link.login, link.name, link.theirs, limit, through)
            if not any(_includes(known, one) for known in found):
                found.append(one)
                ahead.append(one)
    return tuple(found)


def _both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _includes(wide: StandIn, narrow: StandIn) -> bool:
    """Whether a chain that is known, which is no longer, allows all that another does."""
    if wide.login != narrow.login:
        return False
    return wide.groups is None or (narrow.groups is not None and narrow.groups <= wide.groups)
