"""What a walk has to tell about a process: where cases stand still, and what none of them ever came to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bpmn import Report
from bpmn.diagram import Element, Process
from bpmn.sentence import Sentence, say
from engine.walk.seen import Been


@dataclass(frozen=True, slots=True)
class Told:
    """One thing an analyst should know. ``rule``: dead_end, join_never_fires, always_incident, loop_without_exit,
    never_reached, never_taken, form_missing, decision_missing or process_missing; ``element_id`` may be a flow's."""

    rule: str
    element_id: str
    sentence: Sentence


def tell(
    process: Process,
    been: Been,
    dead_ends: Mapping[str, Sentence | None],
    troubles: Mapping[str, Sentence],
    report: Report,
) -> tuple[Told, ...]:
    """``dead_ends``: where runs stood still; ``troubles``: incidents on the way that no other values helped."""
    return (
        *_dead_ends(dead_ends),
        *_joins(process, been, dead_ends),
        *_troubles(been, {at: why for at, why in troubles.items() if at not in dead_ends}),
        *_loops(process, report),
        *_not_come_to(process, been),
    )


def _dead_ends(dead_ends: Mapping[str, Sentence | None]) -> Iterator[Told]:
    for at, why in dead_ends.items():
        if why is None:
            yield Told("dead_end", at, say("A case came past {id} and then waited for nothing, without an end.", id=at))
        else:
            yield Told("dead_end", at, say("A case stood still at {id} for ever: {reason}", id=at, reason=why))


def _joins(process: Process, been: Been, known: Mapping[str, Sentence | None]) -> Iterator[Told]:
    for element in process.elements():
        joins = element.kind in ("parallelGateway", "inclusiveGateway") and len(element.incoming) > 1
        if joins and element.id in been.entered - been.completed and element.id not in known:
            sentence = say("Tokens came to the join {id}, but never by all the ways it waits for.", id=element.id)
            yield Told("join_never_fires", element.id, sentence)


def _troubles(been: Been, troubles: Mapping[str, Sentence]) -> Iterator[Told]:
    for at, why in troubles.items():
        if at not in been.completed:
            sentence = say("Whatever values were tried, {id} ended in an incident: {reason}", id=at, reason=why)
            yield Told("always_incident", at, sentence)


def _loops(process: Process, report: Report) -> Iterator[Told]:
    """Found by reading alone: a walk could only say that it did not get out."""
    within = {element.id for element in process.elements()}
    for finding in report.findings:
        if finding.rule == "no_way_out" and finding.element_id in within:
            yield Told("loop_without_exit", str(finding.element_id), finding.sentence)


def _not_come_to(process: Process, been: Been) -> Iterator[Told]:
    reached = been.completed | {element.id for element in process.elements()
                                if element.id in been.entered and not _stands_aside(element)}  # fmt: skip
    for element in process.elements():
        if element.id not in reached and not (element.event_subprocess or element.for_compensation):
            yield Told("never_reached", element.id, say("No case ever came to {id}.", id=element.id))
    for flow in process.flows():
        if flow.id not in been.flows and flow.source in been.completed:
            sentence = say("The sequence flow {id} from {source} to {target} was never taken.",
                           id=flow.id, source=flow.source, target=flow.target)  # fmt: skip
            yield Told("never_taken", flow.id, sentence)


def _stands_aside(element: Element) -> bool:
    """It enters as a guard when its host does; it is reached when it happens."""
    return element.kind == "boundaryEvent" or element.event_subprocess or bool(element.events)
