"""One task with everything its page needs: who may do what with it, its form, and the data the form opens with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, select

from bpmn.forms import Form
from engine import rights
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


@dataclass(frozen=True, slots=True)
class TaskSheet:
    """``form`` is None for a task without a form, and for one whose form is a page of another program
    (``form_reference`` names it). ``variables`` are all that are visible at the task; ``ways`` is what may be thrown
    at it; ``change`` is what other programs are being asked about it, or have denied (see Case.task_change)."""

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

    @property
    def asked(self) -> bool:
        """Whether a change waits for other programs, so that nobody may do anything with the task."""
        return "wanted" in self.change

    @property
    def open(self) -> bool:
        return self.row.state == "open"


def sheet(engine: Engine, connection: Connection, key: int) -> TaskSheet | None:
    """The task of that key, open or ended."""
    query = select(task, func.coalesce(people.c.name, task.c.completed_by, "").label("completed_by_name")).outerjoin(
        people, people.c.login == task.c.completed_by
    )
    row = connection.execute(query.where(task.c.key == key)).one_or_none()
    if row is None:
        return None
    work = Reading(engine, connection)
    form, missing = _form(work, row)
    instance = work.case(row.root_key)
    assert instance is not None  # a task's case is never deleted
    return TaskSheet(
        row=task_rows(connection, [key])[0], definition_key=row.definition_key, token=row.token,
        candidate_users=tuple(row.candidate_users), candidate_groups=tuple(row.candidate_groups),
        form_kind=row.form_kind, form_reference=row.form_reference, form=form, form_missing=missing, draft=row.draft,
        completed_by_name=row.completed_by_name, variables=_visible(instance, row),
        ways=ways_out(instance, row.token) if row.state == "open" else (),
        change=instance.case.task_change(row.token) if row.state == "open" and instance.snapshot else {},
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
    mine = sheet.row.assignee is not None
    return Powers(
        work=_passes(rights.must_work, person, subject),
        claim=not mine and _passes(rights.must_claim, person, subject),
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
