"""Jobs: workers take them, complete them, report failures and errors, change retries and time."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import Field
from pydantic.alias_generators import to_snake

from bpmn.sentence import say
from engine import ActivateJobs, CompleteJob, FailJob, HoldJob, JobRequest, SetJobRetries, TakenJob, ThrowJobError
from engine.queries import reads
from engine.queries.nouns.keys import element_key
from web import here
from web.api import caller
from web.api.camunda8.api import TENANT, api
from web.api.camunda8.kinds import JobKind, ListenerEvent, job_kind
from web.api.model import Key, Sent, Told
from web.api.operation import BadRequest, do

USUAL_WAIT, LONGEST_WAIT = 10.0, 60.0
MOST = 1000
RESERVED = "io.camunda.zeebe:"
LISTS = ("candidateUsers", "candidateGroups", "changedAttributes")
Milliseconds = Annotated[int, Field(ge=1, le=10**12)]


class Activation(Sent):
    """What a worker wants."""

    type: Annotated[str, Field(min_length=1)]
    worker: str | None = None
    timeout: Milliseconds
    max_jobs_to_activate: Annotated[int, Field(ge=1, lt=2**31)]
    fetch_variable: list[str] | None = None
    request_timeout: Annotated[int, Field(ge=-(10**12), le=10**12)] | None = None
    tenant_ids: list[str] | None = None
    tenant_filter: Literal["PROVIDED", "ASSIGNED"] | None = None
    with_lease: Literal[False] | None = None


class TaskOfJob(Told):
    """The user task that a task listener is about."""

    action: str
    assignee: str | None
    candidate_groups: list[str]
    candidate_users: list[str]
    changed_attributes: list[str]
    due_date: str | None
    follow_up_date: str | None
    form_key: Key | None
    priority: int | None
    user_task_key: Key | None


class ActivatedJob(Told):
    """A job, held for a worker."""

    type: str
    process_definition_id: str
    process_definition_version: int
    element_id: str
    custom_headers: dict[str, Any]
    worker: str
    retries: int
    deadline: int
    variables: dict[str, Any]
    tenant_id: str = TENANT
    physical_tenant_id: str = "default"
    job_key: Key
    process_instance_key: Key
    process_definition_key: Key
    element_instance_key: Key
    kind: JobKind
    listener_event_type: ListenerEvent
    user_task: TaskOfJob | None = None
    tags: list[str]
    root_process_instance_key: Key | None
    business_id: str | None
    priority: int = 0


class ActivatedJobs(Told):
    """What there is for the worker now."""

    jobs: list[ActivatedJob]


class JobResult(Sent):
    """What the worker of a listener or of an ad-hoc subprocess says beside variables."""

    type: Literal["userTask", "adHocSubProcess"] | None = None
    denied: bool | None = None
    denied_reason: str | None = None
    corrections: dict[str, Any] | None = None
    activate_elements: list[dict[str, Any]] | None = None
    is_completion_condition_fulfilled: bool | None = None
    is_cancel_remaining_instances: bool | None = None


class Completion(Sent):
    """The result of a job."""

    variables: dict[str, Any] | None = None
    result: JobResult | None = None


class Failure(Sent):
    """What went wrong, and how often the job may still be tried."""

    retries: Annotated[int, Field(ge=0, lt=2**31)] = 0
    error_message: str | None = None
    retry_back_off: Annotated[int, Field(ge=0, le=10**12)] = 0
    variables: dict[str, Any] | None = None


class Error(Sent):
    """A BPMN error."""

    error_code: str
    error_message: str | None = None
    variables: dict[str, Any] | None = None


class Changeset(Sent):
    """What is changed."""

    retries: Annotated[int, Field(ge=1, lt=2**31)] | None = None
    timeout: Annotated[int, Field(ge=0, le=10**12)] | None = None


class Update(Sent):
    """A change of a job."""

    changeset: Changeset
    operation_reference: int | None = Field(None, ge=1)


@api.operation("POST", "/jobs/activation", "Take jobs", body=Activation, answer=ActivatedJobs)
def activate(body: Activation) -> ActivatedJobs:
    """The oldest jobs of the type, each for ``timeout``. If there are none the answer waits for ``requestTimeout`` (0:
    10 s; less than 0: not at all)."""
    if body.tenant_ids and TENANT not in body.tenant_ids:
        return ActivatedJobs(jobs=[])
    fetch = tuple(body.fetch_variable) if body.fetch_variable else None
    request = JobRequest(body.type, timedelta(milliseconds=body.timeout), fetch)
    command = ActivateJobs((request,), body.worker or "", min(body.max_jobs_to_activate, MOST))
    asked = body.request_timeout or 0
    wait = 0.0 if asked < 0 else (min(asked / 1000, LONGEST_WAIT) if asked else USUAL_WAIT)
    end = time.monotonic() + wait
    taken: tuple[TakenJob, ...] = do(command)
    while not taken and (left := end - time.monotonic()) > 0:
        here.the_engine().wait_for_jobs((body.type,), left)
        if not caller.listens():
            break
        taken = do(command)
    with here.the_engine().read() as connection:
        tags = reads.tags_of(connection, {job.instance_key for job in taken})
    return ActivatedJobs(jobs=[_told(job, tags.get(job.instance_key, [])) for job in taken])


def _told(job: TakenJob, tags: list[str]) -> ActivatedJob:
    engine = here.the_engine()
    with engine.read() as connection:
        definition = reads.compiled(engine, connection, job.definition_key)
    kind, event = job_kind(definition.process, job.element_id, job.type)
    return ActivatedJob(
        type=job.type, process_definition_id=job.process_id, process_definition_version=definition.version,
        element_id=job.element_id, custom_headers=dict(job.headers), worker=job.worker, retries=job.retries,
        deadline=int(job.lock_expires_at.timestamp() * 1000), variables=dict(job.variables), job_key=job.key,
        process_instance_key=job.instance_key, process_definition_key=job.definition_key,
        element_instance_key=element_key(job.root_key, job.token), kind=kind, listener_event_type=event, tags=tags,
        user_task=_task_of(dict(job.headers)) if kind == "TASK_LISTENER" else None,
        root_process_instance_key=job.root_key, business_id=job.business_key,
    )  # fmt: skip


def _task_of(headers: dict[str, str]) -> TaskOfJob:
    """The task that a listener is asked about, from the reserved headers of its job."""
    said = {name.removeprefix(RESERVED): text for name, text in headers.items() if name.startswith(RESERVED)}
    lists = {name: json.loads(said.get(name) or "[]") for name in LISTS}
    return TaskOfJob(
        action=said.get("action", ""), assignee=said.get("assignee"), due_date=said.get("dueDate"),
        follow_up_date=said.get("followUpDate"), form_key=_whole(said.get("formKey")),
        priority=_whole(said.get("priority")),
        user_task_key=_whole(said.get("userTaskKey")), **{to_snake(name): found for name, found in lists.items()},
    )  # fmt: skip


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() else None


@api.operation("POST", "/jobs/{jobKey}/completion", "Complete a job", body=Completion | None, status=204)
def complete(job_key: Key, body: Completion | None) -> None:
    """``variables`` are its result; that of a task listener is a denial, or corrections of the task."""
    result = body.result.model_dump(by_alias=True, exclude_none=True) if body and body.result else {}
    if of_ad_hoc := sorted(set(result) - {"type", "denied", "deniedReason", "corrections"}):
        raise BadRequest(say("Results of an ad-hoc subprocess are not served; found: {found}.",
                             found=", ".join(of_ad_hoc)))  # fmt: skip
    result.pop("type", None)
    do(CompleteJob(job_key, (body.variables if body else None) or {}, result=result or None))


@api.operation("POST", "/jobs/{jobKey}/failure", "Report a failure", body=Failure | None, status=204)
def fail(job_key: Key, body: Failure | None) -> None:
    """With ``retries`` left the job is tried again after ``retryBackOff``, else it is an incident."""
    said = body or Failure()
    backoff = timedelta(milliseconds=said.retry_back_off)
    do(FailJob(job_key, said.error_message or "", said.retries, backoff, variables=said.variables or {}))


@api.operation("POST", "/jobs/{jobKey}/error", "Throw a BPMN error", body=Error, status=204)
def throw(job_key: Key, body: Error) -> None:
    """The diagram may catch it by its code; else it is an incident."""
    do(ThrowJobError(job_key, body.error_code, body.error_message or "", body.variables or {}))


@api.operation("PATCH", "/jobs/{jobKey}", "Change retries or time", body=Update, status=204)
def update(job_key: Key, body: Update) -> None:
    """``timeout``: the worker holds it for so long from now on."""
    change = body.changeset
    if change.retries is None and change.timeout is None:
        raise BadRequest(say("The changeset needs retries or timeout; found neither."))
    if change.retries is not None:
        do(SetJobRetries(job_key, change.retries))
    if change.timeout is not None:
        do(HoldJob(job_key, timedelta(milliseconds=change.timeout)))
