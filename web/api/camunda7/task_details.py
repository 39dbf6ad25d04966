"""What belongs to a task: its variables, its form, who has to do with it, what was said about it."""

from __future__ import annotations

from typing import Any

from flask import Response

from bpmn.forms import prefill
from bpmn.kinds import bare_values
from bpmn.sentence import say
from engine import NotFound, SetVariables
from engine.commands.comments import CommentTask
from engine.queries import comments, form_files, scopes
from web import here
from web.api.camunda7 import variable_operations
from web.api.camunda7.api import ANYBODY, api
from web.api.camunda7.model import Id, key_of
from web.api.camunda7.task_models import CommentDto, CommentSent, FormDto, IdentityLinkDto, IdentityLinkQuery
from web.api.camunda7.tasks import form_of, row_of
from web.api.camunda7.typed_values import FormVariablesQuery, TypedValue
from web.api.camunda7.variable_operations import Variables, Write
from web.api.operation import do


def _seen(id: str) -> dict[str, Any]:
    row = row_of(key_of(id))
    with here.the_engine().read() as connection:
        return scopes.seen_at(here.the_engine(), connection, row.root_key, row.token) or {}


def _local(id: str) -> dict[str, Any]:
    row = row_of(key_of(id))
    with here.the_engine().read() as connection:
        return scopes.local_to(here.the_engine(), connection, row.root_key, row.token) or {}


def _set(local: bool) -> Write:
    def write(id: str, values: dict[str, Any], removed: tuple[str, ...]) -> None:
        row = row_of(key_of(id))
        do(SetVariables(row.root_key, values, removed=removed, token=row.token, local=local))

    return write


variable_operations.serve(Variables("/task/{id}/variables", "task", _seen, _set(local=False), ANYBODY))
variable_operations.serve(Variables("/task/{id}/localVariables", "task", _local, _set(local=True), ANYBODY))


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
    "GET", "/task/{id}/form-variables", "Variables of a task's form", query=FormVariablesQuery,
    answer=dict[str, TypedValue], roles=ANYBODY,
)  # fmt: skip
def form_variables(id: Id, query: FormVariablesQuery) -> dict[str, TypedValue]:
    """All that the task sees, and what the form's fields begin with."""
    row, seen = row_of(id), _seen(str(id))
    with here.the_engine().read() as connection:
        found = form_files.task_form(here.the_engine(), connection, row)
    return query.told({**(prefill(found, bare_values(seen)) if found else {}), **seen})


@api.operation(
    "GET", "/task/{id}/identity-links", "Who has to do with a task", query=IdentityLinkQuery,
    answer=list[IdentityLinkDto], roles=ANYBODY,
)  # fmt: skip
def identity_links(id: Id, query: IdentityLinkQuery) -> list[IdentityLinkDto]:
    """Assignee, owner and candidates."""
    row = row_of(id)
    links = [("assignee", row.assignee, None)] if row.assignee else []
    links += [("owner", row.owner, None)] if row.owner else []
    links += [("candidate", name, None) for name in row.candidate_users]
    links += [("candidate", None, name) for name in row.candidate_groups]
    return [IdentityLinkDto(user_id=user, group_id=group, type=kind) for kind, user, group in links
            if query.type in (None, kind)]  # fmt: skip


def _comment(found: comments.Comment) -> CommentDto:
    return CommentDto(
        id=found.key, user_id=found.person, task_id=found.task_key, process_instance_id=found.instance_key,
        root_process_instance_id=found.root_key, time=found.at, message=found.message,
    )  # fmt: skip


@api.operation("GET", "/task/{id}/comment", "What was said about a task", answer=list[CommentDto], roles=ANYBODY)
def all_comments(id: Id) -> list[CommentDto]:
    """The oldest first."""
    row_of(id)
    with here.the_engine().read() as connection:
        return [_comment(found) for found in comments.of_task(connection, id)]


@api.operation("GET", "/task/{id}/comment/{commentId}", "One comment", answer=CommentDto, roles=ANYBODY)
def one_comment(id: Id, comment_id: Id) -> CommentDto:
    """Of that task."""
    row_of(id)
    with here.the_engine().read() as connection:
        for made in comments.of_task(connection, id):
            if made.key == comment_id:
                return _comment(made)
    raise NotFound(say("Comment with id {comment} does not exist for task id '{id}'.", comment=comment_id, id=id))


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
