"""What is proposed for deployment and what came of it, for the analyst's desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, any_, literal, select

from bpmn.sentence import Sentence
from engine import enactment
from engine.flow.problem import unpacked
from engine.queries.library import File
from engine.store.proposals import proposal, proposal_file

OPEN = ("proposed", "enacted")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Files that were handed in. ``state``: proposed, enacted (its day is to come), deployed, rejected, failed."""

    key: int
    name: str
    state: str
    processes: tuple[str, ...]
    warnings: int
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decree: str | None
    effective_at: datetime | None
    reason: str | None
    trouble: Sentence | None
    deployment_key: int | None


def one(connection: Connection, key: int) -> Proposal | None:
    """The proposal of that key."""
    return next(iter(_found(connection, proposal.c.key == key, 1)), None)


def waiting(connection: Connection, process_id: str | None = None) -> tuple[Proposal, ...]:
    """Those that wait for a person or for their day; ``process_id``: that hold this process."""
    condition = proposal.c.state.in_(OPEN)
    return _found(
        connection, condition & (literal(process_id) == any_(proposal.c.processes)) if process_id else condition, 100
    )


def recent(connection: Connection, limit: int = 100) -> tuple[Proposal, ...]:
    """The newest, whatever their state."""
    return _found(connection, proposal.c.key.is_not(None), limit)


def of_deployments(connection: Connection, keys: Iterable[int]) -> Mapping[int, Proposal]:
    """By deployment, the proposal that brought it; the first if the same files were proposed again."""
    found = _found(connection, proposal.c.deployment_key.in_(list(keys)), 1000)
    return {each.deployment_key: each for each in found if each.deployment_key is not None}


def files(connection: Connection, key: int) -> tuple[File, ...]:
    """The files of a proposal; they have no keys of their own yet."""
    row = proposal_file.c
    query = select(row.name, row.kind, row.sha256, row.content).where(row.proposal_key == key).order_by(row.name)
    return tuple(File(key=0, **each) for each in connection.execute(query).mappings())


def mode(connection: Connection) -> str:
    """Which deployments need a second person (engine.enactment)."""

    def row(sql: str, values: tuple[Any, ...]) -> Any:
        return connection.exec_driver_sql(sql, values).first()

    return enactment.mode(row)


def _found(connection: Connection, condition: ColumnElement[bool], limit: int) -> tuple[Proposal, ...]:
    query = select(proposal).where(condition).order_by(proposal.c.proposed_at.desc(), proposal.c.key.desc())
    made = []
    for row in connection.execute(query.limit(limit)).mappings():
        values = dict(row)
        trouble = values.pop("trouble")
        values["processes"] = tuple(values["processes"])
        made.append(Proposal(trouble=unpacked(trouble) if trouble else None, **values))
    return tuple(made)
