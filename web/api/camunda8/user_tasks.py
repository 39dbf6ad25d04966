"""User tasks: search and get, assign, unassign, complete, their form and their variables."""

from __future__ import annotations

from typing import Annotated, Any, Literal, cast

from flask import Response
from pydantic import Field

from bpmn.sentence import say
from engine import AssignTask, ClaimTask, CompleteTask, Conflict, NotAllowed, UnclaimTask, UpdateTask
from engine.queries.case_file import OVERSEERS
from engine.queries.nouns import user_tasks
from engine.queries.nouns.keys import element_key
from engine.queries.nouns.user_tasks import TASKS
from engine.queries.search import Test, search
from web import here
from web.api.camunda8 import forms, reading
from web.api.camunda8.api import TENANT, api
from web.api.camunda8.filters import Number, PageRequest, Results, Sort, States, Text, VariableValue, When
from web.api.model import Key, Moment, Sent, Told
from web.api.operation import do, person

State = Literal["CREATING", "CREATED", "ASSIGNING", "UPDATING", "COMPLETING", "COMPLETED", "CANCELING", "CANCELED",
                "FAILED"]  # fmt: skip
STATES = {"CREATED": "open", "COMPLETED": "completed", "CANCELED": "cancelled"}
SHOWN: dict[str, State] = {"open": "CREATED", "completed": "COMPLETED", "cancelled": "CANCELED"}


class TaskFilter(Sent):
    """What user tasks are found by."""

    state: State | States[State] | None = None
    assignee: Text | None = None
    priority: Number | None = None
    element_id: str | None = None
    name: Text | None = None
    candidate_group: Text | None = None
    candidate_user: Text | None = None
    tenant_id: Text | None = None
    process_definition_id: str | None = None
    creation_date: When | None = None
    completion_date: When | None = None
    follow_up_date: When | None = None
    due_date: When | None = None
    process_instance_variables: list[VariableValue] | None = None
    user_task_key: Key | None = None
    process_definition_key: Key | None = None
    process_instance_key: Key | None = None
    element_instance_key: Key | None = None


class TaskSearch(Sent):
    """A search for user tasks."""

    filter: TaskFilter | None = None
    sort: (
        list[Sort[Literal["creationDate", "completionDate", "followUpDate", "dueDate", "priority", "name"]]] | None
    ) = None
    page: PageRequest | None = None


class UserTask(Told):
    """A user task."""

    name: str | None
    state: State
    assignee: str | None
    element_id: str
    candidate_groups: list[str]
    candidate_users: list[str]
    process_definition_id: str
    creation_date: Moment
    completion_date: Moment | None
    follow_up_date: Moment | None
    due_date: Moment | None
    tenant_id: str = TENANT
    external_form_reference: str | None
    process_definition_version: int
    custom_headers: dict[str, str]
    priority: int
    user_task_key: Key
    element_instance_key: Key
    process_name: str | None
    process_definition_key: Key
    process_instance_key: Key
    root_process_instance_key: Key | None
    business_id: str | None
    form_key: Key | None
    tags: list[str]


class Assignment(Sent):
    """To whom."""

    assignee: Annotated[str, Field(min_length=1)]
    allow_override: bool | None = None
    action: str | None = None


class Changeset(Sent):
    """What is changed. Null leaves a property as it is; an empty text or list clears it."""

    due_date: str | None = None
    follow_up_date: str | None = None
    candidate_users: list[str] | None = None
    candidate_groups: list[str] | None = None
    priority: int | None = None


class Update(Sent):
    """A change of a task."""

    changeset: Changeset | None = None
    action: str | None = None


class Completion(Sent):
    """With what."""

    variables: dict[str, Any] | None = None
    action: str | None = None


def _state(row: Any) -> State:
    """A task that workers are asked about shows what about."""
    asking = {"assigning": "ASSIGNING", "updating": "UPDATING", "completing": "COMPLETING"}
    return cast(State, asking.get(row.change)) if row.state == "open" and row.change in asking else SHOWN[row.state]


