"""One task with everything its page needs: who may do what with it, its form, and the data the form opens with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, literal_column, select

from bpmn.duties import Duty
from bpmn.forms import Form
from bpmn.sentence import Sentence
from engine import duties, rights
from engine.errors import NotAllowed
from engine.flow.ways_out import WayOut
from engine.instance import Instance
from engine.person import Person
from engine.queries.task_rows import TaskRow, task_rows
from engine.queries.task_ways import ways_out
from engine.reading import Reading
from engine.store.people import person as people
from engine.store.waiting import task
from engine.work import Engine, Work

WATCHED: tuple[ColumnElement[Any], ...] = (
    literal_column("(SELECT value FROM setting WHERE name = 'separations')").label("separations"),
    literal_column("EXISTS (SELECT FROM conflict_of_interest c WHERE c.withdrawn_at IS NULL)").label("conflicts"),
)
"""What engine.duties wants to know of a task's row, as engine.instance reads it."""


@dataclass(frozen=True, slots=True)
class TaskSheet:
    """``form`` is None for a task without a form, and for one whose form is a page of another program
    (``form_reference`` names it). ``variables`` are all that are visible at the task; ``ways`` is what may be thrown
    at it; ``change`` is what other programs are being asked about it, or have denied (see Case.task_change). Of the
    person who looks: ``hindrance`` is why they may not do it, ``turn`` why they have to give a reason to claim it.
    ``reason_in``: where a reason for some decisions goes that the form has no field for."""

    row: TaskRow
    definition_key: int
    token: int
    candidate_users: tuple[str, ...]
    candidate_groups: tuple[str, ...]
    form_kind: str | None
    form_reference: str | None
    form: Form | None
    form_missing: bool
    draft: Mapping[str, Any] | None
    completed_by_name: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    ways: tuple[WayOut, ...] = ()
    change: Mapping[str, Any] = field(default_factory=dict)
    hindrance: Sentence | None = None
    turn: Sentence | None = None
    reason_in: str = ""

    @property
    def asked(self) -> bool:
        """Whether a change waits for other programs, so that nobody may do anything with the task."""
        return "wanted" in self.change

    @property
    def open(self) -> bool:
        return self.row.state == "open"


def sheet(engine: Engine, connection: Connection, key: int, person: Person | None = None) -> TaskSheet | None:
    """The task of that key, open or ended."""
    query = select(
        task, *WATCHED, func.coalesce(people.c.name, task.c.completed_by, "").label("completed_by_name")
    ).outerjoin(people, people.c.login == task.c.completed_by)
    row = connection.execute(query.where(task.c.key == key)).one_or_none()
    if row is None:
        return None
    work = Reading(engine, connection)
    form, missing = _form(work, row)
    instance = work.case(row.root_key)
    assert instance is not None  # a task's case is never deleted
    hindrance, turn = _in_the_way(instance, row, person) if person and row.state == "open" else (None, None)
    return TaskSheet(
        row=task_rows(connection, [key])[0], definition_key=row.definition_key, token=row.token,
        candidate_users=tuple(row.candidate_users), candidate_groups=tuple(row.candidate_groups),
        form_kind=row.form_kind, form_reference=row.form_reference, form=form, form_missing=missing, draft=row.draft,
        completed_by_name=row.completed_by_name, variables=_visible(instance, row),
        ways=ways_out(instance, row.token) if row.state == "open" else (),
        change=instance.case.task_change(row.token) if row.state == "open" and instance.snapshot else {},
        hindrance=hindrance, turn=turn, reason_in=_reason_in(duties.duty_of(instance, row), form),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Powers:
    """What a person may do with a task now."""

    work: bool
    claim: bool
    release: bool
    assign: bool


def powers(person: Person, sheet: TaskSheet) -> Powers:
    """Asks the same rules as the commands."""
    subject = _Subject(sheet)
    if not sheet.open or sheet.row.suspended or sheet.asked:
        return Powers(False, False, False, False)
    mine, fit = sheet.row.assignee is not None, sheet.hindrance is None
    return Powers(
        work=fit and _passes(rights.must_work, person, subject),
        claim=fit and not mine and _passes(rights.must_claim, person, subject),
        release=mine and _passes(rights.must_release, person, subject),
        assign=_passes(rights.must_assign, person, subject),
    )


class _Subject:
    """A task in the shape the rules want."""

    def __init__(self, sheet: TaskSheet) -> None:
        self.name, self.assignee, self.root_key = sheet.row.name, sheet.row.assignee, sheet.row.root_key
        self.assigned_for = sheet.row.assigned_for
        self.candidate_users, self.candidate_groups = sheet.candidate_users, sheet.candidate_groups


def _passes(rule: Any, person: Person, subject: _Subject) -> bool:
    try:
        rule(person, subject)
    except NotAllowed:
        return False
    return True


def _in_the_way(instance: Instance, row: Any, person: Person) -> tuple[Sentence | None, Sentence | None]:
    """What keeps somebody who has a right to the task from it, and from claiming it just so."""
    by = rights.as_worker(person, row)
    if by is None:
        return None, None
    free = row.assignee is None
    return duties.hindrance(instance, row, by), duties.out_of_turn(instance, row, by) if free else None


def _reason_in(duty: Duty, form: Form | None) -> str:
    has_field = form is not None and f'"{duty.reason_in}"' in json.dumps(form.schema)
    return duty.reason_in if duty.reasons and not has_field else ""


def _form(work: Work, row: Any) -> tuple[Form | None, bool]:
    if row.form_kind == "generated":
        definition = work.definition(row.definition_key)
        return work.engine.definitions.generated_form(definition, row.element_id), False
    if row.form_kind == "id":
        return (work.engine.definitions.form(row.form_key, work.row), False) if row.form_key else (None, True)
    return None, False


def _visible(instance: Instance, row: Any) -> Mapping[str, Any]:
    """What the task sees: local values of its step before those of its case."""
    if row.state == "open" and instance.snapshot and row.token in instance.case.index:
        return dict(instance.visible(row.token))
    return dict(instance.variables.get(row.instance_key, {}))
