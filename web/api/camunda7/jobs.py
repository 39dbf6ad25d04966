"""Jobs as Camunda 7 means them: timers and asynchronous continuations, which Alur's own workers do."""

from __future__ import annotations

from typing import Any

from flask import Response
from pydantic import Field

from bpmn.sentence import say
from engine import InvalidCommand, NotFound, RetryIncident, SetJobRetries
from engine.commands.early import MoveTimer, RunNow
from engine.commands.priorities import SetPriority
from engine.commands.timers import FireStart
from engine.flow.problem import unpacked
from engine.jobs.continuation import run_now
from engine.queries.listings.incidents import INCIDENTS
from engine.queries.listings.jobs import JOBS
from web import here
from web.api.camunda7 import lists
from web.api.camunda7.api import api
from web.api.camunda7.model import Id, Moment, PriorityDto, Sent, Told, definition_id, not_served
from web.api.camunda7.places import execution_of
from web.api.operation import do, person
from web.languages import words


class JobDto(Told):
    """Something Alur will do by itself."""

    id: Id
    job_definition_id: str
    process_instance_id: Id | None
    process_definition_id: str
    process_definition_key: str
    execution_id: str | None
    exception_message: str | None
    failed_activity_id: str | None
    retries: int
    due_date: Moment | None
    suspended: bool
    priority: int
    tenant_id: str | None = None
    create_time: Moment | None
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
        process_definition_key=row.process_id,
        execution_id=None if row.token is None else execution_of(row),
        exception_message=_said(row), failed_activity_id=row.element_id if row.error_message else None,
        retries=row.retries, due_date=row.due_at, suspended=row.suspended, create_time=row.created_at,
        priority=row.priority,
    )  # fmt: skip


def _said(row: Any) -> str | None:
    """Why it failed last."""
    if row.kind == "incident":
        return words(unpacked({"template": row.error_message, "values": row.places or {}}))
    return row.error_message or None


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
    if row.kind == "continuation":
        run_now(here.the_engine(), row.key, row.headers, row.retries, person())
    elif row.kind == "start":
        do(FireStart(row.definition_key, row.element_id, early=True))
    else:
        do(RetryIncident(row.key) if row.kind == "incident" else RunNow(row.key, timer=True))


@api.operation("PUT", "/job/{id}/retries", "Set its retries", body=JobRetriesDto, status=204)
def set_retries(id: Id, body: JobRetriesDto) -> None:
    """More than none resolves its incident."""
    not_served(due_date=body.due_date)
    row = _row(id)
    if row.kind in ("timer", "start"):
        raise InvalidCommand(say("A timer has no retries: it fires when it is due."))
    if row.kind == "incident":
        if body.retries:
            do(RetryIncident(row.key))
        return
    with here.the_engine().read() as connection:
        incidents = INCIDENTS.find(connection, {"configuration": id})
    again = incidents and body.retries
    do(RetryIncident(incidents[0].key, body.retries) if again else SetJobRetries(id, body.retries))


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
    return Response(row.error_details or _said(row) or "", mimetype="text/plain")
