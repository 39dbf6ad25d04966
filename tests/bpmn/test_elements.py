"""The table of elements is whole: every flow node and event of BPMN 2.0 has a row, supported or with a sentence."""

from __future__ import annotations

import pytest

from bpmn import read
from bpmn.diagram import Dialect
from bpmn.elements import INDEX, KINDS, MARKERS, SUPPORTED_KINDS, TABLE
from bpmn.elements.find import refusals, row_of
from bpmn.elements.row import DIALECTS, MULTI_INSTANCE, Row
from bpmn.sentence import say
from tests.bpmn.diagrams import process

ACTIVITIES = {
    "task", "userTask", "manualTask", "scriptTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask",
    "callActivity", "subProcess", "transaction", "adHocSubProcess",
}  # fmt: skip
GATEWAYS = {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"}
MANY = {"multiple", "parallelMultiple"}
# BPMN 2.0, table 10.93: which trigger may stand where
EVENTS = {
    ("startEvent", ""): {"none", "message", "timer", "signal", "conditional"} | MANY,
    ("startEvent", "event subprocess"):
        {"message", "timer", "signal", "conditional", "error", "escalation", "compensation"} | MANY,
    ("startEvent", "event subprocess, non-interrupting"):
        {"message", "timer", "signal", "conditional", "escalation"} | MANY,
    ("intermediateCatchEvent", ""): {"message", "timer", "signal", "conditional", "link"} | MANY,
    ("boundaryEvent", ""):
        {"message", "timer", "signal", "conditional", "error", "escalation", "cancel", "compensation"} | MANY,
    ("boundaryEvent", "non-interrupting"): {"message", "timer", "signal", "conditional", "escalation"} | MANY,
    ("intermediateThrowEvent", ""):
        {"none", "message", "signal", "escalation", "compensation", "link", "multiple"},
    ("endEvent", ""):
        {"none", "message", "signal", "error", "escalation", "cancel", "compensation", "terminate", "multiple"},
}  # fmt: skip


def test_every_activity_and_gateway_has_a_row() -> None:
    for kind in ACTIVITIES | GATEWAYS:
        assert (kind, "", "") in INDEX, kind
    for kind in ACTIVITIES:
        assert (kind, "", MULTI_INSTANCE) in INDEX, kind
    assert ("subProcess", "", "event subprocess") in INDEX


def test_every_event_that_bpmn_allows_has_a_row() -> None:
    missing = [(kind, trigger, variant) for (kind, variant), triggers in EVENTS.items() for trigger in triggers
               if (kind, trigger, variant) not in INDEX]  # fmt: skip
    assert not missing


def test_no_row_is_given_twice_and_every_refusal_has_a_sentence() -> None:
    assert len(INDEX) == len(TABLE)
    for row in TABLE:
        for dialect in DIALECTS:
            assert row.runs(dialect) or str(row.refusal(dialect)).endswith("."), row.name


def test_a_row_says_for_each_dialect_whether_it_runs() -> None:
    row = Row("transaction", camunda8=say("Camunda 8 has none."))
    assert [row.runs(dialect) for dialect in ("camunda7", "plain", "camunda8")] == [True, True, False]
    assert row.supported
    assert not Row("x", refused=say("Never.")).supported
    assert {"userTask", "boundaryEvent"} <= SUPPORTED_KINDS


def test_markers_are_no_kinds_of_flow_nodes() -> None:
    assert not {row.kind for row in MARKERS} & KINDS


DEFINITIONS = {
    "message": "messageEventDefinition",
    "timer": "timerEventDefinition",
    "signal": "signalEventDefinition",
    "error": "errorEventDefinition",
    "escalation": "escalationEventDefinition",
    "conditional": "conditionalEventDefinition",
    "link": "linkEventDefinition",
    "terminate": "terminateEventDefinition",
    "cancel": "cancelEventDefinition",
    "compensation": "compensateEventDefinition",
}


def written(kind: str, trigger: str, variant: str) -> str:
    inner = "".join(f"<{DEFINITIONS[name]}/>" for name in ("message", "signal") if trigger == "multiple")
    inner += f"<{DEFINITIONS[trigger]}/>" if trigger in DEFINITIONS else ""
    inner += "<multiInstanceLoopCharacteristics/>" if variant == MULTI_INSTANCE else ""
    attributes = 'cancelActivity="false"' if variant == "non-interrupting" else ""
    attributes += 'isInterrupting="false"' if variant.endswith("non-interrupting") and kind == "startEvent" else ""
    attributes += 'triggeredByEvent="true"' if kind == "subProcess" and variant.startswith("event") else ""
    return f'<{kind} id="X" {attributes}>{inner}</{kind}>'


READABLE = [row for row in TABLE if row.trigger != "parallelMultiple" and row not in MARKERS]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("row", READABLE, ids=lambda row: row.name)
def test_a_written_element_finds_its_row(row: Row, dialect: Dialect) -> None:
    written_element = written(row.kind, row.trigger, row.variant)
    element = read(process(written_element, dialect)).processes[0].scope.elements[0]
    inside = row.kind == "startEvent" and row.variant.startswith("event")
    found = refusals(element, dialect, inside)
    if row.runs(dialect):
        assert found == ()
    else:
        assert row.refusal(dialect) in found


def test_what_bpmn_does_not_have_is_refused_by_name() -> None:
    element = read(process('<startEvent id="X"><errorEventDefinition/></startEvent>')).processes[0].scope.elements[0]
    assert "startEvent error" in str(row_of(element).refused)
    strange = read(process('<frobTask id="X"/>')).processes[0].scope.elements[0]
    assert "frobTask" in str(row_of(strange).refused)


def test_the_compensation_marker_has_a_row_of_its_own() -> None:
    element = read(process('<task id="X" isForCompensation="true"/>')).processes[0].scope.elements[0]
    refusal = INDEX["isForCompensation", "", ""].refusal("camunda8")
    assert refusals(element, "camunda8") == (() if refusal is None else (refusal,))
