"""THE table: every element of BPMN 2.0, supported or refused with a sentence.

A flow node is found by its kind, what triggers it, and its variant. ``alur check`` refuses by this table, the kernel
builds what it supports, and the README prints it; nothing else says what Alur runs.
"""

from __future__ import annotations

from dataclasses import dataclass

from bpmn.diagram import Element
from bpmn.sentence import Sentence, say

MULTIPLE = "multiple"
PARALLEL_MULTIPLE = "parallelMultiple"
INSIDE = "event subprocess"
INSIDE_NON = "event subprocess, non-interrupting"
NON = "non-interrupting"
MULTI_INSTANCE = "multi-instance"


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of flow node. ``trigger`` is an event's definition ('none' without one, '' for what is no event);
    ``refused`` is None for what Alur runs."""

    kind: str
    trigger: str = ""
    variant: str = ""
    refused: Sentence | None = None

    @property
    def supported(self) -> bool:
        return self.refused is None

    @property
    def name(self) -> str:
        """As the README and the sentences call it: ``boundaryEvent message non-interrupting``."""
        return " ".join(part for part in (self.kind, self.trigger, self.variant) if part)


SIGNAL = say("Alur does not run signal events; use a message, or a called process.")
CONDITIONAL = say("Alur does not run conditional events; use an exclusive gateway or a message.")
ESCALATION = say("Alur does not run escalation events; use an error, or a non-interrupting timer.")
COMPENSATION = say("Alur does not run compensation; draw the steps that undo something as ordinary steps.")
LINK = say("Alur does not run link events; draw the sequence flow itself.")
CANCEL = say("Alur does not run transactions with cancel events; use an error end event and a boundary event.")
SEVERAL = say("Alur runs events with one definition only; draw one event for each.")
TIMER_START = say("Alur does not start processes by timer; draw a none or message start event.")
EVENT_SUBPROCESS = say("Alur does not run event subprocesses; put a boundary event on an embedded subprocess.")
TRANSACTION = say("Alur does not run transactions; draw an embedded subprocess.")
AD_HOC = say("Alur does not run ad-hoc subprocesses; draw the order of the steps, or parallel branches.")
COMPLEX = say("Alur does not run complex gateways; use exclusive, parallel and inclusive gateways.")
RULES = say("Alur does not run business rule tasks; use a script task or an exclusive gateway.")
STANDARD_LOOP = say("Alur does not run standard loops; draw the loop with an exclusive gateway, or use multi-instance.")
REPEATED = say("Alur runs multi-instance on user tasks only; draw a loop, or put the work into a user task.")
CHOREOGRAPHY = say("Alur does not run choreographies; draw a process.")
NOT_BPMN = say("BPMN has no {name}; choose another kind of event in the Modeler.")
UNKNOWN = say("{name} is not an element of BPMN 2.0 that Alur knows.")
BOUNDARY_NONE = say("This boundary event has no trigger; choose message, timer or error in the Modeler.")

ACTIVITIES = (
    Row("task"),
    Row("userTask"),
    Row("manualTask"),
    Row("scriptTask"),
    Row("serviceTask"),
    Row("sendTask"),
    Row("receiveTask"),
    Row("businessRuleTask", refused=RULES),
    Row("callActivity"),
    Row("subProcess"),
    Row("subProcess", variant=INSIDE, refused=EVENT_SUBPROCESS),
    Row("transaction", refused=TRANSACTION),
    Row("adHocSubProcess", refused=AD_HOC),
    Row("standardLoopCharacteristics", refused=STANDARD_LOOP),
    Row("task", variant=MULTI_INSTANCE, refused=REPEATED),
    Row("userTask", variant=MULTI_INSTANCE),
    Row("manualTask", variant=MULTI_INSTANCE, refused=REPEATED),
    Row("scriptTask", variant=MULTI_INSTANCE, refused=REPEATED),
    Row("serviceTask", variant=MULTI_INSTANCE, refused=REPEATED),
    Row("sendTask", variant=MULTI_INSTANCE, refused=REPEATED),
    Row("receiveTask", variant=MULTI_INSTANCE, refused=REPEATED),
    Row("businessRuleTask", variant=MULTI_INSTANCE, refused=RULES),
    Row("callActivity", variant=MULTI_INSTANCE, refused=REPEATED),
    Row("subProcess", variant=MULTI_INSTANCE, refused=REPEATED),
    Row("transaction", variant=MULTI_INSTANCE, refused=TRANSACTION),
    Row("adHocSubProcess", variant=MULTI_INSTANCE, refused=AD_HOC),
)
GATEWAYS = (
    Row("exclusiveGateway"),
    Row("parallelGateway"),
    Row("inclusiveGateway"),
    Row("eventBasedGateway"),
    Row("complexGateway", refused=COMPLEX),
)
START_EVENTS = (
    Row("startEvent", "none"),
    Row("startEvent", "message"),
    Row("startEvent", "timer", refused=TIMER_START),
    Row("startEvent", "signal", refused=SIGNAL),
    Row("startEvent", "conditional", refused=CONDITIONAL),
    Row("startEvent", MULTIPLE, refused=SEVERAL),
    Row("startEvent", PARALLEL_MULTIPLE, refused=SEVERAL),
    *(
        Row("startEvent", trigger, INSIDE, refused=EVENT_SUBPROCESS)
        for trigger in (
            "message", "timer", "signal", "conditional", "error", "escalation", "compensation",
            MULTIPLE, PARALLEL_MULTIPLE,
        )
    ),
    *(
        Row("startEvent", trigger, INSIDE_NON, refused=EVENT_SUBPROCESS)
        for trigger in ("message", "timer", "signal", "conditional", "escalation", MULTIPLE, PARALLEL_MULTIPLE)
    ),
)  # fmt: skip
INTERMEDIATE_EVENTS = (
    Row("intermediateCatchEvent", "message"),
    Row("intermediateCatchEvent", "timer"),
    Row("intermediateCatchEvent", "signal", refused=SIGNAL),
    Row("intermediateCatchEvent", "conditional", refused=CONDITIONAL),
    Row("intermediateCatchEvent", "link", refused=LINK),
    Row("intermediateCatchEvent", MULTIPLE, refused=SEVERAL),
    Row("intermediateCatchEvent", PARALLEL_MULTIPLE, refused=SEVERAL),
    Row("intermediateThrowEvent", "none"),
    Row("intermediateThrowEvent", "message"),
    Row("intermediateThrowEvent", "signal", refused=SIGNAL),
    Row("intermediateThrowEvent", "escalation", refused=ESCALATION),
    Row("intermediateThrowEvent", "compensation", refused=COMPENSATION),
    Row("intermediateThrowEvent", "link", refused=LINK),
    Row("intermediateThrowEvent", MULTIPLE, refused=SEVERAL),
)
BOUNDARY_EVENTS = (
    Row("boundaryEvent", "none", refused=BOUNDARY_NONE),
    Row("boundaryEvent", "message"),
    Row("boundaryEvent", "timer"),
    Row("boundaryEvent", "error"),
    Row("boundaryEvent", "signal", refused=SIGNAL),
    Row("boundaryEvent", "conditional", refused=CONDITIONAL),
    Row("boundaryEvent", "escalation", refused=ESCALATION),
    Row("boundaryEvent", "cancel", refused=CANCEL),
    Row("boundaryEvent", "compensation", refused=COMPENSATION),
    Row("boundaryEvent", MULTIPLE, refused=SEVERAL),
    Row("boundaryEvent", PARALLEL_MULTIPLE, refused=SEVERAL),
    Row("boundaryEvent", "message", NON),
    Row("boundaryEvent", "timer", NON),
    Row("boundaryEvent", "signal", NON, refused=SIGNAL),
    Row("boundaryEvent", "conditional", NON, refused=CONDITIONAL),
    Row("boundaryEvent", "escalation", NON, refused=ESCALATION),
    Row("boundaryEvent", "compensation", NON, refused=COMPENSATION),
    Row("boundaryEvent", MULTIPLE, NON, refused=SEVERAL),
    Row("boundaryEvent", PARALLEL_MULTIPLE, NON, refused=SEVERAL),
)
END_EVENTS = (
    Row("endEvent", "none"),
    Row("endEvent", "message"),
    Row("endEvent", "error"),
    Row("endEvent", "terminate"),
    Row("endEvent", "signal", refused=SIGNAL),
    Row("endEvent", "escalation", refused=ESCALATION),
    Row("endEvent", "cancel", refused=CANCEL),
    Row("endEvent", "compensation", refused=COMPENSATION),
    Row("endEvent", MULTIPLE, refused=SEVERAL),
)
NOT_IN_PROCESSES = (
    Row("choreographyTask", refused=CHOREOGRAPHY),
    Row("subChoreography", refused=CHOREOGRAPHY),
    Row("callChoreography", refused=CHOREOGRAPHY),
)
TABLE: tuple[Row, ...] = (
    *ACTIVITIES, *GATEWAYS, *START_EVENTS, *INTERMEDIATE_EVENTS, *BOUNDARY_EVENTS, *END_EVENTS, *NOT_IN_PROCESSES,
)  # fmt: skip
INDEX = {(row.kind, row.trigger, row.variant): row for row in TABLE}
KINDS = frozenset(row.kind for row in TABLE)
SUPPORTED_KINDS = frozenset(row.kind for row in TABLE if row.supported)
EVENT_KINDS = frozenset(row.kind for row in TABLE if row.trigger)


def row_of(element: Element, in_event_subprocess: bool = False) -> Row:
    """The row of an element; one made up with a refusal for what BPMN does not have."""
    trigger = _trigger(element)
    variant = _variant(element, in_event_subprocess)
    found = INDEX.get((element.kind, trigger, variant))
    if found is not None:
        return found
    name = Row(element.kind, trigger, variant).name
    template = NOT_BPMN if element.kind in KINDS else UNKNOWN
    return Row(element.kind, trigger, variant, Sentence(template.template, {"name": name}))


def refusals(element: Element, in_event_subprocess: bool = False) -> tuple[Sentence, ...]:
    """Why Alur does not run the element: by its kind, its multi-instance marker or its compensation marker."""
    rows = [row_of(element, in_event_subprocess)]
    if element.repeat is not None and (repeated := INDEX.get((element.kind, "", MULTI_INSTANCE))):
        rows.append(repeated)
    found = [row.refused for row in rows if row.refused is not None]
    if element.for_compensation:
        found.append(COMPENSATION)
    return tuple({sentence.template: sentence for sentence in found}.values())


def _trigger(element: Element) -> str:
    if element.kind not in EVENT_KINDS:
        return ""
    if len(element.events) > 1:
        return MULTIPLE
    return element.events[0].kind if element.events else "none"


def _variant(element: Element, in_event_subprocess: bool) -> str:
    if element.kind == "startEvent" and in_event_subprocess:
        return INSIDE if element.interrupting else INSIDE_NON
    if element.kind == "boundaryEvent" and not element.interrupting and element.events:
        return NON
    return INSIDE if element.event_subprocess else ""
