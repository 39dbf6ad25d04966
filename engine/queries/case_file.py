"""A case as the staff who work on it see it: its data, its tasks, its incidents, and where it is on the diagram."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from bpmn.forms import Form
from bpmn.sentence import Sentence
from engine import rights
from engine.flow.problem import unpacked
from engine.person import Person
from engine.queries.task_rows import case_number, group_names, name_of, subjects_of
from engine.reading import Reading
from engine.store.deployments import definition, form
from engine.store.history import history_event
from engine.store.instances import process_instance, variable
from engine.store.people import person as people
from engine.store.people import unit
from engine.store.waiting import incident, job, subscription, task
from engine.work import Engine

OVERSEERS = frozenset({"analyst", "auditor", "administrator"})
"""Roles that may look at every case."""


@dataclass(frozen=True, slots=True)
class CaseTask:
    """A task of the case, open or ended."""

    key: int
    name: str
    element_id: str
    definition_key: int
    state: str
    assignee: str | None
    assignee_name: str
    assigned_for: str | None
    assigned_for_name: str
    completed_by_name: str
    completed_for: str | None
    completed_for_name: str
    candidate_users: tuple[str, ...]
    candidate_groups: tuple[str, ...]
    group_names: tuple[str, ...]
    created_at: datetime
    due_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """An open incident."""

    key: int
    element_id: str
    sentence: Sentence
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What the pages of a case show. ``variables`` are those of the case itself, not of called processes."""

    key: int
    number: str
    subject: str
    process_id: str
    process_name: str
    version: int
    definition_key: int
    unit_name: str
    state: str
    tracking_number: str | None
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    end_element_id: str | None
    start_form_key: int | None
    tasks: tuple[CaseTask, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    suspended: bool = False
    variables: Mapping[str, Any] = field(default_factory=dict)

    @property
    def open_tasks(self) -> tuple[CaseTask, ...]:
        return tuple(one for one in self.tasks if one.state == "open")

    @property
    def ended_tasks(self) -> tuple[CaseTask, ...]:
        """The latest first."""
        ended = (one for one in self.tasks if one.ended_at is not None)
        return tuple(sorted(ended, key=lambda one: (one.ended_at, one.key), reverse=True))


def case_file(connection: Connection, key: int) -> CaseFile | None:
    """The case of that key; the key of a called process leads to the case it belongs to."""
    root = select(process_instance.c.root_key).where(process_instance.c.key == key).scalar_subquery()
    case = process_instance
    start_form = (
        select(form.c.key)
        .where(form.c.form_id == definition.c.start_form_id)
        .order_by((form.c.deployment_key == definition.c.deployment_key).desc(), form.c.version.desc())
        .limit(1)
        .correlate(definition)
        .scalar_subquery()
    )
    query = (
        select(
            case.c.key, case.c.business_key, case.c.tracking_number, case.c.process_id, case.c.definition_key,
            case.c.state, case.c.started_at, case.c.ended_at, case.c.end_element_id, definition.c.name,
            case.c.suspended,
            definition.c.version, func.coalesce(unit.c.name, definition.c.unit, "").label("unit_name"),
            func.coalesce(people.c.name, case.c.started_by).label("started_by"), start_form.label("start_form_key"),
        )
        .join(definition, definition.c.key == case.c.definition_key)
        .outerjoin(unit, unit.c.id == definition.c.unit)
        .outerjoin(people, people.c.login == case.c.started_by)
        .where(case.c.key == root)
    )  # fmt: skip
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return CaseFile(
        key=row.key, number=case_number(row.business_key, row.tracking_number, row.key),
        subject=subjects_of(connection, {row.key}).get(row.key, ""), process_id=row.process_id,
        process_name=row.name or row.process_id, version=row.version, definition_key=row.definition_key,
        unit_name=row.unit_name, state=row.state, tracking_number=row.tracking_number, started_by=row.started_by,
        started_at=row.started_at, ended_at=row.ended_at, end_element_id=row.end_element_id,
        start_form_key=row.start_form_key, tasks=_tasks(connection, row.key), troubles=_troubles(connection, row.key),
        variables=_variables(connection, row.key), suspended=row.suspended,
    )  # fmt: skip


def may_see(person: Person, case: CaseFile) -> bool:
    """Whether a person may look at the case: overseers, and whoever has or had a task in it, or is offered one."""
    if person.roles & OVERSEERS:
        return True
    return any(is_for(person, one) for one in case.tasks)


def is_for(person: Person, one: CaseTask) -> bool:
    """Whether a task is, or was, this person's, or is offered to the person."""
    users, groups = {one.assignee, one.assigned_for, one.completed_for, *one.candidate_users}, set(one.candidate_groups)
    if person.login in users or person.groups & groups:
        return True
    if rights.as_holder(person, one) or any(each.offered & groups for each in person.stands_in):
        return True
    return one.state == "open" and rights.as_worker(person, one) is not None


def marks(connection: Connection, case: CaseFile, now: datetime) -> list[dict[str, str]]:
    """How the diagram of the case's own process is coloured: what was passed, and where it is now."""
    event = history_event
    passed = (
        select(event.c.kind, event.c.element_id, event.c.flow_id)
        .where(event.c.root_key == case.key, event.c.instance_key == case.key, event.c.at >= case.started_at)
        .where(event.c.kind.in_(("element_completed", "flow_taken")))
        .distinct()
    )
    states: dict[str, str] = {}
    for row in connection.execute(passed):
        if row.kind == "flow_taken" and row.flow_id:
            states[row.flow_id] = "taken"
        elif row.element_id:
            states[row.element_id] = "done"
    states |= dict.fromkeys(_waiting(connection, case.key), "now")
    for one in case.open_tasks:
        states[one.element_id] = "overdue" if one.due_at and one.due_at < now else "now"
    states |= dict.fromkeys((one.element_id for one in case.troubles), "incident")
    return [{"element": element, "state": state} for element, state in states.items()]


def _waiting(connection: Connection, key: int) -> list[str]:
    """Elements at which the case waits for something other than a person, guards not counted."""
    jobs = select(job.c.element_id).where(job.c.root_key == key, job.c.instance_key == key)
    waits = select(subscription.c.element_id).where(
        subscription.c.root_key == key, subscription.c.instance_key == key, ~subscription.c.guard
    )
    called = select(process_instance.c.parent_element_id).where(
        process_instance.c.root_key == key, process_instance.c.parent_key == key, process_instance.c.state == "active"
    )
    return [element for query in (jobs, waits, called) for element in connection.execute(query).scalars() if element]


def _tasks(connection: Connection, key: int) -> tuple[CaseTask, ...]:
    doer = people.alias("doer")
    query = (
        select(
            task.c.key, task.c.name, task.c.element_id, task.c.definition_key, task.c.state, task.c.assignee,
            func.coalesce(people.c.name, task.c.assignee, "").label("assignee_name"),
            func.coalesce(doer.c.name, task.c.completed_by, "").label("completed_by_name"), task.c.candidate_users,
            task.c.assigned_for, name_of(task.c.assigned_for).label("assigned_for_name"),
            task.c.completed_for, name_of(task.c.completed_for).label("completed_for_name"),
            task.c.candidate_groups, task.c.created_at, task.c.due_at, task.c.ended_at,
        )
        .outerjoin(people, people.c.login == task.c.assignee)
        .outerjoin(doer, doer.c.login == task.c.completed_by)
        .where(task.c.root_key == key)
        .order_by(task.c.created_at, task.c.key)
    )  # fmt: skip
    rows = connection.execute(query).mappings().all()
    names = group_names(connection, {group for row in rows for group in row["candidate_groups"]})
    return tuple(
        CaseTask(**{**row, "candidate_users": tuple(row["candidate_users"]),
                    "candidate_groups": tuple(row["candidate_groups"]),
                    "group_names": tuple(names.get(group, group) for group in row["candidate_groups"])})
        for row in rows
    )  # fmt: skip


def _troubles(connection: Connection, key: int) -> tuple[Trouble, ...]:
    query = select(incident).where(incident.c.root_key == key, incident.c.state == "open").order_by(incident.c.key)
    return tuple(Trouble(row.key, row.element_id, _sentence(row), row.raised_at) for row in connection.execute(query))


def _sentence(row: Any) -> Sentence:
    return unpacked({"template": row.template, "values": row.places or {}})


def _variables(connection: Connection, key: int) -> dict[str, Any]:
    query = select(variable.c.name, variable.c.value).where(variable.c.instance_key == key).order_by(variable.c.name)
    return {row.name: row.value for row in connection.execute(query)}


def start_form(engine: Engine, connection: Connection, case: CaseFile) -> Form | None:
    """The form the case came by, for the labels of its data."""
    if case.start_form_key is None:
        return None
    return engine.definitions.form(case.start_form_key, Reading(engine, connection).row)
