"""What the table of elements promises, the kernel runs: every supported cell is accepted and can be compiled."""

from __future__ import annotations

import pytest

from bpmn import check
from bpmn.diagram import Dialect
from bpmn.elements import MARKERS, TABLE
from bpmn.elements.row import DIALECTS, INSIDE, INSIDE_NON, MULTI_INSTANCE, Row
from engine.flow.definition import compile_process
from tests.bpmn.diagrams import flow, process

KEY = '<extensionElements><zeebe:subscription correlationKey="=key"/></extensionElements>'
SHARED = (
    '<error id="E" errorCode="no"/><signal id="G" name="closing"/><escalation id="U" escalationCode="late"/>'
    '<message id="M" name="paid">{key}</message>'
)
JOB = {"camunda8": '<zeebe:taskDefinition type="work"/>', "camunda7": ""}
TOPIC = {"camunda8": "", "camunda7": 'camunda:type="external" camunda:topic="work"'}
FEEL_SCRIPT = {
    "camunda8": '<extensionElements><zeebe:script expression="=1" resultVariable="r"/></extensionElements>',
    "camunda7": "<script>1</script>",
}
EXTENSIONS = {
    "callActivity": '<zeebe:calledElement processId="P"/>',
    "userTask": '<zeebe:userTask/><zeebe:assignmentDefinition candidateGroups="desk"/>',
}
ATTRIBUTES = {
    "callActivity": 'calledElement="P"',
    "userTask": 'camunda:candidateGroups="desk"',
    "scriptTask": 'scriptFormat="feel" camunda:resultVariable="r"',
}
DEFINITIONS = {
    "none": "",
    "message": '<messageEventDefinition messageRef="M"/>',
    "timer": "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>",
    "signal": '<signalEventDefinition signalRef="G"/>',
    "conditional": "<conditionalEventDefinition><condition>{yes}</condition></conditionalEventDefinition>",
    "error": '<errorEventDefinition errorRef="E"/>',
    "escalation": '<escalationEventDefinition escalationRef="U"/>',
    "link": '<linkEventDefinition name="page 2"/>',
    "terminate": "<terminateEventDefinition/>",
    "cancel": "<cancelEventDefinition/>",
    "compensation": "<compensateEventDefinition/>",
}
YES = {"camunda8": "=true", "camunda7": "${true}"}
LOOP = {
    "camunda8": "<multiInstanceLoopCharacteristics><extensionElements>"
    '<zeebe:loopCharacteristics inputCollection="=people" inputElement="person"/>'
    "</extensionElements></multiInstanceLoopCharacteristics>",
    "camunda7": '<multiInstanceLoopCharacteristics camunda:collection="people" camunda:elementVariable="person"/>',
}
WORK = ("serviceTask", "sendTask", "businessRuleTask")
SCOPES = ("subProcess", "transaction", "adHocSubProcess")


def inside(row: Row, dialect: Dialect) -> str:
    """What stands within the element X."""
    text = DEFINITIONS.get(row.trigger, "").replace("{yes}", YES[dialect])
    if row.kind == "startEvent":  # there is no moment that a duration could count from
        text = text.replace("timeDuration>PT1H", "timeCycle>R/P1D").replace("/timeDuration", "/timeCycle")
    if row.kind in ("endEvent", "intermediateThrowEvent") and row.trigger == "message":
        text = text.replace("messageRef", f"{TOPIC[dialect]} messageRef")
        text = (f"<extensionElements>{JOB['camunda8']}</extensionElements>" if dialect == "camunda8" else "") + text
    if row.kind in WORK and dialect == "camunda8":
        text += f"<extensionElements>{JOB[dialect]}</extensionElements>"
    if row.kind in EXTENSIONS and dialect == "camunda8":
        text += f"<extensionElements>{EXTENSIONS[row.kind]}</extensionElements>"
    text += FEEL_SCRIPT[dialect] if row.kind == "scriptTask" else ""
    text += LOOP[dialect] if row.variant == MULTI_INSTANCE else ""
    if row.kind in SCOPES and row.variant != INSIDE:
        text += '<task id="Inside"/>' if row.kind == "adHocSubProcess" else '<startEvent id="Inside"/>'
    return text


def attributes(row: Row, dialect: Dialect) -> str:
    """What is said of the element X in its tag."""
    text = 'messageRef="M"' if row.kind == "receiveTask" else ""
    if row.kind == "boundaryEvent":
        host = "B" if row.trigger == "cancel" else "T"
        text = f'attachedToRef="{host}" cancelActivity="{str(row.variant == "").lower()}"'
    if row.kind in WORK:
        text += " " + TOPIC[dialect]
    return text + " " + ATTRIBUTES.get(row.kind, "") * (dialect == "camunda7")


def element(row: Row, dialect: Dialect) -> str:
    """The element X."""
    return f'<{row.kind} id="X" {attributes(row, dialect)}>{inside(row, dialect)}</{row.kind}>'


