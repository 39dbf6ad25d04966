"""Camunda 7's camunda:executionListener and camunda:taskListener that hold an expression or a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from bpmn.camunda.parameters import script
from bpmn.camunda.table import RULE
from bpmn.diagram import Expression, Listener
from bpmn.reader.vocabulary import CAMUNDA, Node, child, extensions, local, plain
from bpmn.sentence import Sentence, say

if TYPE_CHECKING:
    from bpmn.reader.draft import Draft

EXECUTION = "executionListener"
TASK = "taskListener"
JAVA = ("class", "delegateExpression")
"""Attributes that name Java code: the table of words has a finding for each."""

NOT_CALLED = say("Task listeners for {event} are not called in Alur; it calls those for create, assignment, complete.")
UNKNOWN = say("A listener is called for start, end or take; this one for {event}.")
PROCESS_END = say("Alur calls no listener when a whole process ends; put it on the end events.")
EVENTS = {
    EXECUTION: ("start", "end"),
    TASK: ("create", "assignment", "complete"),
}


def read(node: Node, reading: Callable[[str], Expression], draft: Draft) -> tuple[Listener, ...]:
    """The listeners of an element, flow or process, in document order."""
    return tuple(_read(node, reading, draft))


def _read(node: Node, reading: Callable[[str], Expression], draft: Draft) -> Iterator[Listener]:
    for written in extensions(node, CAMUNDA):
        if local(written) not in EVENTS or any(plain(written, name) for name in JAVA):
            continue
        expression, inner = plain(written, "expression"), child(written, "script", CAMUNDA)
        if expression is None and inner is None:
            draft.note(RULE, "error", say("This listener has neither an expression nor a script."), written)
            continue
        event = plain(written, "event") or ("take" if local(node) == "sequenceFlow" else "")
        if (refusal := _refused(local(written), event, local(node))) is not None:
            draft.note(RULE, "error", Sentence(refusal.template, {"event": event or "-"}), written)
            continue
        yield Listener(event, reading(expression) if expression else script(inner) if inner is not None else None)


def _refused(kind: str, event: str, owner: str) -> Sentence | None:
    if owner == "sequenceFlow":
        return None if event == "take" else UNKNOWN
    if event not in EVENTS[kind]:
        return UNKNOWN if kind == EXECUTION else NOT_CALLED
    return PROCESS_END if owner == "process" and event == "end" else None
