"""Guards: tokens beside the flow that wait for an event, and what happens when it comes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.flow import interruption, terms
from engine.flow.problem import Problem
from engine.flow.token import Memo, Token

if TYPE_CHECKING:
    from engine.flow.node import Node


Planned = dict["Node", Memo]
"""What guards are to wait for; all is worked out before the first of them is made."""


def named(token: Token) -> Planned:
    """What those wait for that wait for no time. Camunda 7 works it out before the input mappings of the element
    (ExecutionEntity.initialize, called by PvmAtomicOperationCreateScope), Camunda 8 after its start listeners, with the
    times (BpmnStreamProcessor, onFinalizeActivation)."""
    return _terms(token, timers=False)


def timed(token: Token) -> Planned:
    """When timers are due. Camunda 7 works it out between the input mappings and the start listeners
    (PvmExecutionImpl.enterActivityInstance, called by PvmAtomicOperationActivityInstanceStart)."""
    return _terms(token, timers=True)


def _terms(token: Token, timers: bool) -> Planned:
    """Those of the guards; what a token itself waits for is kept on it."""
    node = token.node
    if node.catches and _is_timer(node) is timers:
        token.memo.update(terms.work_out(token, node.element))
    return {one: terms.work_out(token, one.trigger) for one in node.guards if _is_timer(one) is timers}


def _is_timer(node: Node) -> bool:
    event = node.trigger.event
    return event is not None and event.kind == "timer"


def arm(token: Token, planned: Planned) -> None:
    """Set the guards beside the token."""
    for node in token.node.guards:
        if node in planned:
            _arm(token, node, planned[node])


def _arm(token: Token, node: Node, memo: Memo) -> None:
    memo["host"] = token.number
    guard = token.scope.guard(node, memo)
    token.memo.setdefault("guards", []).append(guard.number)


def arm_scope(first: Token) -> None:
    """Set the event subprocesses beside the flow of the scope that ``first`` is in. They go when the scope ends."""
    planned = [(node, terms.work_out(first, node.trigger)) for node in first.scope.spec.guards]
    for node, memo in planned:
        first.scope.guard(node, memo)


def drop(token: Token) -> None:
    """The token completes: its guards go."""
    for number in token.memo.pop("guards", ()):
        guard = token.case.index[number]
        guard.scope.terminate(guard)


def fire(guard: Token, values: Mapping[str, Any]) -> None:
    """What the guard waited for has happened: it becomes an ordinary token at its event.

    It does so before its host goes, or the scope would end in between. What is left to do for what it interrupts comes
    first; if that fails, it is an incident of the guard, and a retry lets it fire again.
    """
    try:
        _prepare(guard)
    except Problem as problem:
        guard.memo["came"] = dict(values)
        guard.case.stop(guard, problem.code, problem.sentence)
        return
    if "host" not in guard.memo:
        _run_event_subprocess(guard, values)
        return
    host = guard.case.index[guard.memo["host"]]
    if guard.node.listening:
        _go_on_listening(host, guard)
        return
    again = None if guard.node.element.interrupting else terms.again(guard)
    guard.case.journal.close(guard)
    host.memo["guards"].remove(guard.number)
    guard.become(Memo(on=1, values=dict(values)))
    guard.scope.alive += 1
    if guard.node.element.kind != "boundaryEvent":
        _win(host, guard)
    elif guard.node.element.interrupting:
        guard.scope.terminate(host)
    elif again is not None:
        _arm(host, guard.node, again)
    guard._ready()


def _prepare(guard: Token) -> None:
    """What may fail when a guard fires."""
    node = guard.node
    if not node.trigger.interrupting:
        terms.look_again(guard, guard.case.index.get(guard.memo.get("host", 0), guard))
    if node.listening:
        node.heard_event(guard)
    elif "host" not in guard.memo:
        if node.trigger.interrupting:
            interruption.prepare_scope(guard.scope, guard)
    elif node.element.kind == "boundaryEvent" and node.element.interrupting:
        interruption.prepare([guard.case.index[guard.memo["host"]]])


def _go_on_listening(host: Token, guard: Token) -> None:
    """A listener has been called; nothing follows but its next turn."""
    again = terms.again(guard)
    host.memo["guards"].remove(guard.number)
    guard.scope.terminate(guard)
    if again is not None:
        _arm(host, guard.node, again)


def _run_event_subprocess(guard: Token, values: Mapping[str, Any]) -> None:
    """It becomes the token of a subprocess in its scope; an interrupting one takes everything else away."""
    scope, node = guard.scope, guard.node
    again = None if node.trigger.interrupting else terms.again(guard)
    guard.case.journal.close(guard)
    guard.become(Memo(values=dict(values)) if values else Memo())
    scope.alive += 1
    if node.trigger.interrupting:
        scope.clear(guard)
    elif again is not None:
        scope.guard(node, again)
    guard._ready()


def _win(race: Token, guard: Token) -> None:
    """The event-based gateway completes along the flow to the winner; the other candidates go."""
    race.memo["fired"] = guard.number
    race.memo["take"] = [flow.id for flow, target in race.node.ways if target is guard.node][:1]
    race.complete()
