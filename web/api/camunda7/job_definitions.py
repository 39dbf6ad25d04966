"""Job definitions: where the latest versions of processes have timers and asynchronous continuations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from bpmn.diagram import Timer
from bpmn.sentence import say
from engine import NotFound
from engine.queries.listings.definitions import DEFINITIONS
from engine.reading import Reading
from web import here
from web.api.camunda7.api import api
from web.api.camunda7.lists import CountResultDto
from web.api.camunda7.model import Id, Sent, Told, definition_id, definition_key


class JobDefinitionDto(Told):
    """A place of a process where jobs come from."""

    id: str
    process_definition_id: str
    process_definition_key: str
    job_type: str
    job_configuration: str
    activity_id: str
    suspended: bool
    overriding_job_priority: int | None = None
    tenant_id: str | None = None
    deployment_id: Id


class JobDefinitionQuery(Sent):
    """Which ones."""

    job_definition_id: str | None = None
    process_definition_id: str | None = None
    process_definition_key: str | None = None
    activity_id_in: str | None = None
    job_type: str | None = None
    job_configuration: str | None = None
    active: bool | None = None
    suspended: bool | None = None
    first_result: int = Field(default=0, ge=0, le=2**31)
    max_results: int | None = Field(default=None, ge=0, le=2**31)


def _all(query: JobDefinitionQuery) -> Iterator[JobDefinitionDto]:
    engine = here.the_engine()
    wanted: dict[str, Any] = {"key": query.process_definition_key} if query.process_definition_key else {}
    if query.process_definition_id:
        wanted["process_definition_id"] = definition_key(query.process_definition_id)
    with engine.read() as connection:
        for row in DEFINITIONS.find(connection, wanted):
            for made in _of(Reading(engine, connection), row):
                if _fits(made, query):
                    yield made


TIMERS = {"startEvent": "timer-start-event", "intermediateCatchEvent": "timer-intermediate-transition"}
"""Kind of element -> what Camunda 7 calls its timer; of boundary events it is a transition."""


def _timer(timer: Timer) -> str:
    return f"{timer.kind.upper()}: {timer.expression.text}"


def _of(work: Reading, row: Any) -> Iterator[JobDefinitionDto]:
    for element in work.definition(row.key).process.elements():
        timers = [(_timer(event.timer), TIMERS.get(element.kind, "timer-transition"))
                  for event in element.events if event.timer is not None]  # fmt: skip
        waits = [
            (f"async-{each.on}", "async-continuation") for each in element.listeners if each.on in ("before", "after")
        ]
        for configuration, kind in [*timers, *waits]:
            yield JobDefinitionDto(
                id=f"{row.key}:{element.id}", process_definition_id=definition_id(row.process_id, row.version, row.key),
                process_definition_key=row.process_id, job_type=kind, job_configuration=configuration,
                activity_id=element.id, suspended=row.withdrawn_at is not None, deployment_id=row.deployment_key,
            )  # fmt: skip


def _fits(made: JobDefinitionDto, query: JobDefinitionQuery) -> bool:
    return (
        (query.job_definition_id in (None, made.id))
        and (query.activity_id_in is None or made.activity_id in query.activity_id_in.split(","))
        and (query.job_type in (None, made.job_type))
        and (query.job_configuration in (None, made.job_configuration))
        and not (query.active and made.suspended)
        and not (query.suspended and not made.suspended)
    )


@api.operation(
    "GET", "/job-definition", "List job definitions", query=JobDefinitionQuery, answer=list[JobDefinitionDto]
)
def find(query: JobDefinitionQuery) -> list[JobDefinitionDto]:
    """Of all versions, or of the one asked for."""
    found = list(_all(query))[query.first_result :]
    return found if query.max_results is None else found[: query.max_results]


@api.operation("GET", "/job-definition/count", "Count job definitions", query=JobDefinitionQuery, answer=CountResultDto)
def count(query: JobDefinitionQuery) -> CountResultDto:
    """Of all versions, or of the one asked for."""
    return CountResultDto(count=sum(1 for _ in _all(query)))


@api.operation("GET", "/job-definition/{id}", "A job definition", answer=JobDefinitionDto)
def get(id: str) -> JobDefinitionDto:
    """The first of that id."""
    for made in _all(JobDefinitionQuery(job_definition_id=id)):
        return made
    raise NotFound(say("Job Definition with id {id} does not exist", id=id))
