"""What the table of elements promises, the kernel runs: every supported row is accepted and can be compiled."""

from __future__ import annotations

import pytest

from bpmn import check
from bpmn.elements import MULTI_INSTANCE, TABLE, Row
from engine.flow.definition import compile_process
from tests.bpmn.diagrams import flow, process

SHARED = (
    '<message id="M" name="paid"><extensionElements><zeebe:subscription correlationKey="=key"/></extensionElements>'
    '</message><error id="E" errorCode="no"/>'
)
JOB = '<zeebe:taskDefinition type="work"/>'
EXTENSIONS = {
    "serviceTask": JOB,
    "sendTask": JOB,
    "scriptTask": '<zeebe:script expression="=1" resultVariable="r"/>',
    "callActivity": '<zeebe:calledElement processId="P"/>',
    "userTask": '<zeebe:userTask/><zeebe:assignmentDefinition candidateGroups="desk"/>',
}
DEFINITIONS = {
    "none": "",
    "message": '<messageEventDefinition messageRef="M"/>',
    "timer": "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>",
    "error": '<errorEventDefinition errorRef="E"/>',
    "terminate": "<terminateEventDefinition/>",
}
LOOP = (
    "<multiInstanceLoopCharacteristics><extensionElements>"
    '<zeebe:loopCharacteristics inputCollection="=people" inputElement="person"/>'
    "</extensionElements></multiInstanceLoopCharacteristics>"
)


def written(row: Row) -> str:
    """A whole process with one such element called X."""
    throws = row.kind in ("endEvent", "intermediateThrowEvent") and row.trigger == "message"
    extension = EXTENSIONS.get(row.kind, JOB if throws else "")
    inner = f"<extensionElements>{extension}</extensionElements>" if extension else ""
    inner += DEFINITIONS.get(row.trigger, "") + (LOOP if row.variant == MULTI_INSTANCE else "")
    inner += '<startEvent id="Inside"/>' if row.kind == "subProcess" else ""
    attributes = 'messageRef="M"' if row.kind == "receiveTask" else ""
    if row.kind == "boundaryEvent":
        attributes = f'attachedToRef="T" cancelActivity="{str(row.variant == "").lower()}"'
    element = f'<{row.kind} id="X" {attributes}>{inner}</{row.kind}>'
    start = "" if row.kind == "startEvent" else '<startEvent id="S"/>' + flow("S", "T")
    into = "" if row.kind in ("startEvent", "boundaryEvent") else flow("T", "X")
    race = "".join(
        f'<intermediateCatchEvent id="C{number}">{DEFINITIONS["timer"]}</intermediateCatchEvent>'
        + flow("X", f"C{number}")
        for number in (1, 2)
    )
    return start + '<task id="T"/>' + element + into + (race if row.kind == "eventBasedGateway" else "")


@pytest.mark.parametrize("row", [row for row in TABLE if row.supported], ids=lambda row: row.name)
def test_a_supported_element_is_accepted_and_runs_on_the_kernel(row: Row) -> None:
    report = check({"p.bpmn": process(written(row), shared=SHARED)})["p.bpmn"]
    assert report.ok, [str(finding.sentence) for finding in report.findings if finding.severity == "error"]
    assert report.diagram is not None
    compile_process(report.diagram, "P")
