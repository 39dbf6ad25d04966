"""Jobs looked for: those that are to be done, and those that are over."""

from __future__ import annotations

from typing import Any, Literal

from engine.queries import reads
from engine.queries.nouns.jobs import JOBS
from engine.queries.nouns.keys import element_key
from web import here
from web.api.camunda8 import reading
from web.api.camunda8.api import TENANT, api
from web.api.camunda8.filters import AnyKey, Number, PageRequest, Results, Sort, States, Text, When
from web.api.camunda8.kinds import JobKind, ListenerEvent, job_kind
from web.api.model import Key, Moment, Sent, Told

State = Literal[
    "CANCELED", "COMPLETED", "CREATED", "ERROR_THROWN", "FAILED", "MIGRATED", "RETRIES_UPDATED", "TIMED_OUT"
]


class JobFilter(Sent):
    """What jobs are found by."""

    deadline: When | None = None
    element_id: Text | None = None
    element_instance_key: AnyKey | None = None
    end_time: When | None = None
    error_code: Text | None = None
    error_message: Text | None = None
    has_failed_with_retries_left: bool | None = None
    job_key: AnyKey | None = None
    process_definition_id: Text | None = None
    process_definition_key: AnyKey | None = None
    process_instance_key: AnyKey | None = None
    retries: Number | None = None
    state: State | States[State] | None = None
    tenant_id: Text | None = None
    type: Text | None = None
    worker: Text | None = None
    creation_time: When | None = None


class JobSearch(Sent):
    """A search for jobs."""

    filter: JobFilter | None = None
    sort: list[Sort[Literal[
        "creationTime", "deadline", "elementId", "elementInstanceKey", "endTime", "errorCode", "errorMessage",
        "hasFailedWithRetriesLeft", "jobKey",
        "processDefinitionId", "processDefinitionKey", "processInstanceKey", "retries", "state", "type", "worker",
    ]]] | None = None  # fmt: skip
    page: PageRequest | None = None


class Job(Told):
    """A job."""

    custom_headers: dict[str, str]
    deadline: Moment | None
    denied_reason: str | None = None
    element_id: str | None
    element_instance_key: Key
    end_time: Moment | None
    error_code: str | None
    error_message: str | None
    has_failed_with_retries_left: bool
    is_denied: bool | None = None
    job_key: Key
    kind: JobKind
    listener_event_type: ListenerEvent
    process_definition_id: str | None
    process_definition_key: Key | None
    process_instance_key: Key
    root_process_instance_key: Key | None
    business_id: str | None
    retries: int
    state: State
    tenant_id: str = TENANT
    type: str
    worker: str
    creation_time: Moment | None
    last_update_time: Moment | None = None
    priority: int = 0


def _told(row: Any) -> Job:
    engine = here.the_engine()
    with engine.read() as connection:
        process = reads.compiled(engine, connection, row.definition_key).process
    kind, event = job_kind(process, row.element_id, row.type)
    return Job(
        custom_headers={name: str(value) for name, value in row.headers.items()}, deadline=row.lock_expires_at,
        element_id=row.element_id, element_instance_key=element_key(row.root_key, row.token),
        end_time=row.ended_at, error_code=row.error_code,
        error_message=row.error_message, has_failed_with_retries_left=row.tried, job_key=row.key, kind=kind,
        listener_event_type=event, process_definition_id=row.process_id, process_definition_key=row.definition_key,
        process_instance_key=row.instance_key, root_process_instance_key=row.root_key, business_id=row.business_key,
        retries=row.retries, state=row.state, type=row.type,
        worker=row.worker or "", creation_time=row.created_at,
    )  # fmt: skip


@api.operation("POST", "/jobs/search", "Search jobs", body=JobSearch, answer=Results[Job])
def search(body: JobSearch) -> Any:
    """Those that are to be done or have failed, and those that are over, with how they ended."""
    reading.must_oversee()
    return reading.searched(JOBS, body, _told)
