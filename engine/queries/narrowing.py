"""What lists of tasks can be narrowed to: SOP, unit, step, due date, priority, a text, an applicant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, Text, literal_column, or_, select

from engine.queries.task_rows import SUBJECTS
from engine.queries.text import beginning, containing
from engine.store.deployments import definition
from engine.store.instances import process_instance, variable
from engine.store.waiting import task

Keys = Select[Any]
Priority = Literal["high", "usual", "low"]

PRIORITIES: tuple[Priority, ...] = ("high", "usual", "low")
USUAL = 50
"""The priority of a task of which the diagram says nothing, in both Camundas."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to. ``due_from`` and ``due_to`` bound the due date (from included, to excluded);
    ``undated`` asks for tasks without one. ``applicant`` is a part of the name of whom a case is about. ``ranked``
    asks for nothing, but that the list knows the priorities."""

    process_id: str = ""
    element_id: str = ""
    text: str = ""
    due_from: datetime | None = None
    due_to: datetime | None = None
    undated: bool = False
    unit: str = ""
    priority: Priority | None = None
    applicant: str = ""
    ranked: bool = False

    @property
    def needs_task(self) -> bool:
        """Whether a task's own row has to be looked at; its key and due date are known without."""
        return bool(
            self.process_id or self.element_id or self.text or self.unit or self.priority or self.applicant
            or self.ranked
        )  # fmt: skip


def narrowed(query: Keys, key: Any, due: Any, wanted: Filter, *, joined: bool) -> Keys:
    """The query of keys with the filter. ``joined``: the table of tasks is in it already."""
    if wanted.needs_task and not joined:
        query = query.join(task, task.c.key == key)
    if wanted.process_id:
        query = query.where(task.c.process_id == wanted.process_id)
    if wanted.element_id:
        query = query.where(task.c.element_id == wanted.element_id)
    if wanted.unit:
        of_unit = select(definition.c.key).where(definition.c.unit == wanted.unit)
        query = query.where(task.c.definition_key.in_(of_unit))
    if wanted.priority:
        query = query.where(_ranks(wanted.priority))
    if wanted.text:
        query = query.join(process_instance, process_instance.c.key == task.c.root_key).where(_says(wanted.text))
    if wanted.applicant:
        query = query.where(_is_about(wanted.applicant))
    if wanted.undated:
        return query.where(due.is_(None))
    if wanted.due_from:
        query = query.where(due >= wanted.due_from)
    return query.where(due < wanted.due_to) if wanted.due_to else query


def _ranks(priority: Priority) -> ColumnElement[bool]:
    ranks: dict[Priority, ColumnElement[bool]] = {
        "high": task.c.priority > USUAL, "usual": task.c.priority == USUAL, "low": task.c.priority < USUAL,
    }  # fmt: skip
    return ranks[priority]


def _is_about(applicant: str) -> ColumnElement[bool]:
    """Whether one of the variables that may name the applicant contains the text."""
    name = variable.c.value.op("#>>", return_type=Text())(literal_column("'{}'"))
    return (
        select(variable.c.name)
        .where(
            variable.c.instance_key == task.c.root_key, variable.c.name.in_(SUBJECTS), containing(name, applicant)
        )
        .correlate(task)
        .exists()
    )  # fmt: skip


def _says(text: str) -> ColumnElement[bool]:
    """A text in the task's name, or at the beginning of one of the case's numbers."""
    numbers = (process_instance.c.business_key, process_instance.c.tracking_number)
    found = or_(containing(task.c.name, text), *(beginning(number, text) for number in numbers))
    return or_(found, task.c.root_key == int(text)) if text.isdigit() and len(text) < 19 else found
