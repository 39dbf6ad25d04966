"""Changing a task: its dates, its priority, who may take it."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from bpmn.sentence import say
from engine import AssignTask, InvalidCommand, UnclaimTask, UpdateTask
from engine.commands.together import Together
from engine.work import Command
from web.api.camunda7.api import ANYBODY, api
from web.api.camunda7.model import Id, Moment, Sent, not_served
from web.api.camunda7.task_models import IdentityLinkSent
from web.api.camunda7.tasks import row_of
from web.api.operation import do

GONE: Any = ""
"""What clears a date for UpdateTask."""


class TaskUpdateDto(Sent):
    """What a task shall be: as in Camunda 7 all of it, so what is missing is cleared. Its name is the diagram's."""

    id: str | None = None
    name: str | None = None
    description: str | None = None
    priority: int = Field(default=50, ge=-(2**31), le=2**31 - 1)
    assignee: str | None = None
    owner: str | None = None
    delegation_state: str | None = None
    due: Moment | None = None
    follow_up: Moment | None = None
    parent_task_id: str | None = None
    case_instance_id: str | None = None
    tenant_id: str | None = None


@api.operation("PUT", "/task/{id}", "Change a task", body=TaskUpdateDto, status=204, roles=ANYBODY)
def update(id: Id, body: TaskUpdateDto) -> None:
    """Dates, priority and assignee."""
    row = row_of(id)
    if body.name not in (None, row.name) or body.description:
        raise InvalidCommand(say("A task has the name and the text of the diagram."))
    not_served(
        owner=body.owner != row.owner and body.owner, parent_task_id=body.parent_task_id, tenant_id=body.tenant_id,
        delegation_state=body.delegation_state != row.delegation and body.delegation_state,
        case_instance_id=body.case_instance_id,
    )  # fmt: skip
    changes = {
        "dueDate": body.due.isoformat() if body.due else GONE,
        "followUpDate": body.follow_up.isoformat() if body.follow_up else GONE, "priority": body.priority,
    }  # fmt: skip
    wanted: list[Command] = [UpdateTask(id, changes)]
    if body.assignee != row.assignee:
        wanted.append(UnclaimTask(id) if body.assignee is None else AssignTask(id, body.assignee, known=False))
    do(Together(tuple(wanted)))


def _linked(key: int, link: IdentityLinkSent, there: bool) -> None:
    row = row_of(key)
    if (link.user_id is None) == (link.group_id is None):
        raise InvalidCommand(say("Say either a user or a group."))
    if link.type == "assignee" and link.user_id is not None:
        do(AssignTask(key, link.user_id, known=False) if there else UnclaimTask(key))
        return
    if link.type != "candidate":
        raise InvalidCommand(say("Only candidates are added and taken away here; an assignee by assignee."))
    name, field, present = (
        (link.user_id, "candidateUsers", row.candidate_users)
        if link.user_id is not None
        else (link.group_id, "candidateGroups", row.candidate_groups)
    )
    others = [each for each in present if each != name]
    do(UpdateTask(key, {field: [*others, name] if there else others}))


@api.operation("POST", "/task/{id}/identity-links", "Add a candidate", body=IdentityLinkSent, status=204, roles=ANYBODY)
def add_link(id: Id, body: IdentityLinkSent) -> None:
    """A user or a group."""
    _linked(id, body, there=True)


@api.operation(
    "POST", "/task/{id}/identity-links/delete", "Take a candidate away", body=IdentityLinkSent, status=204,
    roles=ANYBODY,
)  # fmt: skip
def remove_link(id: Id, body: IdentityLinkSent) -> None:
    """A user or a group."""
    _linked(id, body, there=False)
