"""Camunda 7's asynchronous continuations: jobs of our own workers before or after an element's work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from bpmn.attachments import CONTINUATION, RETRY_CYCLE
from bpmn.camunda import priorities
from bpmn.camunda.table import RULE
from bpmn.diagram import Expression, JobSpec, Listener
from bpmn.languages.iso8601 import NotIso
from bpmn.languages.retry_cycle import parse_retry_cycle
from bpmn.reader.vocabulary import CAMUNDA, Node, extension, flag, own, text_of
from bpmn.sentence import say

if TYPE_CHECKING:
    from bpmn.reader.draft import Draft

CYCLE = "failedJobRetryTimeCycle"
IDLE = say(
    "camunda:failedJobRetryTimeCycle is for the jobs of camunda:asyncBefore and camunda:asyncAfter, and this element "
    "has neither; it is ignored."
)


def read(node: Node, draft: Draft, expression: Callable[[str], Expression]) -> tuple[Listener, ...]:
    """What camunda:asyncBefore (formerly camunda:async) and camunda:asyncAfter ask for."""
    phases, priority = tuple(_phases(node)), priorities.read(node, "jobPriority", expression)
    cycle = extension(node, CAMUNDA, CYCLE)
    if cycle is None:
        return tuple(Listener(phase, job=_job("", 3, priority)) for phase in phases)
    text = text_of(cycle)
    if not phases:
        draft.note(RULE, "warning", IDLE, cycle)
        return ()
    try:
        retries = parse_retry_cycle(text).retries
    except NotIso as wrong:
        sentence = say("camunda:failedJobRetryTimeCycle cannot be read: {reason}", reason=wrong.sentence)
        draft.note(RULE, "error", sentence, cycle)
        return ()
    return tuple(Listener(phase, job=_job(text, retries, priority)) for phase in phases)


def _phases(node: Node) -> Iterator[str]:
    if flag(own(node, "asyncBefore", CAMUNDA)) or flag(own(node, "async", CAMUNDA)):
        yield "before"
    if flag(own(node, "asyncAfter", CAMUNDA)):
        yield "after"


def _job(cycle: str, retries: int, priority: Expression | None) -> JobSpec:
    headers = ((RETRY_CYCLE, cycle),) if cycle else ()
    return JobSpec(Expression("literal", CONTINUATION), Expression("literal", str(retries)), headers, priority=priority)