def written(row: Row, dialect: Dialect) -> str:
    """A whole process with one such element called X."""
    base = '<startEvent id="S"/><task id="T"/>' + flow("S", "T")
    if row.variant in (INSIDE, INSIDE_NON):
        return base + event_subprocess(row, dialect)
    if row.kind == "startEvent":
        return element(row, dialect) + '<task id="T"/>' + flow("X", "T")
    if row.kind == "isForCompensation":
        return base + undone("X")
    if row.kind == "boundaryEvent":
        return base + guarded(row, dialect)
    if row.trigger == "cancel":
        inner = '<startEvent id="I"/>' + element(row, dialect) + flow("I", "X")
        left = '<boundaryEvent id="D" attachedToRef="B"><cancelEventDefinition/></boundaryEvent>'
        return base + f'<transaction id="B">{inner}</transaction>{left}' + flow("T", "B")
    if row.trigger == "link":
        return base + linked(row, dialect)
    after = race() if row.kind == "eventBasedGateway" else ""
    return base + element(row, dialect) + flow("T", "X") + after


def event_subprocess(row: Row, dialect: Dialect) -> str:
    start = row if row.kind == "startEvent" else Row("startEvent", "message", INSIDE)
    interrupting = f'isInterrupting="{str(start.variant == INSIDE).lower()}"'
    definition = DEFINITIONS[start.trigger].replace("{yes}", YES[dialect])
    inner = f'<startEvent id="X" {interrupting}>{definition}</startEvent><task id="I"/>' + flow("X", "I")
    whole = f'<subProcess id="V" triggeredByEvent="true">{inner}</subProcess>'
    if start.trigger != "compensation":
        return whole
    return f'<subProcess id="Around"><startEvent id="N"/>{whole}</subProcess>' + flow("T", "Around")


def guarded(row: Row, dialect: Dialect) -> str:
    if row.trigger == "compensation":
        return undone("H", element(row, dialect))
    if row.trigger == "cancel":
        inner = '<startEvent id="I"/><endEvent id="J"><cancelEventDefinition/></endEvent>' + flow("I", "J")
        return f'<transaction id="B">{inner}</transaction>' + flow("T", "B") + element(row, dialect)
    if row.trigger == "escalation":
        inner = '<startEvent id="I"/>'
        event = element(row, dialect).replace('attachedToRef="T"', 'attachedToRef="B"')
        return f'<subProcess id="B">{inner}</subProcess>' + flow("T", "B") + event
    return element(row, dialect)


def undone(handler: str, event: str = "") -> str:
    """A compensation handler on T, and an end that asks for it."""
    event = event or '<boundaryEvent id="B" attachedToRef="T"><compensateEventDefinition/></boundaryEvent>'
    source = event.split('id="', 1)[1].split('"', 1)[0]
    return (
        f'{event}<task id="{handler}" isForCompensation="true"/>'
        f'<association id="A" sourceRef="{source}" targetRef="{handler}" associationDirection="One"/>'
        '<endEvent id="Z"><compensateEventDefinition/></endEvent>' + flow("T", "Z")
    )


def linked(row: Row, dialect: Dialect) -> str:
    other = "intermediateCatchEvent" if row.kind == "intermediateThrowEvent" else "intermediateThrowEvent"
    both = element(row, dialect) + f'<{other} id="L">{DEFINITIONS["link"]}</{other}>'
    throw, catch = ("X", "L") if row.kind == "intermediateThrowEvent" else ("L", "X")
    return both + '<task id="N"/>' + flow("T", throw) + flow(catch, "N")


def race() -> str:
    catch = f'<intermediateCatchEvent id="C{{0}}">{DEFINITIONS["timer"]}</intermediateCatchEvent>'
    return "".join(catch.format(number) + flow("X", f"C{number}") for number in (1, 2))


CELLS = [
    pytest.param(row, dialect, id=f"{row.name} in {dialect}")
    for row in TABLE
    for dialect in DIALECTS
    if row.runs(dialect) and row.kind != "standardLoopCharacteristics"
]


@pytest.mark.parametrize(("row", "dialect"), CELLS)
def test_a_supported_element_is_accepted_and_runs_on_the_kernel(row: Row, dialect: Dialect) -> None:
    shared = SHARED.replace("{key}", KEY if dialect == "camunda8" else "")
    report = check({"p.bpmn": process(written(row, dialect), dialect, shared=shared)})["p.bpmn"]
    assert report.ok, [str(finding.sentence) for finding in report.findings if finding.severity == "error"]
    assert report.diagram is not None
    compile_process(report.diagram, "P")


def test_markers_are_compiled_with_an_activity() -> None:
    assert {row.kind for row in MARKERS} == {"standardLoopCharacteristics", "isForCompensation"}
