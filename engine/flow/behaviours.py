"""THE table of behaviours: which node class runs which element. To add an element, add its class and a line here."""

from __future__ import annotations

from bpmn.diagram import Element
from bpmn.sentence import say
from engine.flow import adhoc, calls, compensation_events, decisions, event_subprocesses, events, gateways, links, tasks
from engine.flow.node import Node
from engine.flow.pass_through import Pass
from engine.flow.problem import NotRunnable

ACTIVITIES: dict[str, type[Node]] = {
    "task": Pass,
    "manualTask": Pass,
    "userTask": tasks.UserTask,
    "scriptTask": tasks.ScriptTask,
    "serviceTask": tasks.Job,
    "sendTask": events.Throw,
    "businessRuleTask": tasks.Job,
    "receiveTask": events.Catch,
    "subProcess": calls.Subprocess,
    "transaction": calls.Subprocess,
    "adHocSubProcess": adhoc.AdHoc,
    "callActivity": calls.CallActivity,
    "exclusiveGateway": gateways.Exclusive,
    "parallelGateway": gateways.Parallel,
    "inclusiveGateway": gateways.Inclusive,
    "eventBasedGateway": gateways.Race,
}

EVENTS: dict[tuple[str, str], type[Node]] = {
    ("intermediateCatchEvent", "message"): events.Catch,
    ("intermediateCatchEvent", "timer"): events.Catch,
    ("intermediateCatchEvent", "signal"): events.Catch,
    ("intermediateCatchEvent", "conditional"): events.Catch,
    ("intermediateCatchEvent", "link"): Pass,
    ("boundaryEvent", "message"): events.Guard,
    ("boundaryEvent", "signal"): events.Guard,
    ("boundaryEvent", "conditional"): events.Guard,
    ("boundaryEvent", "timer"): events.Guard,
    ("boundaryEvent", "error"): Pass,
    ("boundaryEvent", "escalation"): Pass,
    ("boundaryEvent", "cancel"): Pass,
    ("boundaryEvent", "compensation"): compensation_events.Undo,
    ("intermediateThrowEvent", "none"): Pass,
    ("intermediateThrowEvent", "escalation"): events.Escalation,
    ("intermediateThrowEvent", "message"): events.Throw,
    ("intermediateThrowEvent", "compensation"): compensation_events.Compensate,
    ("intermediateThrowEvent", "signal"): events.SignalThrow,
    ("intermediateThrowEvent", "link"): links.LinkThrow,
    ("endEvent", "none"): Pass,
    ("endEvent", "signal"): events.SignalThrow,
    ("endEvent", "message"): events.Throw,
    ("endEvent", "error"): events.ErrorEnd,
    ("endEvent", "escalation"): events.Escalation,
    ("endEvent", "compensation"): compensation_events.Compensate,
    ("endEvent", "cancel"): compensation_events.CancelEnd,
    ("endEvent", "terminate"): events.TerminateEnd,
}


STARTS = frozenset({"none", "message", "timer", "signal", "conditional", "error", "escalation", "compensation"})
"""Triggers of start events: the host starts the case when they come, or their event subprocess waits for them."""


def behaviour(element: Element) -> type[Node]:
    """The node class of the element; NotRunnable if there is none."""
    if element.kind in ACTIVITIES and not element.event_subprocess:
        if element.kind == "scriptTask" and element.job is not None:
            return tasks.Job
        if element.decision is not None:
            return decisions.BusinessRule
        if element.script is not None and element.job is None:
            return tasks.ScriptTask
        return ACTIVITIES[element.kind]
    if element.event_subprocess:
        return event_subprocesses.EventSubprocess
    what = element.event.kind if element.event is not None else "none"
    if what == "message" and element.script is not None and element.job is None:
        return tasks.ScriptTask
    starts = element.kind == "startEvent" and what in STARTS
    kind = event_subprocesses.Start if starts else EVENTS.get((element.kind, what))
    if kind is None or len(element.events) > 1:
        sentence = say("The kernel cannot run {id}, a {kind} ({event}).", id=element.id, kind=element.kind, event=what)
        raise NotRunnable(element.id, sentence)
    return kind
