"""Every expression of a diagram with the place where it stands, so that none is left unchecked."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Call, Element, Event, Expression, Flow, Repeat, ValueMapping
from bpmn.sentence import Sentence, say

Place = tuple[Sentence, Expression]


def of_element(element: Element) -> Iterator[Place]:
    """All expressions of an element but those of the flows around it and of the elements inside it."""
    for event in element.events:
        yield from of_event(event)
    if element.repeat:
        yield from _of_repeat(element.repeat)
    for mapping in element.inputs:
        yield say("the input {target}", target=mapping.target), mapping.source
    for mapping in element.outputs:
        yield say("the output {target}", target=mapping.target), mapping.source
    if element.assignment:
        who = element.assignment
        yield from _present(
            (say("the assignee"), who.assignee),
            (say("the candidate users"), who.candidate_users),
            (say("the candidate groups"), who.candidate_groups),
            (say("the due date"), who.due_date),
            (say("the follow-up date"), who.follow_up_date),
            (say("the priority"), who.priority),
        )
    if element.form:
        yield from _present((say("the form"), element.form.reference), (say("the form version"), element.form.version))
    if element.job:
        yield from _present((say("the job type"), element.job.type), (say("the retries"), element.job.retries))
    if element.script:
        yield say("the script"), element.script.expression
    if element.call:
        yield from _of_call(element.call)


def of_flow(flow: Flow) -> Iterator[Place]:
    """The condition of a flow."""
    if flow.condition:
        yield say("the condition"), flow.condition


def of_event(event: Event) -> Iterator[Place]:
    """The expressions of an event definition."""
    yield from _present(
        (say("the name"), event.name),
        (say("the correlation key"), event.correlation_key),
        (say("the code"), event.code),
        (say("the timer"), event.timer.expression if event.timer else None),
        (say("the condition"), event.condition),
    )


def _of_repeat(repeat: Repeat) -> Iterator[Place]:
    yield from _present(
        (say("the loop cardinality"), repeat.cardinality),
        (say("the input collection"), repeat.collection),
        (say("the output element"), repeat.output_item),
        (say("the completion condition"), repeat.until),
    )


def _of_call(call: Call) -> Iterator[Place]:
    yield from _present(
        (say("the called process"), call.process),
        (say("the version"), call.version),
        (say("the business key"), call.business_key),
    )
    crossing: tuple[ValueMapping, ...] = (*call.inputs, *call.outputs)
    for mapping in crossing:
        yield say("the mapping to {target}", target=mapping.target), mapping.source


def _present(*places: tuple[Sentence, Expression | None]) -> Iterator[Place]:
    return ((place, expression) for place, expression in places if expression is not None)
