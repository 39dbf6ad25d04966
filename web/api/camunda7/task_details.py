"""What belongs to a task: its variables, its form, who has to do with it, what was said about it."""

from __future__ import annotations

from typing import Any

from flask import Response

from bpmn.forms import prefill
from bpmn.sentence import say
from engine import InvalidCommand, NotFound, SetVariables
from engine.commands.comments import CommentTask
from engine.queries import comments, form_files, scopes
from web import here
from web.api.camunda7.api import ANYBODY, api
from web.api.camunda7.model import Id
from web.api.camunda7.process_instances import PatchVariablesDto, variable_named
from web.api.camunda7.task_models import CommentDto, CommentSent, FormDto, IdentityLinkDto
from web.api.camunda7.tasks import form_of, row_of
from web.api.camunda7.typed_values import TypedValue, VariableValueDto, all_typed, plain, value_of
from web.api.operation import do


def _seen(key: int) -> dict[str, Any]:
    row = row_of(key)
    with here.the_engine().read() as connection:
        return scopes.seen_at(here.the_engine(), connection, row.root_key, row.token) or {}


def _local(key: int) -> dict[str, Any]:
    row = row_of(key)
    with here.the_engine().read() as connection:
        return scopes.local_to(here.the_engine(), connection, row.root_key, row.token) or {}


def _set(key: int, values: dict[str, Any], local: bool) -> None:
    row = row_of(key)
    do(SetVariables(row.root_key, values, token=row.token, local=local))


def _patch(key: int, body: PatchVariablesDto, local: bool) -> None:
    if body.deletions:
        raise InvalidCommand(
            say("Variables of a task cannot be taken away; take them from the process instance, or set them to null.")
        )
    _set(key, plain(body.modifications), local)


@api.operation("GET", "/task/{id}/variables", "The variables a task sees", answer=dict[str, TypedValue], roles=ANYBODY)
def variables(id: Id) -> dict[str, TypedValue]:
    """The nearest of each name."""
    return all_typed(_seen(id))


@api.operation("GET", "/task/{id}/variables/{varName}", "A variable a task sees", answer=TypedValue, roles=ANYBODY)
def variable(id: Id, var_name: str) -> TypedValue:
    """With its type."""
    return variable_named(lambda: _seen(id), var_name, "task")


@api.operation(
    "PUT", "/task/{id}/variables/{varName}", "Set a variable", body=VariableValueDto, status=204, roles=ANYBODY
)
def put(id: Id, var_name: str, body: VariableValueDto) -> None:
    """In the nearest scope that has it."""
    _set(id, {var_name: value_of(var_name, body)}, local=False)


@api.operation("POST", "/task/{id}/variables", "Set variables", body=PatchVariablesDto, status=204, roles=ANYBODY)
def patch(id: Id, body: PatchVariablesDto) -> None:
    """Each in the nearest scope that has it."""
    _patch(id, body, local=False)


@api.operation(
    "GET", "/task/{id}/localVariables", "A task's own variables", answer=dict[str, TypedValue], roles=ANYBODY
)
def local_variables(id: Id) -> dict[str, TypedValue]:
    """Those of the task itself."""
    return all_typed(_local(id))


@api.operation(
    "GET", "/task/{id}/localVariables/{varName}", "One of a task's own variables", answer=TypedValue, roles=ANYBODY
)
def local_variable(id: Id, var_name: str) -> TypedValue:
    """With its type."""
    return variable_named(lambda: _local(id), var_name, "task")


@api.operation(
    "PUT",
    "/task/{id}/localVariables/{varName}",
    "Set a local variable",
    body=VariableValueDto,
    status=204,
    roles=ANYBODY,
)
def put_local(id: Id, var_name: str, body: VariableValueDto) -> None:
    """Local to the task."""
    _set(id, {var_name: value_of(var_name, body)}, local=True)


@api.operation(
    "POST", "/task/{id}/localVariables", "Set local variables", body=PatchVariablesDto, status=204, roles=ANYBODY
)
def patch_local(id: Id, body: PatchVariablesDto) -> None:
    """Local to the task."""
    _patch(id, body, local=True)


@api.operation("GET", "/task/{id}/form", "Which form a task has", answer=FormDto, roles=ANYBODY)
def form(id: Id) -> FormDto:
    """A form key, or a Camunda Form."""
    row = row_of(id)
    return FormDto(key=row.form_reference if row.form_kind == "key" else None, camunda_form_ref=form_of(row))


@api.operation("GET", "/task/{id}/deployed-form", "The form itself", roles=ANYBODY)
def deployed_form(id: Id) -> Response:
    """The Camunda Form, byte for byte."""
    row = row_of(id)
    with here.the_engine().read() as connection:
        content = form_files.source_of_form(connection, row.form_key) if row.form_key else None
    if content is None:
        raise NotFound(say("The task {id} has no deployed form.", id=id))
    return Response(content, mimetype="application/json")


@api.operation(
    "GET", "/task/{id}/form-variables", "Variables of a task's form", answer=dict[str, TypedValue], roles=ANYBODY
)
def form_variables(id: Id) -> dict[str, TypedValue]:
    """What the form shows; of a task without a form all it sees."""
    row, seen = row_of(id), _seen(id)
    with here.the_engine().read() as connection:
        found = form_files.task_form(here.the_engine(), connection, row)
    return all_typed(prefill(found, seen) if found else seen)


@api.operation(
    "GET", "/task/{id}/identity-links", "Who has to do with a task", answer=list[IdentityLinkDto], roles=ANYBODY
)
def identity_links(id: Id) -> list[IdentityLinkDto]:
    """Assignee, owner and candidates."""
    row = row_of(id)
    links = [("assignee", row.assignee, None)] if row.assignee else []
    links += [("owner", row.owner, None)] if row.owner else []
    links += [("candidate", name, None) for name in row.candidate_users]
    links += [("candidate", None, name) for name in row.candidate_groups]
    return [IdentityLinkDto(user_id=user, group_id=group, type=kind) for kind, user, group in links]


def _comment(found: comments.Comment) -> CommentDto:
    return CommentDto(
        id=found.key, user_id=found.person, task_id=found.task_key, process_instance_id=found.instance_key,
        root_process_instance_id=found.root_key, time=found.at, message=found.message,
    )  # fmt: skip


@api.operation("GET", "/task/{id}/comment", "What was said about a task", answer=list[CommentDto], roles=ANYBODY)
def all_comments(id: Id) -> list[CommentDto]:
    """The oldest first."""
    with here.the_engine().read() as connection:
        return [_comment(found) for found in comments.of_task(connection, id)]


@api.operation(
    "POST",
    "/task/{id}/comment/create",
    "Say something about a task",
    body=CommentSent,
    answer=CommentDto,
    roles=ANYBODY,
)
def comment(id: Id, body: CommentSent) -> CommentDto:
    """It is kept in the history of the case."""
    row_of(id)
    do(CommentTask(id, body.message))
    with here.the_engine().read() as connection:
        return _comment(comments.of_task(connection, id)[-1])
