"""What came of trials, and which groups have members, for the analyst's desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from engine.store.people import membership, person
from engine.store.trials import trial


@dataclass(frozen=True, slots=True)
class Trial:
    """One trial. ``state``: waiting, done, failed; ``result`` is what engine.walk.__main__ answers."""

    key: int
    proposal_key: int | None
    deployment_key: int | None
    state: str
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None
    result: Mapping[str, Any] | None


def one(connection: Connection, key: int) -> Trial | None:
    """The trial of that key."""
    return _first(connection, trial.c.key == key)


def latest(
    connection: Connection, *, proposal_key: int | None = None, deployment_key: int | None = None
) -> Trial | None:
    """The newest trial of a proposal, or of a deployment."""
    if proposal_key is not None:
        return _first(connection, trial.c.proposal_key == proposal_key)
    return _first(connection, trial.c.deployment_key == deployment_key)


def peopled(connection: Connection) -> frozenset[str]:
    """The groups that somebody who can sign in belongs to."""
    query = select(membership.c.group_id).join(person, person.c.login == membership.c.login).where(person.c.active)
    return frozenset(connection.scalars(query.distinct()))


def logins(connection: Connection) -> frozenset[str]:
    """Who can sign in."""
    return frozenset(connection.scalars(select(person.c.login).where(person.c.active)))


def _first(connection: Connection, condition: ColumnElement[bool]) -> Trial | None:
    row = connection.execute(select(trial).where(condition).order_by(trial.c.key.desc()).limit(1)).mappings().first()
    return Trial(**row) if row else None
