"""How Alur runs an element, in one plain sentence."""

from __future__ import annotations

from collections.abc import Mapping

from bpmn.elements.row import INSIDE, INSIDE_NON, MULTI_INSTANCE, NON, Row
from bpmn.sentence import Sentence, say

EACH = say("Done once for each item of a list or for a number of times, one after the other or all at once.")

ACTIVITIES: Mapping[str, Sentence] = {
    "task": say("Passed at once; it is there for readers."),
    "manualTask": say("Passed at once; people do it without Alur."),
    "userTask": say("Waits in the inbox of those who may do it, with its form, until somebody completes it."),
    "scriptTask": say("Works out an expression and stores the result; a script task with a job is a worker's."),
    "serviceTask": say(
        "Becomes a job for a connector or an outside worker: a Camunda 8 job, a Camunda 7 external task."
    ),
    "sendTask": say("Becomes a job for the worker that sends the message."),
    "receiveTask": say("Waits for its message."),
    "businessRuleTask": say("Becomes a job for the worker that decides."),
    "callActivity": say("Starts another process within the same case and waits for its end."),
    "subProcess": say("Runs what is drawn inside it as a scope of its own."),
    "transaction": say("A subprocess that a cancel end event takes back: what was done in it is compensated."),
    "adHocSubProcess": say(
        "Runs the activities inside it that an expression names or that people choose, in any order."
    ),
    "isForCompensation": say("Stands outside of the flow; runs when what it belongs to is compensated."),
    "standardLoopCharacteristics": say("Done again and again as long as its condition holds."),
    "exclusiveGateway": say("Takes the first flow whose condition is true, else the default flow."),
    "parallelGateway": say("Takes all flows; waits for all that come in."),
    "inclusiveGateway": say("Takes every flow whose condition is true; waits for those that can still come."),
    "eventBasedGateway": say("Waits for several events; the first one decides the way."),
    "complexGateway": say("Decides by an expression of its own."),
}
TRIGGERS: Mapping[str, Sentence] = {
    "message": say("a message"),
    "timer": say("a timer"),
    "signal": say("a signal"),
    "conditional": say("a condition that comes true"),
    "error": say("an error"),
    "escalation": say("an escalation"),
    "compensation": say("a compensation"),
    "cancel": say("the cancellation of the transaction"),
    "multiple": say("any of several events"),
    "parallelMultiple": say("all of several events"),
}
PLACES: Mapping[tuple[str, str], Sentence] = {
    ("startEvent", ""): say("A case is started by {what}."),
    ("startEvent", INSIDE): say("An event subprocess is started by {what}; everything else in its scope ends."),
    ("startEvent", INSIDE_NON): say("An event subprocess is started by {what}; its scope goes on."),
    ("intermediateCatchEvent", ""): say("Waits for {what}."),
    ("intermediateThrowEvent", ""): say("Throws {what} and goes on."),
    ("boundaryEvent", ""): say("The activity is interrupted by {what}; the flow goes on here."),
    ("boundaryEvent", NON): say("A second flow is started by {what}; the activity goes on."),
    ("endEvent", ""): say("Throws {what} and ends its flow."),
}
EVENTS: Mapping[tuple[str, str, str], Sentence] = {
    ("startEvent", "none", ""): say(
        "A case is started by hand, by a form or by a program; a subprocess by its activity."
    ),
    ("startEvent", "compensation", INSIDE): say("The event subprocess takes back what was done in its scope."),
    ("intermediateCatchEvent", "link", ""): say("The flow goes on here that went into the link of the same name."),
    ("intermediateThrowEvent", "none", ""): say("Passed at once; it marks a state that was reached."),
    ("intermediateThrowEvent", "message", ""): say("Sends the message, by a job or within Alur, and goes on."),
    ("intermediateThrowEvent", "compensation", ""): say(
        "Takes back what was done, the last thing first, and then goes on."
    ),
    ("intermediateThrowEvent", "link", ""): say("The flow goes on at the link of the same name."),
    ("boundaryEvent", "none", ""): say("A boundary event without a trigger."),
    ("boundaryEvent", "compensation", ""): say("Names the activity that takes this one back."),
    ("boundaryEvent", "compensation", NON): say("Names the activity that takes this one back."),
    ("boundaryEvent", "cancel", ""): say("The flow goes on here once the transaction was taken back."),
    ("endEvent", "none", ""): say("Ends its flow; the last one ends the scope."),
    ("endEvent", "message", ""): say("Sends the message, by a job or within Alur, and ends its flow."),
    ("endEvent", "terminate", ""): say("Ends its scope and everything that still waits in it."),
    ("endEvent", "cancel", ""): say("Takes the transaction back and leaves it by its cancel boundary event."),
    ("endEvent", "compensation", ""): say("Takes back what was done, the last thing first, and ends its flow."),
}
EVENT_SUBPROCESS = say("Stands beside the flow of its scope; runs when its start event is triggered.")
CHOREOGRAPHY = say("Part of a choreography, which nobody executes.")


def how(row: Row) -> Sentence:
    """The sentence about a row."""
    if row.variant == MULTI_INSTANCE:
        return EACH
    if row.kind == "subProcess" and row.variant == INSIDE:
        return EVENT_SUBPROCESS
    if row.trigger:
        own = EVENTS.get((row.kind, row.trigger, row.variant))
        place = PLACES[row.kind, row.variant]
        return own or Sentence(place.template, {"what": TRIGGERS[row.trigger]})
    return ACTIVITIES.get(row.kind, CHOREOGRAPHY)
