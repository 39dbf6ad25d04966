"""Listeners: what is done besides an element's own work. Scripts on the spot, jobs by a worker that is waited for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from bpmn.diagram import Listener
from bpmn.sentence import say
from engine.flow import deeds, expressions
from engine.flow.variables import write, write_local

if TYPE_CHECKING:
    from engine.flow.token import Token

ByPhase = Mapping[str, tuple[Listener, ...]]
"""Listeners by what they listen to, in document order."""

DEFAULT_RETRIES = 3
PROCESS_START = "start process"
"""The phase in which a process begins elsewhere than at a start event."""
PROCESS_END = "end process"
"""The phase in which a whole process ends: its listeners are called by the last token."""
CONTINUATIONS = ("before", "after")
"""Camunda 7's asynchronous continuations, which are no listeners there and are never skipped."""
OWN = ("start", "creating")
"""Phases in which what a worker brings stays the element's own."""


def by_phase(listeners: Iterable[Listener]) -> ByPhase:
    found: dict[str, tuple[Listener, ...]] = {}
    for listener in listeners:
        found[listener.on] = (*found.get(listener.on, ()), listener)
    return found


def hear(
    token: Token, phase: str, listeners: tuple[Listener, ...] | None = None, task: Mapping[str, Any] | None = None
) -> bool:
    """Let the listeners of a phase do their part, each once however often it is asked. False if the token now waits
    for a worker to do one of them. ``listeners`` are the node's own unless given."""
    if "listeners" in token.case.skips and phase not in CONTINUATIONS:
        return True
    if listeners is None:
        listeners = token.node.listeners.get(phase, ())
    for listener in listeners[heard(token, phase) :]:
        if listener.job is not None:
            _wait(token, phase, listener)
            return False
        assert listener.script is not None  # one or the other
        deeds.act(token, listener.script, phase.partition(" ")[0], task)
        _count(token, phase)
    return True


def heard(token: Token, phase: str) -> int:
    """How many listeners of the phase have done their part."""
    return token.memo.get("heard", {}).get(phase, 0)


def resume(token: Token) -> None:
    """The worker has done the listener's job: what it brought becomes variables."""
    phase = token.memo.pop("stop")
    token.memo.pop("call")
    _count(token, phase)
    for name, value in token.memo.pop("answer", {}).items():
        at_start = phase == PROCESS_START or (phase == "start" and token.node.element.kind == "startEvent")
        if at_start:  # listeners of the process too; those of its end are never an item's
            write(token, name, value, outside=True)
        elif phase in OWN:
            write_local(token, name, value)
        else:
            write(token, name, value, outside="item_of" not in token.memo)


def detail(token: Token) -> dict[str, Any]:
    """What facts.Wait promises of the job that the token stops for. The listener's headers win over the element's."""
    phase = token.memo["stop"]
    listener = token.node.listeners[phase][heard(token, phase)]
    assert listener.job is not None  # see hear
    own = token.node.element.job
    headers = {**dict(own.headers if own is not None else ()), **dict(listener.job.headers)}
    headers |= token.node.told_to_workers(token)
    call = token.memo["call"]
    return {"retries": call.get("retries", DEFAULT_RETRIES), "priority": call.get("priority", 0), "headers": headers}


def _wait(token: Token, phase: str, listener: Listener) -> None:
    job = listener.job
    assert job is not None
    call: dict[str, Any] = {"name": expressions.text(token, job.type, say("the job type"))}
    if job.retries is not None:
        call["retries"] = expressions.whole(token, job.retries, say("the number of retries"))
    if (priority := expressions.priority(token, job.priority)) != 0:
        call["priority"] = priority
    token.memo["stop"], token.memo["call"] = phase, call
    token.case.journal.open(token)


def _count(token: Token, phase: str) -> None:
    token.memo["heard"] = {**token.memo.get("heard", {}), phase: heard(token, phase) + 1}
