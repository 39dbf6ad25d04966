"""Tasks as lines of a list: read in full for a few keys, with the names of the case, the SOP and the people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from engine.store.deployments import definition
from engine.store.instances import process_instance, variable
from engine.store.people import candidate_group, person
from engine.store.waiting import task

SUBJECTS = (
    "nama_pemohon", "namaPemohon", "nama_pegawai", "namaPegawai", "nama_pelapor", "namaPelapor", "nama", "pemohon",
    "pegawai", "pelapor", "applicant", "name",
)  # fmt: skip
"""Variables that say whom a case is about, the first one found wins. Only texts are taken."""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as a line of the list."""

    key: int
    root_key: int
    instance_key: int
    name: str
    element_id: str
    process_id: str
    process_name: str
    version: int
    number: str
    subject: str
    state: str
    assignee: str | None
    assignee_name: str
    assigned_for: str | None
    assigned_for_name: str
    completed_for_name: str
    groups: tuple[str, ...]
    priority: int
    created_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    incidents: int
    has_draft: bool
    suspended: bool = False


def task_rows(connection: Connection, keys: Sequence[int]) -> tuple[TaskRow, ...]:
    """The tasks of these keys, in the order of the keys."""
    if not keys:
        return ()
    case = process_instance
    query = (
        select(
            task.c.key, task.c.root_key, task.c.instance_key, task.c.name, task.c.element_id, task.c.process_id,
            task.c.state, task.c.assignee, task.c.candidate_groups, task.c.priority, task.c.created_at, task.c.due_at,
            task.c.ended_at, task.c.draft.is_not(None).label("has_draft"), definition.c.name.label("process_name"),
            definition.c.version, case.c.business_key, case.c.tracking_number, case.c.incidents,
            case.c.suspended, task.c.assigned_for, name_of(task.c.assigned_for).label("assigned_for_name"),
            name_of(task.c.completed_for).label("completed_for_name"),
            func.coalesce(person.c.name, task.c.assignee, "").label("assignee_name"),
        )
        .join(case, case.c.key == task.c.root_key)
        .join(definition, definition.c.key == task.c.definition_key)
        .outerjoin(person, person.c.login == task.c.assignee)
        .where(task.c.key.in_(keys))
    )  # fmt: skip
    rows = {row.key: row for row in connection.execute(query)}
    subjects = subjects_of(connection, {row.root_key for row in rows.values()})
    names = group_names(connection, {group for row in rows.values() for group in row.candidate_groups})
    return tuple(
        TaskRow(
            key=row.key, root_key=row.root_key, instance_key=row.instance_key, name=row.name,
            element_id=row.element_id, process_id=row.process_id, process_name=row.process_name or row.process_id,
            version=row.version, number=case_number(row.business_key, row.tracking_number, row.root_key),
            subject=subjects.get(row.root_key, ""), state=row.state, assignee=row.assignee,
            assignee_name=row.assignee_name, assigned_for=row.assigned_for, assigned_for_name=row.assigned_for_name,
            completed_for_name=row.completed_for_name,
            groups=tuple(names.get(group, group) for group in row.candidate_groups),
            priority=row.priority, created_at=row.created_at, due_at=row.due_at, ended_at=row.ended_at,
            incidents=row.incidents, has_draft=row.has_draft, suspended=row.suspended,
        )
        for row in (rows[key] for key in keys if key in rows)
    )  # fmt: skip


def name_of(login: ColumnElement[Any]) -> ColumnElement[str]:
    """The name of whoever a column tells by login; the login if there is no account, empty if there is none."""
    one = person.alias()
    return func.coalesce(select(one.c.name).where(one.c.login == login).scalar_subquery(), login, "")


def case_number(business_key: str | None, tracking_number: str | None, key: int) -> str:
    """What people call a case."""
    return business_key or tracking_number or str(key)


def subjects_of(connection: Connection, root_keys: set[int]) -> dict[int, str]:
    """Case -> whom it is about, where a variable says so."""
    query = select(variable.c.instance_key, variable.c.name, variable.c.value).where(
        variable.c.instance_key.in_(root_keys),
        variable.c.name.in_(SUBJECTS),
        func.jsonb_typeof(variable.c.value) == "string",
    )
    best: dict[int, tuple[int, str]] = {}
    for key, name, value in connection.execute(query):
        rank = SUBJECTS.index(name)
        if value and (key not in best or rank < best[key][0]):
            best[key] = (rank, value[:80])
    return {key: value for key, (_, value) in best.items()}


def group_names(connection: Connection, ids: set[str]) -> dict[str, str]:
    """Group id -> name, for those that exist."""
    if not ids:
        return {}
    query = select(candidate_group.c.id, candidate_group.c.name).where(candidate_group.c.id.in_(ids))
    return {row.id: row.name for row in connection.execute(query)}
