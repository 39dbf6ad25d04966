"""Camunda 7's camunda:executionListener and camunda:taskListener that hold an expression or a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from bpmn.camunda.parameters import script
from bpmn.camunda.table import RULE
from bpmn.diagram import Expression, Listener, Timer
from bpmn.reader.events import timer
from bpmn.reader.vocabulary import CAMUNDA, Node, child, extensions, local, plain
from bpmn.sentence import Sentence, say

if TYPE_CHECKING:
    from bpmn.reader.draft import Draft

EXECUTION = "executionListener"
TASK = "taskListener"
JAVA = ("class", "delegateExpression")
"""Attributes that name Java code: the table of words has a finding for each."""

UNKNOWN = say("A listener is called for start, end or take; this one for {event}.")
UNKNOWN_OF_TASK = say(
    "A task listener is called for create, assignment, update, complete, delete or timeout; this one for {event}."
)
NO_TIMER = say("A listener for timeout needs a bpmn:timerEventDefinition that says when.")
EVENTS = {
    EXECUTION: ("start", "end"),
    TASK: ("create", "assignment", "update", "complete", "delete", "timeout"),
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
        found = reading(expression) if expression else script(inner) if inner is not None else None
        when = None
        if event == "timeout" and (when := _timer(written, draft)) is None:
            draft.note(RULE, "error", NO_TIMER, written)
            continue
        yield Listener(event, found, timer=when)


def _timer(listener: Node, draft: Draft) -> Timer | None:
    definition = child(listener, "timerEventDefinition")
    return None if definition is None else timer(definition, draft)


def _refused(kind: str, event: str, owner: str) -> Sentence | None:
    if owner == "sequenceFlow":
        return None if event == "take" else UNKNOWN
    if event not in EVENTS[kind]:
        return UNKNOWN if kind == EXECUTION else UNKNOWN_OF_TASK
    return None
