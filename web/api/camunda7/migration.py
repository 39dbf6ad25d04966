"""Migration plans: made from two versions, looked at, and carried out on process instances."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from bpmn.diagram import Element
from bpmn.sentence import say
from engine import InvalidCommand, MigrateInstances
from engine.definitions import Compiled
from engine.flow.migration import MigrationPlan, same_ids, wrong_instructions
from engine.flow.routes import BODY
from engine.reading import Reading
from web import here
from web.api.camunda7.api import api
from web.api.camunda7.model import Id, Sent, Told, not_served
from web.api.camunda7.process_definitions import by_id
from web.api.camunda7.process_instances import InstanceQuery, running
from web.api.operation import do
from web.languages import words

REASON = "Migrated through the API"
ACTIVITIES = frozenset({
    "userTask", "receiveTask", "subProcess", "transaction", "callActivity", "intermediateCatchEvent",
    "eventBasedGateway", "parallelGateway", "inclusiveGateway",
})  # fmt: skip
"""SupportedActivityValidator; a task with a job is an external task."""
EVENTS = frozenset({"message", "signal", "timer", "conditional"})
WAITS = frozenset({"boundaryEvent", "intermediateCatchEvent", "receiveTask"})


class MigrationInstructionDto(Sent, Told):
    """An activity of the source, and where it goes on."""

    source_activity_ids: list[str]
    target_activity_ids: list[str]
    update_event_trigger: bool = False


class MigrationPlanDto(Sent, Told):
    """Which activity goes on where."""

    source_process_definition_id: str
    target_process_definition_id: str
    instructions: list[MigrationInstructionDto]
    variables: dict[str, Any] | None = None


class MigrationPlanGenerationDto(Sent):
    """Two versions."""

    source_process_definition_id: str
    target_process_definition_id: str
    update_event_triggers: bool = False
    variables: dict[str, Any] | None = None


class MigrationExecutionDto(Sent):
    """A plan, and the process instances it is carried out on."""

    migration_plan: MigrationPlanDto
    process_instance_ids: list[Id] = Field(default_factory=list)
    process_instance_query: InstanceQuery | None = None  # type: ignore[valid-type]
    skip_custom_listeners: bool = False
    skip_io_mappings: bool = False


class MigrationInstructionValidationReportDto(Told):
    """An instruction that cannot be carried out."""

    instruction: MigrationInstructionDto
    failures: list[str]


class MigrationPlanReportDto(Told):
    """What is wrong with a plan."""

    instruction_reports: list[MigrationInstructionValidationReportDto]
    variable_reports: dict[str, Any]


@api.operation("POST", "/migration/generate", "Make a migration plan", body=MigrationPlanGenerationDto,
               answer=MigrationPlanDto)  # fmt: skip
def generate(body: MigrationPlanGenerationDto) -> MigrationPlanDto:
    """Activities with the same id, of the same kind and in the same scope are the same."""
    not_served(variables=body.variables)
    old, new = _versions(body)
    same = same_ids(old.flow, new.flow).elements
    instructions = [
        MigrationInstructionDto(
            source_activity_ids=[id], target_activity_ids=[id],
            update_event_trigger=body.update_event_triggers and _waits(element),
        )
        for element in old.process.elements() if element.id in same
        for id in _ids(element)
    ]  # fmt: skip
    return MigrationPlanDto(
        source_process_definition_id=body.source_process_definition_id,
        target_process_definition_id=body.target_process_definition_id, instructions=instructions,
    )  # fmt: skip


def _versions(sent: MigrationPlanGenerationDto | MigrationPlanDto) -> list[Compiled]:
    rows = (by_id(sent.source_process_definition_id), by_id(sent.target_process_definition_id))
    engine = here.the_engine()
    with engine.read() as connection:
        return [Reading(engine, connection).definition(row.key) for row in rows]


def _ids(element: Element) -> Iterator[str]:
    """What Camunda 7 makes instructions for: what a process instance can wait at."""
    starts = element.kind == "startEvent" and any(event.kind in EVENTS for event in element.events)
    waits = element.kind == "boundaryEvent" and any(event.kind in EVENTS for event in element.events)
    if element.kind in ACTIVITIES or element.job is not None or starts or waits:
        if element.repeat is not None:
            yield element.id + BODY
        yield element.id


def _waits(element: Element) -> bool:
    return element.kind in WAITS or (element.kind == "startEvent" and bool(element.events))


@api.operation("POST", "/migration/validate", "Look at a migration plan", body=MigrationPlanDto,
               answer=MigrationPlanReportDto)  # fmt: skip
def validate(body: MigrationPlanDto) -> MigrationPlanReportDto:
    """The instructions that can be carried out for no process instance at all."""
    old, new = _versions(body)
    elements, triggers = _plan(body)
    wrong = wrong_instructions(old.flow, new.flow, MigrationPlan(elements, triggers))
    reports = [
        MigrationInstructionValidationReportDto(instruction=each, failures=[words(wrong[id])])
        for each in body.instructions
        if (id := each.source_activity_ids[0].removesuffix(BODY)) in wrong
    ]
    return MigrationPlanReportDto(instruction_reports=reports, variable_reports={})


@api.operation("POST", "/migration/execute", "Carry a migration plan out", body=MigrationExecutionDto, status=204)
def execute(body: MigrationExecutionDto) -> None:
    """All the process instances are migrated, or none."""
    not_served(process_instance_query=body.process_instance_query, skip_custom_listeners=body.skip_custom_listeners,
               skip_io_mappings=body.skip_io_mappings)  # fmt: skip
    plan = body.migration_plan
    source, target = by_id(plan.source_process_definition_id), by_id(plan.target_process_definition_id)
    if not body.process_instance_ids:
        raise InvalidCommand(say("Say which process instances are to be migrated: processInstanceIds is empty."))
    for id in body.process_instance_ids:
        if running(id).definition_key != source.key:
            raise InvalidCommand(
                say("Process instance {id} is not one of the version the plan is for.", id=id)
            )  # fmt: skip
    elements, triggers = _plan(plan)
    do(MigrateInstances(tuple(body.process_instance_ids), target.key, REASON, elements, triggers))


def _plan(sent: MigrationPlanDto) -> tuple[dict[str, str], frozenset[str]]:
    """Old id -> new id, and the events that are to wait anew."""
    not_served(variables=sent.variables)
    elements: dict[str, str] = {}
    for each in sent.instructions:
        if len(each.source_activity_ids) != 1 or len(each.target_activity_ids) != 1:
            raise InvalidCommand(say("A migration instruction maps one activity to one activity."))
        source, target = (ids[0].removesuffix(BODY) for ids in (each.source_activity_ids, each.target_activity_ids))
        if elements.setdefault(source, target) != target:
            raise InvalidCommand(say("There are several instructions for the activity {id}.", id=source))
    triggers = {each.source_activity_ids[0] for each in sent.instructions if each.update_event_trigger}
    return elements, frozenset(triggers)
