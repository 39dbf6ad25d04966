"""What changes something (``execution.setVariable(...)``) may stand only where something is done."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Element, Expression, Flow, Process
from bpmn.expressions import Place, of_element, of_flow, of_listeners
from bpmn.languages import calls
from bpmn.languages.juel_objects import VARIABLE_DEEDS
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say

ON_TASK = ("create", "assignment", "update", "complete", "delete", "timeout")
CHANGING = ("set", "add", "delete")


def check(subject: Subject) -> Iterator[Complaint]:
    for process in subject.processes():
        yield from _of(process, of_listeners(process), None)
    for flow in subject.flows():
        yield from _of(flow, of_flow(flow), None)
    for element in subject.elements():
        yield from _of(element, of_element(element), element.script.expression if element.script else None)


def _of(owner: Element | Flow | Process, places: Iterator[Place], work: Expression | None) -> Iterator[Complaint]:
    when = {id(listener.script): listener.on for listener in owner.listeners if listener.script is not None}
    for place, expression in places:
        event = when.get(id(expression))
        for called, method in sorted(calls(expression)):
            name = f"{called}.{method}()"
            if event is None and expression is not work:
                yield about(
                    owner, say("{call} stands in {place}, where nothing may be changed.", call=name, place=place)
                )
            elif called == "task" and event not in ON_TASK:
                yield about(owner, say("{call} stands in {place}, where there is no task.", call=name, place=place))
            elif called == "task" and event != "create" and _changes_task(method):
                yield about(
                    owner, say("{call} is run by create listeners only, and stands in {place}.", call=name, place=place)
                )


def _changes_task(method: str) -> bool:
    return method.startswith(CHANGING) and method not in VARIABLE_DEEDS