def told(row: Any) -> UserTask:
    """A row as the contract has it."""
    return UserTask(
        name=row.name, state=_state(row), assignee=row.assignee, element_id=row.element_id,
        candidate_groups=list(row.candidate_groups), candidate_users=list(row.candidate_users),
        process_definition_id=row.process_id, creation_date=row.created_at, completion_date=row.ended_at,
        follow_up_date=row.follow_up_at, due_date=row.due_at, process_definition_version=row.version,
        external_form_reference=row.form_reference if row.form_kind == "key" else None, custom_headers={},
        priority=row.priority, user_task_key=row.key, element_instance_key=element_key(row.root_key, row.token),
        process_name=row.process_name, process_definition_key=row.definition_key,
        process_instance_key=row.instance_key, root_process_instance_key=row.root_key, business_id=row.business_key,
        form_key=row.form_key, tags=list(row.tags or ()),
    )  # fmt: skip


def known(key: int) -> Any:
    """The row of a task that the caller may see; others' tasks are refused, unknown ones are not found."""
    row = reading.got(TASKS, key, say("There is no task {key}.", key=key))
    if person().roles & OVERSEERS:
        return row
    only = user_tasks.visible(person())
    with here.the_engine().read() as connection:
        mine = search(connection, TASKS, [Test("user_task_key", "eq", key)], only=only).rows
    if not mine:
        raise NotAllowed(say("The task {task} is not yours, nor offered to you.", task=row.name), row.root_key)
    return row


@api.operation("POST", "/user-tasks/search", "Search user tasks", body=TaskSearch, answer=Results[UserTask])
def find(body: TaskSearch) -> Any:
    """Staff find the tasks they have, had or are offered; those who oversee cases find all."""
    return reading.searched(TASKS, body, told, {"state": STATES}, only=user_tasks.visible(person()))


@api.operation("GET", "/user-tasks/{userTaskKey}", "One user task", answer=UserTask)
def get(user_task_key: Key) -> UserTask:
    """By its key."""
    return told(known(user_task_key))


@api.operation("POST", "/user-tasks/{userTaskKey}/assignment", "Assign a user task", body=Assignment, status=204)
def assign(user_task_key: Key, body: Assignment) -> None:
    """To oneself if it is offered to one; to somebody else by whoever has it, or by an administrator."""
    row = known(user_task_key)
    if body.allow_override is False and row.assignee not in (None, body.assignee) and row.state == "open":
        raise Conflict(say("The task {task} is assigned to {person} already.", task=row.name, person=row.assignee))
    oneself = body.assignee == person().login and row.assignee is None
    do(ClaimTask(user_task_key) if oneself else AssignTask(user_task_key, body.assignee, known=False))


@api.operation("DELETE", "/user-tasks/{userTaskKey}/assignee", "Take a user task from whoever has it", status=204)
def unassign(user_task_key: Key) -> None:
    """It is offered to its candidates again."""
    known(user_task_key)
    do(UnclaimTask(user_task_key))


@api.operation("PATCH", "/user-tasks/{userTaskKey}", "Change a user task", body=Update, status=204)
def update(user_task_key: Key, body: Update) -> None:
    """When it is due or taken up again, who may take it, how urgent it is. Analysts, administrators."""
    known(user_task_key)
    if body.changeset is not None:
        do(UpdateTask(user_task_key, body.changeset.model_dump(by_alias=True, exclude_unset=True)))


@api.operation("POST", "/user-tasks/{userTaskKey}/completion", "Complete a user task", body=Completion, status=204)
def complete(user_task_key: Key, body: Completion) -> None:
    """By whoever has it, or is offered it. The values of a form are checked by it; analysts and administrators, who may
    change all data, complete with any variables."""
    known(user_task_key)
    do(CompleteTask(user_task_key, body.variables or {}, by_form=not person().roles & {"analyst", "administrator"}))


@api.operation("GET", "/user-tasks/{userTaskKey}/form", "The form of a user task", answer=forms.Form,
               also={"204": "It has none"})  # fmt: skip
def form(user_task_key: Key) -> forms.Form | Response:
    """The version that was fixed when the task came to be."""
    row = known(user_task_key)
    found = forms.of_key(row.form_key) if row.form_key is not None else None
    return found or Response(status=204)
