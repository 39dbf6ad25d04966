"""What changes something (``execution.setVariable(...)``) may stand only where something is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bpmn.diagram import Element, Expression, Flow, Process
from bpmn.expressions import Place, leaves, of_element, of_flow, of_listeners
from bpmn.languages import calls
from bpmn.languages.juel_objects import VARIABLE_DEEDS
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say

ON_TASK = ("create", "assignment", "update", "complete", "delete", "timeout")
CHANGING = ("set", "add", "delete")


def check(subject: Subject) -> Iterator[Complaint]:
    for process in subject.processes():
        yield from _of(process, of_listeners(process))
    for flow in subject.flows():
        yield from _of(flow, of_flow(flow))
    for element in subject.elements():
        yield from _of(element, of_element(element), _changing(element))


def _changing(element: Element) -> Iterator[Expression]:
    """What may change something besides listeners: the element's work, and its parameters."""
    if element.script:
        yield element.script.expression
    for mapping in (*element.inputs, *element.outputs):
        yield from leaves(mapping.source)


def _of(
    owner: Element | Flow | Process, places: Iterator[Place], changing: Iterable[Expression] = ()
) -> Iterator[Complaint]:
    changes = {id(expression) for expression in changing}
    when = {id(listener.script): listener.on for listener in owner.listeners if listener.script is not None}
    for place, expression in places:
        event = when.get(id(expression))
        for called, method in sorted(calls(expression)):
            name = f"{called}.{method}()"
            if event is None and id(expression) not in changes:
                yield about(
                    owner,
                    say(
                        "{call} stands in {place}. Only the work of an element, its listeners and its parameters "
                        "change something here: move it there.", call=name, place=place,
                    ),
                )  # fmt: skip
            elif called == "task" and event not in ON_TASK:
                yield about(owner, say("{call} stands in {place}, where there is no task.", call=name, place=place))
            elif called == "task" and event != "create" and _changes_task(method):
                yield about(
                    owner, say("{call} is run by create listeners only, and stands in {place}.", call=name, place=place)
                )


def _changes_task(method: str) -> bool:
    return method.startswith(CHANGING) and method not in VARIABLE_DEEDS
