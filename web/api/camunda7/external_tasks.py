"""External tasks: what workers in any language fetch, lock and report back."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from flask import Response

from bpmn.kinds import with_kinds
from bpmn.sentence import say
from engine import (
    ActivateJobs,
    CompleteJob,
    FailJob,
    HoldJob,
    InvalidCommand,
    NotFound,
    ReleaseJob,
    RetryIncident,
    SetJobRetries,
    TakeJob,
    ThrowJobError,
)
from engine.commands.priorities import SetPriority
from engine.queries.listings.incidents import INCIDENTS
from engine.queries.listings.jobs import EXTERNAL
from web import here
from web.api import caller
from web.api.camunda7 import lists
from web.api.camunda7.api import api
from web.api.camunda7.external_task_models import (
    CompleteExternalTaskDto,
    ExtendLockDto,
    ExternalTaskBpmnError,
    ExternalTaskDto,
    ExternalTaskFailureDto,
    FetchExternalTasksDto,
    LockDto,
    LockedExternalTaskDto,
    ManyRetriesDto,
    RetriesDto,
    TopicDto,
)
from web.api.camunda7.model import Id, PriorityDto, definition_id, not_served
from web.api.camunda7.places import execution_of, prepare
from web.api.camunda7.typed_values import all_typed, plain
from web.api.operation import do

LONGEST_WAIT = 1_800_000
"""Milliseconds; Camunda 7 refuses longer ones as well."""


def told(row: Any) -> ExternalTaskDto:
    until = row.lock_expires_at or row.due_at  # after a failure it is locked until it may be tried again
    return ExternalTaskDto(**_common(row), lock_expiration_time=until, worker_id=row.worker)


def _common(row: Any) -> dict[str, Any]:
    return {
        "activity_id": row.element_id, "activity_instance_id": f"{row.element_id}:{row.root_key}-{row.token}",
        "error_message": row.error_message or None, "execution_id": execution_of(row), "id": row.key,
        "create_time": row.created_at,
        "process_definition_id": definition_id(row.process_id, row.version, row.definition_key),
        "process_definition_key": row.process_id, "process_definition_version_tag": row.version_tag,
        "process_instance_id": row.instance_key, "suspended": row.suspended,
        "retries": None if row.error_message is None else row.retries,  # not told until somebody has set them
        "topic_name": row.type, "business_key": row.business_key, "priority": row.priority,
    }  # fmt: skip


ExternalTaskQuery = lists.query("ExternalTaskQuery", EXTERNAL)
lists.serve(api, "/external-task", "external tasks", EXTERNAL, ExternalTaskQuery, ExternalTaskDto, told)


def _row(key: int) -> Any:
    with here.the_engine().read() as connection:
        row = EXTERNAL.one(connection, key)
    if row is None:
        raise NotFound(say("External task with id {id} does not exist", id=key))
    return row


@api.operation(
    "POST", "/external-task/fetchAndLock", "Fetch and lock external tasks", body=FetchExternalTasksDto,
    answer=list[LockedExternalTaskDto],
)  # fmt: skip
def fetch_and_lock(body: FetchExternalTasksDto) -> list[LockedExternalTaskDto]:
    """Waits up to ``asyncResponseTimeout`` for one to come."""
    _must_serve(body)
    wait = body.async_response_timeout or 0
    if wait > LONGEST_WAIT:
        raise InvalidCommand(
            say("The asynchronous response timeout cannot be set to a value greater than {most} milliseconds",
                most=LONGEST_WAIT)
        )  # fmt: skip
    requests = tuple(topic.request() for topic in body.topics)
    command = ActivateJobs(requests, body.worker_id, body.max_tasks, _order(body))
    until = time.monotonic() + wait / 1000
    while not (taken := do(command) if body.topics else ()):
        left = until - time.monotonic()
        if left <= 0 or not here.the_engine().wait_for_jobs([topic.topic_name for topic in body.topics], left):
            break
        if not caller.listens():
            break
    if not taken:
        return []
    with here.the_engine().read() as connection:
        rows = {row.key: row for row in EXTERNAL.find(connection, {"external_task_id_in": [job.key for job in taken]})}
    prepare(list(rows.values()))
    named = {topic.topic_name: topic for topic in body.topics}
    return [_locked(job, rows[job.key], named[job.type]) for job in taken if job.key in rows]


def _must_serve(body: FetchExternalTasksDto) -> None:
    for topic in body.topics:
        not_served(tenant_id_in=topic.tenant_id_in)


def _order(body: FetchExternalTasksDto) -> str:
    """The order that is asked for. Without one Camunda 7 promises none; here the most urgent come first."""
    if any(one.sort_by != "createTime" or one.sort_order not in ("asc", "desc") for one in body.sorting or ()):
        raise InvalidCommand(say("External tasks are fetched by createTime, asc or desc."))
    if not body.sorting:
        return "urgency"
    age = "oldest" if body.sorting[0].sort_order == "asc" else "newest"
    return f"urgent and {age}" if body.use_priority else age


def _locked(job: Any, row: Any, topic: TopicDto) -> LockedExternalTaskDto:
    shown = all_typed(with_kinds(job.variables, job.kinds), topic.deserialize_values)
    properties = dict(job.headers) if topic.include_extension_properties else {}
    return LockedExternalTaskDto(
        **_common(row), lock_expiration_time=job.lock_expires_at, worker_id=job.worker, error_details=job.error_details,
        variables=shown, extension_properties=properties,
    )  # fmt: skip


@api.operation("GET", "/external-task/topic-names", "The topics there are", answer=list[str])
def topics() -> list[str]:
    """Of all open external tasks."""
    with here.the_engine().read() as connection:
        return sorted({row.type for row in EXTERNAL.find(connection, {})})


@api.operation("PUT", "/external-task/retries", "Set the retries of several", body=ManyRetriesDto, status=204)
def set_many_retries(body: ManyRetriesDto) -> None:
    """By their ids, or those of process instances."""
    keys = list(body.external_task_ids or ())
    with here.the_engine().read() as connection:
        if body.process_instance_ids:
            found = EXTERNAL.find(connection, {"process_instance_id_in": body.process_instance_ids})
            keys += [row.key for row in found]
    if not keys:
        raise InvalidCommand(say("externalTaskIds is empty"))
    for row in [_row(key) for key in keys]:
        _set_retries(row, body.retries)


@api.operation("GET", "/external-task/{id}", "An external task", answer=ExternalTaskDto)
def get(id: Id) -> ExternalTaskDto:
    """The external task of that id."""
    return told(_row(id))


@api.operation("GET", "/external-task/{id}/errorDetails", "What a worker said of a failure", media_type="text/plain")
def error_details(id: Id) -> Response:
    """In full; 204 if nothing was said."""
    details = _row(id).error_details
    return Response(details, mimetype="text/plain") if details else Response(status=204)


@api.operation("POST", "/external-task/{id}/complete", "Complete it", body=CompleteExternalTaskDto, status=204)
def complete(id: Id, body: CompleteExternalTaskDto) -> None:
    """Only the worker that has it may."""
    _row(id)
    do(CompleteJob(id, plain(body.variables), worker=body.worker_id, local=plain(body.local_variables)))


@api.operation("POST", "/external-task/{id}/failure", "Report a failure", body=ExternalTaskFailureDto, status=204)
def failure(id: Id, body: ExternalTaskFailureDto) -> None:
    """Without retries left it is an incident."""
    _row(id)
    again = timedelta(milliseconds=body.retry_timeout or 0)
    command = FailJob(
        id, body.error_message or "", body.retries, again, body.error_details or "", plain(body.variables),
        worker=body.worker_id, local=plain(body.local_variables),
    )  # fmt: skip
    do(command)


@api.operation("POST", "/external-task/{id}/bpmnError", "Report a BPMN error", body=ExternalTaskBpmnError, status=204)
def bpmn_error(id: Id, body: ExternalTaskBpmnError) -> None:
    """A boundary event may catch it by its code."""
    _row(id)
    do(ThrowJobError(id, body.error_code, body.error_message or "", plain(body.variables), worker=body.worker_id))


@api.operation("POST", "/external-task/{id}/extendLock", "Extend the lock", body=ExtendLockDto, status=204)
def extend_lock(id: Id, body: ExtendLockDto) -> None:
    """From now on; only while it is held."""
    _row(id)
    do(HoldJob(id, timedelta(milliseconds=body.new_duration), body.worker_id))


@api.operation("POST", "/external-task/{id}/lock", "Lock it", body=LockDto, status=204)
def lock(id: Id, body: LockDto) -> None:
    """If nobody else has it."""
    _row(id)
    do(TakeJob(id, body.worker_id, timedelta(milliseconds=body.lock_duration)))


@api.operation("POST", "/external-task/{id}/unlock", "Give it back", status=204)
def unlock(id: Id) -> None:
    """Any worker may take it at once."""
    _row(id)
    do(ReleaseJob(id))


@api.operation("PUT", "/external-task/{id}/priority", "Set its priority", body=PriorityDto, status=204)
def set_priority(id: Id, body: PriorityDto) -> None:
    """Workers that ask for it are given what is greater first."""
    _row(id)
    do(SetPriority(id, body.wanted()))


@api.operation("PUT", "/external-task/{id}/retries", "Set its retries", body=RetriesDto, status=204)
def set_retries(id: Id, body: RetriesDto) -> None:
    """More than none resolves its incident."""
    not_served(due_date=body.due_date)
    _set_retries(_row(id), body.retries)


def _set_retries(row: Any, retries: int) -> None:
    with here.the_engine().read() as connection:
        incidents = INCIDENTS.find(connection, {"configuration": row.key})
    if incidents and retries:
        do(RetryIncident(incidents[0].key, retries))
    else:
        do(SetJobRetries(row.key, retries))
