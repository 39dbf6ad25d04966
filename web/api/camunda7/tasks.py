"""User tasks: who has them, and doing them."""

from __future__ import annotations

from typing import Any

from bpmn.sentence import say
from engine import AssignTask, CompleteTask, InvalidCommand, NotFound, UnclaimTask
from engine.commands.delegation import DelegateTask, ResolveTask
from engine.commands.task_ways import EscalateTask, ThrowTaskError
from engine.queries.listings.tasks import TASKS
from engine.queries.nouns.user_tasks import visible
from web import here
from web.api.camunda7 import lists
from web.api.camunda7.api import ANYBODY, api
from web.api.camunda7.elements import documentation
from web.api.camunda7.model import Id, definition_id
from web.api.camunda7.places import execution_of
from web.api.camunda7.process_instances import variables_of
from web.api.camunda7.task_models import (
    CamundaFormRef,
    CompleteTaskDto,
    TaskBpmnErrorDto,
    TaskDto,
    TaskEscalationDto,
    UserIdDto,
)
from web.api.camunda7.typed_values import TypedValue, all_typed, plain
from web.api.operation import do, person


def told(row: Any) -> TaskDto:
    return TaskDto(
        id=row.key, name=row.name or None, assignee=row.assignee, owner=row.owner, created=row.created_at,
        due=row.due_at, follow_up=row.follow_up_at, delegation_state=row.delegation,
        description=documentation(row.definition_key, row.element_id),
        execution_id=execution_of(row), priority=row.priority,
        process_definition_id=definition_id(row.process_id, row.version, row.definition_key),
        process_instance_id=row.instance_key, task_definition_key=row.element_id, suspended=row.suspended,
        form_key=row.form_reference if row.form_kind == "key" else None, camunda_form_ref=form_of(row),
        last_updated=row.claimed_at,
        task_state="Updated" if row.claimed_at else "Created",
    )  # fmt: skip


def form_of(row: Any) -> CamundaFormRef | None:
    """The Camunda Form of a task."""
    if row.form_kind != "id":
        return None
    return CamundaFormRef(key=row.form_reference, binding="latest", version=None)


TaskQuery = lists.query("TaskQuery", TASKS)
lists.serve(api, "/task", "open tasks", TASKS, TaskQuery, TaskDto, told, only=visible, roles=ANYBODY)


def row_of(key: int) -> Any:
    """The open task, or NotFound."""
    with here.the_engine().read() as connection:
        row = TASKS.one(connection, key, visible(person()))
    if row is None:
        raise NotFound(say("No matching task with id {id}", id=key))
    return row


@api.operation("GET", "/task/{id}", "A task", answer=TaskDto, roles=ANYBODY)
def get(id: Id) -> TaskDto:
    """The open task of that id."""
    return told(row_of(id))


def _user(body: UserIdDto) -> str:
    if body.user_id is None:
        raise InvalidCommand(say("Say who, by userId."))
    return body.user_id


@api.operation("POST", "/task/{id}/claim", "Claim a task for somebody", body=UserIdDto, status=204, roles=ANYBODY)
def claim(id: Id, body: UserIdDto) -> None:
    """Refused if somebody else has it; null gives it back."""
    row_of(id)
    do(UnclaimTask(id) if body.user_id is None else AssignTask(id, body.user_id, known=False, claim=True))


@api.operation("POST", "/task/{id}/unclaim", "Give a task back", status=204, roles=ANYBODY)
def unclaim(id: Id) -> None:
    """Nobody has it afterwards."""
    row_of(id)
    do(UnclaimTask(id))


@api.operation("POST", "/task/{id}/assignee", "Give a task to somebody", body=UserIdDto, status=204, roles=ANYBODY)
def assign(id: Id, body: UserIdDto) -> None:
    """Whoever has it now; null gives it back."""
    row_of(id)
    do(UnclaimTask(id) if body.user_id is None else AssignTask(id, body.user_id, known=False))


@api.operation(
    "POST", "/task/{id}/delegate", "Have somebody else look at a task", body=UserIdDto, status=204, roles=ANYBODY
)
def delegate(id: Id, body: UserIdDto) -> None:
    """Its owner gets it back when it is resolved."""
    row_of(id)
    do(DelegateTask(id, _user(body)))


@api.operation(
    "POST",
    "/task/{id}/resolve",
    "Give a delegated task back to its owner",
    body=CompleteTaskDto,
    status=204,
    roles=ANYBODY,
)
def resolve(id: Id, body: CompleteTaskDto) -> None:
    """With what was found out."""
    row_of(id)
    do(ResolveTask(id, plain(body.variables)))


@api.operation(
    "POST", "/task/{id}/complete", "Complete a task", body=CompleteTaskDto, answer=dict[str, TypedValue] | None,
    status=200, also={"204": "Completed"}, roles=ANYBODY,
)  # fmt: skip
def complete(id: Id, body: CompleteTaskDto) -> Any:
    """With ``withVariablesInReturn`` the variables of the process instance are told, else nothing. A
    form is not asked, except of people who may not change all data of a case."""
    return _completed(id, body, by_form=False)


@api.operation(
    "POST", "/task/{id}/submit-form", "Complete a task by its form", body=CompleteTaskDto,
    answer=dict[str, TypedValue] | None, status=200, also={"204": "Completed"}, roles=ANYBODY,
)  # fmt: skip
def submit(id: Id, body: CompleteTaskDto) -> Any:
    """The values are checked by the form."""
    return _completed(id, body, by_form=True)


def _completed(key: int, body: CompleteTaskDto, by_form: bool) -> Any:
    from flask import Response

    row = row_of(key)
    do(CompleteTask(key, plain(body.variables), by_form=by_form))
    if not body.with_variables_in_return:
        return Response(status=204)
    return all_typed(variables_of(row.instance_key), deserialize=False)


@api.operation("POST", "/task/{id}/bpmnError", "Report a BPMN error", body=TaskBpmnErrorDto, status=204, roles=ANYBODY)
def bpmn_error(id: Id, body: TaskBpmnErrorDto) -> None:
    """A boundary event may catch it by its code."""
    row_of(id)
    do(ThrowTaskError(id, body.error_code, body.error_message or "", plain(body.variables)))


@api.operation(
    "POST", "/task/{id}/bpmnEscalation", "Throw an escalation", body=TaskEscalationDto, status=204, roles=ANYBODY
)
def escalation(id: Id, body: TaskEscalationDto) -> None:
    """A boundary event may catch it by its code."""
    row_of(id)
    do(EscalateTask(id, body.escalation_code, plain(body.variables)))
