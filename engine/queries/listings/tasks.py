"""User tasks: the open ones, and all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, any_, func, literal, not_, or_, select, true

from engine.queries.listings.listing import Filter, Kind, Listing, after, among, before, equal, like, placed, when
from engine.queries.listings.values import having
from engine.store.deployments import definition
from engine.store.instances import process_instance
from engine.store.people import membership
from engine.store.waiting import task

_case = process_instance.alias("case_of_task")
_instance = process_instance.alias("instance_of_task")
_free = task.c.assignee.is_(None)


def _candidate(column: ColumnElement[list[str]], name: str) -> ColumnElement[bool]:
    return literal(name) == any_(column)


def _offered(kind: Kind, candidate: Callable[[Any], ColumnElement[bool]]) -> Filter:
    """Candidates count as long as nobody has the task (Camunda 7), unless includeAssignedTasks is asked for."""
    return Filter(kind, lambda one: candidate(one.to) if one.assigned else and_(candidate(one.to), _free))


def _may_take(login: str) -> ColumnElement[bool]:
    """The user is a candidate, or in a group that is one (TaskQueryImpl.getCandidateGroups)."""
    groups = select(membership.c.group_id).where(membership.c.login == login).scalar_subquery()
    return or_(_candidate(task.c.candidate_users, login), task.c.candidate_groups.overlap(func.array(groups)))


_rows = (
    select(
        task, _case.c.suspended, _instance.c.business_key, definition.c.name.label("process_name"), definition.c.version
    )
    .join(_case, _case.c.key == task.c.root_key)
    .join(_instance, _instance.c.key == task.c.instance_key)
    .join(definition, definition.c.key == task.c.definition_key)
    .where(~definition.c.cases_deleted)
)
_COMMON: dict[str, Filter] = {
    "process_instance_id": equal(task.c.instance_key, "key"),
    "execution_id": placed(task),
    "process_instance_id_in": among(task.c.instance_key, "keys"),
    "process_instance_business_key": equal(_instance.c.business_key),
    "process_instance_business_key_in": among(_instance.c.business_key),
    "process_instance_business_key_like": like(_instance.c.business_key),
    "process_definition_id": equal(task.c.definition_key, "key"),
    "process_definition_key": equal(task.c.process_id),
    "process_definition_key_in": among(task.c.process_id),
    "process_definition_name": equal(definition.c.name),
    "assigned": when(task.c.assignee.is_not(None)),
    "unassigned": when(_free),
    "task_definition_key": equal(task.c.element_id),
    "task_definition_key_in": among(task.c.element_id),
    "process_variables": having(task.c.instance_key),
    "with_candidate_groups": when(func.cardinality(task.c.candidate_groups) > 0),
    "without_candidate_groups": when(func.cardinality(task.c.candidate_groups) == 0),
}
_ORDERS = {
    "instanceId": task.c.instance_key, "id": task.c.key, "priority": task.c.priority, "assignee": task.c.assignee,
    "tenantId": true(),
}  # fmt: skip

TASKS = Listing(
    _rows.where(task.c.state == "open"),
    task.c.key,
    {
        **_COMMON,
        "task_id": equal(task.c.key, "key"),
        "task_id_in": among(task.c.key, "keys"),
        "process_definition_name_like": like(definition.c.name),
        "assignee": equal(task.c.assignee),
        "assignee_like": like(task.c.assignee),
        "assignee_in": among(task.c.assignee),
        "assignee_not_in": Filter("texts", lambda names: task.c.assignee.not_in(names)),
        "owner": equal(task.c.owner),
        "delegation_state": equal(task.c.delegation),
        "candidate_group": _offered("offer", lambda name: _candidate(task.c.candidate_groups, name)),
        "candidate_groups": _offered("offers", task.c.candidate_groups.overlap),
        "candidate_user": _offered("offer", _may_take),
        "involved_user": Filter(
            "text", lambda name: or_(task.c.assignee == name, _candidate(task.c.candidate_users, name))
        ),
        "task_definition_key_like": like(task.c.element_id),
        "task_definition_key_not_in": Filter("texts", lambda names: task.c.element_id.not_in(names)),
        "name": equal(task.c.name),
        "name_not_equal": Filter("text", lambda name: task.c.name != name),
        "name_like": like(task.c.name),
        "name_not_like": Filter("text", lambda name: not_(task.c.name.like(name))),
        "priority": equal(task.c.priority, "number"),
        "max_priority": Filter("number", lambda number: task.c.priority <= number),
        "min_priority": Filter("number", lambda number: task.c.priority >= number),
        "due_date": equal(task.c.due_at, "moment"),
        "due_after": after(task.c.due_at),
        "due_before": before(task.c.due_at),
        "without_due_date": when(task.c.due_at.is_(None)),
        "follow_up_date": equal(task.c.follow_up_at, "moment"),
        "follow_up_after": after(task.c.follow_up_at),
        "follow_up_before": before(task.c.follow_up_at),
        "follow_up_before_or_not_existent": Filter(
            "moment", lambda moment: or_(task.c.follow_up_at.is_(None), task.c.follow_up_at < moment)
        ),
        "created_on": equal(task.c.created_at, "moment"),
        "created_after": after(task.c.created_at),
        "created_before": before(task.c.created_at),
        "with_candidate_users": when(func.cardinality(task.c.candidate_users) > 0),
        "without_candidate_users": when(func.cardinality(task.c.candidate_users) == 0),
        "active": when(~_case.c.suspended),
        "suspended": when(_case.c.suspended),
    },
    {
        **_ORDERS,
        "dueDate": task.c.due_at, "followUpDate": task.c.follow_up_at, "executionId": task.c.token,
        "name": task.c.name, "nameCaseInsensitive": func.lower(task.c.name), "description": true(),
        "created": task.c.created_at,
    },
)  # fmt: skip
"""Those that are open."""

ALL_TASKS = Listing(
    _rows,
    task.c.key,
    {
        **_COMMON,
        "task_id": equal(task.c.key, "key"),
        "root_process_instance_id": equal(task.c.root_key, "key"),
        "task_name": equal(task.c.name),
        "task_name_like": like(task.c.name),
        "task_delete_reason": Filter("text", lambda text: _reason() == text),
        "task_assignee": equal(task.c.assignee),
        "task_assignee_like": like(task.c.assignee),
        "task_assigned": when(task.c.assignee.is_not(None)),
        "task_unassigned": when(_free),
        "task_priority": equal(task.c.priority, "number"),
        "finished": when(task.c.ended_at.is_not(None)),
        "unfinished": when(task.c.ended_at.is_(None)),
        "process_finished": when(_instance.c.ended_at.is_not(None)),
        "process_unfinished": when(_instance.c.ended_at.is_(None)),
        "task_due_date": equal(task.c.due_at, "moment"),
        "task_due_date_before": before(task.c.due_at),
        "task_due_date_after": after(task.c.due_at),
        "without_task_due_date": when(task.c.due_at.is_(None)),
        "task_follow_up_date": equal(task.c.follow_up_at, "moment"),
        "task_follow_up_date_before": before(task.c.follow_up_at),
        "task_follow_up_date_after": after(task.c.follow_up_at),
        "started_before": before(task.c.created_at),
        "started_after": after(task.c.created_at),
        "finished_before": before(task.c.ended_at),
        "finished_after": after(task.c.ended_at),
        "task_involved_user": Filter(
            "text", lambda name: or_(task.c.assignee == name, _candidate(task.c.candidate_users, name))
        ),
        "task_involved_group": Filter("text", lambda name: _candidate(task.c.candidate_groups, name)),
        "task_had_candidate_user": Filter("text", lambda name: _candidate(task.c.candidate_users, name)),
        "task_had_candidate_group": Filter("text", lambda name: _candidate(task.c.candidate_groups, name)),
    },
    {
        **_ORDERS,
        "taskId": task.c.key, "processInstanceId": task.c.instance_key, "processDefinitionId": task.c.definition_key,
        "taskName": task.c.name, "startTime": task.c.created_at, "endTime": task.c.ended_at,
        "duration": task.c.ended_at - task.c.created_at, "taskDefinitionKey": task.c.element_id,
        "dueDate": task.c.due_at, "followUpDate": task.c.follow_up_at, "deleteReason": task.c.state,
        "taskDescription": true(), "owner": true(),
    },
)  # fmt: skip
"""Those that have ended too."""


def _reason() -> ColumnElement[str]:
    """Why Camunda 7 says a task went: completed, or deleted."""
    return func.nullif(func.replace(task.c.state, "cancelled", "deleted"), "open")
