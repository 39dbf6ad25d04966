"""Camunda 8's zeebe:executionListener and zeebe:taskListener: jobs that are waited for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from bpmn.camunda.table import RULE
from bpmn.diagram import Expression, JobSpec, Listener
from bpmn.reader.vocabulary import ZEEBE, Node, children, extensions, local, plain
from bpmn.sentence import Sentence, say

if TYPE_CHECKING:
    from bpmn.reader.draft import Draft

KINDS = {
    "executionListeners": ("executionListener", ("start", "end")),
    "taskListeners": ("taskListener", ("creating", "assigning", "updating", "completing")),
}
NO_START = ("startEvent", "boundaryEvent")
NO_END = ("exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway")

NO_TYPE = say("This listener has no job type, so that no worker would find it.")
UNKNOWN = say("An execution listener is called for start or end; this one for {event}.")
NOT_CALLED = say(
    "Task listeners for {event} are not called in Alur; those for creating, assigning, updating, completing are."
)
NOWHERE = say("A listener for {event} is never called on a {owner}.")


def read(node: Node, reading: Callable[[str], Expression], draft: Draft) -> tuple[Listener, ...]:
    """The listeners of an element or process, in document order."""
    return tuple(_read(node, reading, draft))


def headers(node: Node) -> tuple[tuple[str, str], ...]:
    """The headers under an element's extensions, or directly in a listener."""
    containers = [*extensions(node, ZEEBE, "taskHeaders"), *children(node, "taskHeaders", ZEEBE)]
    return tuple(
        (plain(entry, "key") or "", plain(entry, "value") or "")
        for container in containers
        for entry in children(container, "header", ZEEBE)
    )


def _read(node: Node, reading: Callable[[str], Expression], draft: Draft) -> Iterator[Listener]:
    for container in extensions(node, ZEEBE):
        if local(container) not in KINDS:
            continue
        kind, events = KINDS[local(container)]
        for written in children(container, kind, ZEEBE):
            event, job_type = plain(written, "eventType") or "", plain(written, "type")
            if (refusal := _refused(kind, event, events, local(node), job_type)) is not None:
                sentence = Sentence(refusal.template, {"event": event or "-", "owner": local(node)})
                draft.note(RULE, "error", sentence, written)
                continue
            retries = plain(written, "retries")
            job = JobSpec(reading(job_type or ""), reading(retries) if retries else None, headers(written))
            yield Listener(event, job=job)


def _refused(kind: str, event: str, events: tuple[str, ...], owner: str, job_type: str | None) -> Sentence | None:
    if event not in events:
        return UNKNOWN if kind == "executionListener" else NOT_CALLED
    if (event == "start" and owner in NO_START) or (event == "end" and owner in NO_END):
        return NOWHERE
    return None if job_type else NO_TYPE
