"""Every expression of a diagram with the place where it stands, so that none is left unchecked."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Call, Element, Event, Expression, Flow, Listener, ListValue, MapValue, Process, Repeat, Source
from bpmn.sentence import Sentence, say

Place = tuple[Sentence, Expression]
Owner = Process | Flow | Element


def of_process(process: Process) -> Iterator[tuple[Owner, Sentence, Expression]]:
    """All expressions of a process, with the process, flow or element they belong to."""
    yield from ((process, *place) for place in of_listeners(process))
    for flow in process.flows():
        yield from ((flow, *place) for place in of_flow(flow))
    for element in process.elements():
        yield from ((element, *place) for place in of_element(element))


def of_element(element: Element) -> Iterator[Place]:
    """All expressions of an element but those of the flows around it and of the elements inside it."""
    for event in element.events:
        yield from of_event(event)
    if element.repeat:
        yield from _of_repeat(element.repeat)
    for mapping in element.inputs:
        yield from _of_source(say("the input {target}", target=mapping.target), mapping.source)
    for mapping in element.outputs:
        yield from _of_source(say("the output {target}", target=mapping.target), mapping.source)
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
        yield from _present(
            (say("the job type"), element.job.type),
            (say("the retries"), element.job.retries),
            (say("the priority"), element.job.priority),
        )
        for error in element.job.errors:
            yield say("the error event definition for {code}", code=error.code), error.when
    if element.script:
        yield say("the script"), element.script.expression
    if element.ad_hoc:
        yield from _present(
            (say("the active elements"), element.ad_hoc.active),
            (say("the output element"), element.ad_hoc.output_item),
            (say("the completion condition"), element.ad_hoc.until),
        )
    if element.decision:
        yield from _present(
            (say("the decision"), element.decision.decision), (say("the version"), element.decision.version)
        )
    if element.call:
        yield from _of_call(element.call)
    yield from of_listeners(element)


def of_listeners(owner: Owner | Repeat) -> Iterator[Place]:
    """What the listeners evaluate."""
    for listener in owner.listeners:
        yield from of_listener(listener)


def of_listener(listener: Listener) -> Iterator[Place]:
    job = listener.job
    yield from _present(
        (say("the {event} listener", event=listener.on), listener.script),
        (
            say("the timer of the {event} listener", event=listener.on),
            listener.timer.expression if listener.timer else None,
        ),
        (
            say("the priority of the {event} listener", event=listener.on),
            listener.timer.priority if listener.timer else None,
        ),
        (say("the job type of the {event} listener", event=listener.on), job.type if job else None),
        (say("the retries of the {event} listener", event=listener.on), job.retries if job else None),
        (say("the priority of the {event} listener", event=listener.on), job.priority if job else None),
    )
    for error in job.errors if job else ():
        yield say("the error event definition for {code}", code=error.code), error.when


def leaves(source: Source) -> Iterator[Expression]:
    """The expressions a value is made of."""
    if isinstance(source, ListValue):
        for item in source.items:
            yield from leaves(item)
    elif isinstance(source, MapValue):
        for key, value in source.entries:
            yield key
            yield from leaves(value)
    else:
        yield source


def of_flow(flow: Flow) -> Iterator[Place]:
    """The condition of a flow, and its listeners."""
    if flow.condition:
        yield say("the condition"), flow.condition
    yield from of_listeners(flow)


def of_event(event: Event) -> Iterator[Place]:
    """The expressions of an event definition."""
    for mapping in event.sends:
        yield from _of_source(say("the variable {target}", target=mapping.target), mapping.source)
    yield from _present(
        (say("the name"), event.name),
        (say("the correlation key"), event.correlation_key),
        (say("the code"), event.code),
        (say("the error message"), event.message),
        (say("the timer"), event.timer.expression if event.timer else None),
        (say("the priority"), event.timer.priority if event.timer else None),
        (say("the condition"), event.condition),
    )


def _of_repeat(repeat: Repeat) -> Iterator[Place]:
    yield from _present(
        (say("the loop cardinality"), repeat.cardinality),
        (say("the input collection"), repeat.collection),
        (say("the output element"), repeat.output_item),
        (say("the completion condition"), repeat.until),
    )
    yield from of_listeners(repeat)


def _of_call(call: Call) -> Iterator[Place]:
    yield from _present(
        (say("the called process"), call.process),
        (say("the version"), call.version),
        (say("the business key"), call.business_key),
    )
    for mapping in (*call.inputs, *call.outputs):
        yield from _of_source(say("the mapping to {target}", target=mapping.target), mapping.source)


def _of_source(place: Sentence, source: Source) -> Iterator[Place]:
    return ((place, expression) for expression in leaves(source))


def _present(*places: tuple[Sentence, Expression | None]) -> Iterator[Place]:
    return ((place, expression) for place, expression in places if expression is not None)
