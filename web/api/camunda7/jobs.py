"""Jobs as Camunda 7 means them: timers and asynchronous continuations, which Alur's own workers do."""

from __future__ import annotations

from typing import Any

from flask import Response
from pydantic import Field

from bpmn.sentence import say
from engine import InvalidCommand, NotFound, RetryIncident, SetJobRetries
from engine.commands.early import MoveTimer, RunNow
from engine.commands.priorities import SetPriority
from engine.queries.listings.jobs import JOBS
from engine.queries.listings.waiting import INCIDENTS
from web import here
from web.api.camunda7 import lists
from web.api.camunda7.api import api
from web.api.camunda7.model import Id, Moment, PriorityDto, Sent, Told, definition_id, execution_id, not_served
from web.api.operation import do


class JobDto(Told):
    """Something Alur will do by itself."""

    id: Id
    job_definition_id: str
    process_instance_id: Id
    process_definition_id: str
    process_definition_key: str
    execution_id: str
    exception_message: str | None
    failed_activity_id: str | None
    retries: int
    due_date: Moment | None
    suspended: bool
    priority: int
    tenant_id: str | None = None
    create_time: Moment
    batch_id: str | None = None


class JobRetriesDto(Sent):
    """How often it may still be tried."""

    retries: int = Field(ge=0)
    due_date: str | None = None


class JobDuedateDto(Sent):
    """When it is due."""

    duedate: Moment | None = None
    cascade: bool = False


def told(row: Any) -> JobDto:
    return JobDto(
        id=row.key, job_definition_id=f"{row.definition_key}:{row.element_id}", process_instance_id=row.instance_key,
        process_definition_id=definition_id(row.process_id, row.version, row.definition_key),
        process_definition_key=row.process_id, execution_id=execution_id(row.root_key, row.token),
        exception_message=row.error_message, failed_activity_id=row.element_id if row.error_message else None,
        retries=row.retries, due_date=row.due_at, suspended=row.suspended, create_time=row.created_at,
        priority=row.priority,
    )  # fmt: skip


JobQuery = lists.query("JobQuery", JOBS)
lists.serve(api, "/job", "jobs", JOBS, JobQuery, JobDto, told)


def _row(key: int) -> Any:
    with here.the_engine().read() as connection:
        row = JOBS.one(connection, key)
    if row is None:
        raise NotFound(say("Job with id '{id}' does not exist", id=key))
    return row


@api.operation("GET", "/job/{id}", "A job", answer=JobDto)
def get(id: Id) -> JobDto:
    """The job of that id."""
    return told(_row(id))


@api.operation("POST", "/job/{id}/execute", "Do it now", status=204)
def execute(id: Id) -> None:
    """Whether it is due or not."""
    row = _row(id)
    do(RunNow(row.key, timer=row.kind == "timer"))


@api.operation("PUT", "/job/{id}/retries", "Set its retries", body=JobRetriesDto, status=204)
def set_retries(id: Id, body: JobRetriesDto) -> None:
    """More than none resolves its incident."""
    not_served(due_date=body.due_date)
    row = _row(id)
    if row.kind == "timer":
        raise InvalidCommand(say("A timer has no retries: it fires when it is due."))
    if body.retries < 1:
        raise InvalidCommand(say("The number of retries must be 1 or more, not {retries}.", retries=body.retries))
    with here.the_engine().read() as connection:
        incidents = INCIDENTS.find(connection, {"configuration": id})
    do(RetryIncident(incidents[0].key, body.retries) if incidents else SetJobRetries(id, body.retries))


@api.operation("PUT", "/job/{id}/priority", "Set its priority", body=PriorityDto, status=204)
def set_priority(id: Id, body: PriorityDto) -> None:
    """What is greater is more urgent."""
    row = _row(id)
    do(SetPriority(row.key, body.wanted(), timer=row.kind == "timer"))


@api.operation("PUT", "/job/{id}/duedate", "Move a timer", body=JobDuedateDto, status=204)
def set_due_date(id: Id, body: JobDuedateDto) -> None:
    """To another moment; null is now."""
    not_served(cascade=body.cascade)
    row = _row(id)
    if row.kind != "timer":
        raise InvalidCommand(say("Only timers have a due date that can be changed."))
    do(MoveTimer(row.key, body.duedate or here.now()))


@api.operation("GET", "/job/{id}/stacktrace", "What went wrong", media_type="text/plain")
def stacktrace(id: Id) -> Response:
    """In words."""
    row = _row(id)
    return Response(row.error_details or row.error_message or "", mimetype="text/plain")
