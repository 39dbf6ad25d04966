"""Why Alur does not run an element: the sentences of the table, each with what to draw instead."""

from __future__ import annotations

from bpmn.sentence import say

SEVERAL = say("Alur runs events with one definition only; draw one event for each.")
NO_TRANSACTION = say("Camunda 8 has no transactions; draw an embedded subprocess with an error boundary event.")
NO_CANCEL = say("Camunda 8 has no cancel events; use an error end event and a boundary event.")
NO_COMPENSATION_START = say(
    "Camunda 8 starts no event subprocess by compensation; put a compensation boundary event on the activity."
)
NO_AD_HOC = say("Camunda 7 runs no ad-hoc subprocesses; draw the order of the steps, or parallel branches.")
COMPLEX = say("Alur does not run complex gateways; use exclusive, parallel and inclusive gateways.")
STANDARD_LOOP = say("Alur does not run standard loops; draw the loop with an exclusive gateway, or use multi-instance.")
CHOREOGRAPHY = say("Alur does not run choreographies; draw a process.")
NOT_BPMN = say("BPMN has no {name}; choose another kind of event in the Modeler.")
UNKNOWN = say("{name} is not an element of BPMN 2.0 that Alur knows.")
BOUNDARY_NONE = say("This boundary event has no trigger; choose message, timer or error in the Modeler.")
