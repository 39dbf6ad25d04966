"""Which variables a process sets as far as its file says so, and where those of repetitions are known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from bpmn import languages
from bpmn.diagram import Element, Event, Process, Scope
from bpmn.expressions import of_process


def names_set(process: Process) -> frozenset[str]:
    """Names that something in the process sets, wherever; of scripts all names they speak of."""
    found = {name.partition(".")[0] for element in process.elements() for name in _of_element(element)}
    for _, _, expression in of_process(process):
        if expression.language == "javascript" or languages.calls(expression):
            found |= languages.names(expression)
    return frozenset(found)


def items_of(process: Process) -> Mapping[str, frozenset[str]]:
    """The item of each multi-instance activity -> the ids of all elements and flows where it is known."""
    found: dict[str, set[str]] = defaultdict(set)
    for element in process.elements():
        if element.repeat and element.repeat.item:
            found[element.repeat.item] |= set(within(element))
    return {name: frozenset(ids) for name, ids in found.items()}


def within(element: Element) -> Iterator[str]:
    """The ids of the element and of everything inside it."""
    yield element.id
    if element.scope:
        yield from _inside(element.scope)


def _inside(scope: Scope) -> Iterator[str]:
    for flow in scope.flows:
        yield flow.id
    for element in scope.elements:
        yield element.id
        if element.scope:
            yield from _inside(element.scope)


def _of_element(element: Element) -> Iterator[str]:
    """Names that the element's own words set."""
    for mapping in (*element.inputs, *element.outputs):
        yield mapping.target
    for event in element.events:
        yield from _of_event(event)
    if element.call:
        yield from (mapping.target for mapping in (*element.call.inputs, *element.call.outputs))
    for attached in (element.script, element.decision):
        if attached and attached.result_variable:
            yield attached.result_variable
    for collecting in (element.repeat, element.ad_hoc):
        if collecting and collecting.output_collection:
            yield collecting.output_collection
    if element.initiator:
        yield element.initiator


def _of_event(event: Event) -> Iterator[str]:
    yield from (name for name in (event.code_variable, event.message_variable) if name)
