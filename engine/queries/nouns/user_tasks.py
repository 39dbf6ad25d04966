"""User tasks, open and ended."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, any_, func, literal, or_, select

from engine.person import Person
from engine.queries import standing
from engine.queries.case_file import OVERSEERS
from engine.queries.nouns.instances import of_variable
from engine.queries.nouns.keys import element_key_column
from engine.queries.search import Noun, Test, compared
from engine.store.deployments import definition
from engine.store.instances import process_instance
from engine.store.waiting import task

element_instance = element_key_column(task.c.root_key, task.c.token)


def _candidate(column: ColumnElement[object]):  # type: ignore[no-untyped-def]
    def test(asked: Test) -> ColumnElement[bool]:
        each = func.unnest(column).column_valued("each")
        return select(literal(1)).where(compared(each, asked)).exists()

    return test


TASKS = Noun(
    rows=select(
        task, definition.c.name.label("process_name"), definition.c.version, process_instance.c.business_key,
        process_instance.c.tags,
    )
    .join(definition, definition.c.key == task.c.definition_key)
    .join(process_instance, process_instance.c.key == task.c.instance_key)
    .where(~definition.c.cases_deleted),
    fields={
        "user_task_key": task.c.key,
        "state": task.c.state,
        "assignee": task.c.assignee,
        "priority": task.c.priority,
        "element_id": task.c.element_id,
        "name": task.c.name,
        "process_definition_id": task.c.process_id,
        "creation_date": task.c.created_at,
        "completion_date": task.c.ended_at,
        "follow_up_date": task.c.follow_up_at,
        "due_date": task.c.due_at,
        "process_definition_key": task.c.definition_key,
        "process_instance_key": task.c.instance_key,
        "element_instance_key": element_instance,
        "root_key": task.c.root_key,
    },
    key=task.c.key,
    special={
        "candidate_group": _candidate(task.c.candidate_groups),
        "candidate_user": _candidate(task.c.candidate_users),
        "process_instance_variables": of_variable(task.c.instance_key),
    },
)  # fmt: skip


def visible(person: Person) -> ColumnElement[bool] | None:
    """Which tasks the person may see: None for all; of staff those they have, had or are offered."""
    if person.roles & OVERSEERS:
        return None
    logins = standing.logins(person)
    groups = standing.groups(person)
    offered = or_(
        *(literal(login) == any_(task.c.candidate_users) for login in logins),
        *(literal(group) == any_(task.c.candidate_groups) for group in sorted(groups)),
    )
    theirs = [
        and_(task.c.assignee == one.login, task.c.candidate_groups.overlap(sorted(one.groups)))
        for one in person.stands_in
        if one.groups is not None
    ]
    free = and_(task.c.candidate_users == [], task.c.candidate_groups == [], literal("staff" in person.roles))
    return or_(
        task.c.assignee.in_(logins), task.c.assigned_for.in_(logins), *theirs,
        task.c.completed_by == person.login, task.c.completed_for == person.login,
        and_(task.c.assignee.is_(None), offered),
        and_(task.c.assignee.is_(None), free),
    )  # fmt: skip
