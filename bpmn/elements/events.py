"""Events: where they stand and what triggers them."""

from __future__ import annotations

from bpmn.elements import why_not
from bpmn.elements.row import INSIDE, INSIDE_NON, MULTIPLE, NON, PARALLEL_MULTIPLE, Row

START_EVENTS = (
    Row("startEvent", "none"),
    Row("startEvent", "message"),
    Row("startEvent", "timer"),
    Row("startEvent", "signal"),
    Row("startEvent", "conditional"),
    Row("startEvent", MULTIPLE, refused=why_not.SEVERAL),
    Row("startEvent", PARALLEL_MULTIPLE, refused=why_not.SEVERAL),
    Row("startEvent", "message", INSIDE),
    Row("startEvent", "timer", INSIDE),
    Row("startEvent", "signal", INSIDE),
    Row("startEvent", "conditional", INSIDE),
    Row("startEvent", "error", INSIDE),
    Row("startEvent", "escalation", INSIDE),
    Row("startEvent", "compensation", INSIDE, camunda8=why_not.NO_COMPENSATION_START),
    Row("startEvent", MULTIPLE, INSIDE, refused=why_not.SEVERAL),
    Row("startEvent", PARALLEL_MULTIPLE, INSIDE, refused=why_not.SEVERAL),
    Row("startEvent", "message", INSIDE_NON),
    Row("startEvent", "timer", INSIDE_NON),
    Row("startEvent", "signal", INSIDE_NON),
    Row("startEvent", "conditional", INSIDE_NON),
    Row("startEvent", "escalation", INSIDE_NON),
    Row("startEvent", MULTIPLE, INSIDE_NON, refused=why_not.SEVERAL),
    Row("startEvent", PARALLEL_MULTIPLE, INSIDE_NON, refused=why_not.SEVERAL),
)
INTERMEDIATE_EVENTS = (
    Row("intermediateCatchEvent", "message"),
    Row("intermediateCatchEvent", "timer"),
    Row("intermediateCatchEvent", "signal"),
    Row("intermediateCatchEvent", "conditional"),
    Row("intermediateCatchEvent", "link"),
    Row("intermediateCatchEvent", MULTIPLE, refused=why_not.SEVERAL),
    Row("intermediateCatchEvent", PARALLEL_MULTIPLE, refused=why_not.SEVERAL),
    Row("intermediateThrowEvent", "none"),
    Row("intermediateThrowEvent", "message"),
    Row("intermediateThrowEvent", "signal"),
    Row("intermediateThrowEvent", "escalation"),
    Row("intermediateThrowEvent", "compensation"),
    Row("intermediateThrowEvent", "link"),
    Row("intermediateThrowEvent", MULTIPLE, refused=why_not.SEVERAL),
)
BOUNDARY_EVENTS = (
    Row("boundaryEvent", "none", refused=why_not.BOUNDARY_NONE),
    Row("boundaryEvent", "message"),
    Row("boundaryEvent", "timer"),
    Row("boundaryEvent", "error"),
    Row("boundaryEvent", "signal"),
    Row("boundaryEvent", "conditional"),
    Row("boundaryEvent", "escalation"),
    Row("boundaryEvent", "cancel", camunda8=why_not.NO_CANCEL),
    Row("boundaryEvent", "compensation"),
    Row("boundaryEvent", MULTIPLE, refused=why_not.SEVERAL),
    Row("boundaryEvent", PARALLEL_MULTIPLE, refused=why_not.SEVERAL),
    Row("boundaryEvent", "message", NON),
    Row("boundaryEvent", "timer", NON),
    Row("boundaryEvent", "signal", NON),
    Row("boundaryEvent", "conditional", NON),
    Row("boundaryEvent", "escalation", NON),
    Row("boundaryEvent", MULTIPLE, NON, refused=why_not.SEVERAL),
    Row("boundaryEvent", PARALLEL_MULTIPLE, NON, refused=why_not.SEVERAL),
)
END_EVENTS = (
    Row("endEvent", "none"),
    Row("endEvent", "message"),
    Row("endEvent", "error"),
    Row("endEvent", "terminate"),
    Row("endEvent", "signal"),
    Row("endEvent", "escalation"),
    Row("endEvent", "cancel", camunda8=why_not.NO_CANCEL),
    Row("endEvent", "compensation"),
    Row("endEvent", MULTIPLE, refused=why_not.SEVERAL),
)
