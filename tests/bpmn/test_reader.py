"""Reading: what stands in the file stands in the diagram, and what cannot be read is refused in a sentence."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpmn import Diagram, Unreadable, read
from bpmn.diagram import Element, Expression
from bpmn.reader.markup import MAX_BYTES, MAX_ELEMENTS
from tests.bpmn.diagrams import NAMES, definitions, flow, line, process


def element(diagram: Diagram, element_id: str) -> Element:
    return next(found for one in diagram.processes for found in one.elements() if found.id == element_id)


def rules_of(diagram: Diagram) -> list[tuple[str, str | None]]:
    return [(finding.rule, finding.element_id) for finding in diagram.findings]


def test_elements_and_flows_come_in_document_order() -> None:
    diagram = read(process(line('<userTask id="A" name="Ask"/>', '<task id="B"/>')))
    scope = diagram.processes[0].scope
    assert [found.id for found in scope.elements] == ["Start", "A", "B", "End"]
    assert [found.id for found in scope.flows] == ["F0", "F1", "F2"]
    assert element(diagram, "A").name == "Ask"
    assert element(diagram, "A").incoming == ("F0",)
    assert element(diagram, "A").outgoing == ("F1",)
    assert element(diagram, "A").line == 4


def test_flows_alone_say_what_is_connected() -> None:
    inner = '<startEvent id="S"><outgoing>Nothing</outgoing></startEvent><endEvent id="E"/>' + flow("S", "E")
    diagram = read(process(inner))
    assert element(diagram, "S").outgoing == ("S_E",)
    assert element(diagram, "E").incoming == ("S_E",)
    assert not diagram.findings


def test_a_flow_without_an_id_gets_one() -> None:
    inner = '<startEvent id="S"/><endEvent id="E"/>' + '<sequenceFlow sourceRef="S" targetRef="E"/>' * 2
    flows = read(process(inner)).processes[0].scope.flows
    assert [found.id for found in flows] == ["Flow_from_S_to_E", "Flow_from_S_to_E_2"]


def test_a_flow_into_nothing_is_a_finding_and_is_left_out() -> None:
    diagram = read(process('<startEvent id="S"/>' + flow("S", "Gone", flow_id="F")))
    assert diagram.processes[0].scope.flows == ()
    assert rules_of(diagram) == [("dangling_reference", "F")]
    assert "the file has no element of that id" in str(diagram.findings[0].sentence)


def test_a_flow_across_a_border_is_a_finding() -> None:
    inner = '<startEvent id="S"/><subProcess id="Sub"><task id="T"/></subProcess>' + flow("S", "T", flow_id="F")
    diagram = read(process(inner))
    assert "not a flow node of the same process" in str(diagram.findings[0].sentence)


def test_ids_are_unique() -> None:
    diagram = read(process('<task id="A"/><task id="A"/>'))
    assert rules_of(diagram) == [("id_twice", "A")]
    assert diagram.findings[0].severity == "error"


def test_two_processes_with_one_id() -> None:
    diagram = read(definitions('<process id="P" isExecutable="true"/>\n<process id="P" isExecutable="true"/>'))
    assert [(found.rule, found.line) for found in diagram.findings] == [("process_id_twice", 4)]


def test_an_element_without_an_id_is_named_by_its_line() -> None:
    diagram = read(process("<task/>"))
    assert rules_of(diagram) == [("id_missing", "task_line_4")]


def test_references_into_nothing_are_found() -> None:
    diagram = read(process('<receiveTask id="R" messageRef="Gone"/>'))
    assert rules_of(diagram) == [("dangling_reference", "R")]


def test_a_prefix_before_a_reference_is_dropped() -> None:
    diagram = read(process('<receiveTask id="R" messageRef="tns:M"/>', shared='<message id="M" name="paid"/>'))
    event = element(diagram, "R").event
    assert event is not None
    assert event.name == Expression("literal", "paid")


def test_the_innermost_lane_counts() -> None:
    lanes = (
        '<laneSet id="L"><lane id="L1" name="Office"><flowNodeRef>A</flowNodeRef><childLaneSet id="C">'
        '<lane id="L2" name="Desk"><flowNodeRef>A</flowNodeRef></lane></childLaneSet></lane></laneSet>'
    )
    diagram = read(process(lanes + '<task id="A"/><task id="B"/>'))
    assert diagram.processes[0].lanes == ("Office", "Desk")
    assert element(diagram, "A").lane == "Desk"
    assert element(diagram, "B").lane is None


def test_documentation_is_kept() -> None:
    diagram = read(process('<task id="A"><documentation>Why &amp; how</documentation></task>'))
    assert element(diagram, "A").documentation == "Why & how"


def test_pools_without_a_process_and_processes_that_are_only_drawn() -> None:
    diagram = read(definitions(
        '<collaboration id="C"><participant id="Citizen"/><participant id="Us" processRef="P"/></collaboration>'
        '<process id="P" isExecutable="true"><startEvent id="S"/></process>'
        '<process id="Q" isExecutable="false"><startEvent id="T"/></process><process id="R"/>'
    ))  # fmt: skip
    assert [(found.id, found.executable) for found in diagram.processes] == [("P", True), ("Q", False), ("R", False)]
    assert not diagram.findings


def test_a_nested_subprocess_has_its_own_scope() -> None:
    inner = f'<subProcess id="Outer"><subProcess id="Inner">{line()}</subProcess></subProcess>'
    outer = element(read(process(inner)), "Outer")
    assert outer.scope is not None
    assert outer.scope.elements[0].scope is not None
    assert [found.id for found in outer.scope.elements[0].scope.elements] == ["Start", "End"]


@pytest.mark.parametrize(
    ("content", "dialect"),
    [
        (process("", "camunda8"), "camunda8"),
        (process("", "camunda7"), "camunda7"),
        (process('<userTask id="A" camunda:assignee="budi"/>', "plain"), "camunda7"),
        (process('<extensionElements><zeebe:versionTag value="1"/></extensionElements>', "plain"), "camunda8"),
        (process('<userTask id="A"/>', "plain"), "plain"),
    ],
)
def test_the_dialect_is_what_the_file_says_or_uses(content: bytes, dialect: str) -> None:
    assert read(content).dialect == dialect


@pytest.mark.parametrize(
    ("inner", "kind", "text"),
    [
        ("<timeDate>2026-12-01T08:00:00Z</timeDate>", "date", "2026-12-01T08:00:00Z"),
        ("<timeDuration> P2D </timeDuration>", "duration", "P2D"),
        ("<timeCycle>R3/PT1H</timeCycle>", "cycle", "R3/PT1H"),
    ],
)
def test_timers(inner: str, kind: str, text: str) -> None:
    xml = (
        f'<intermediateCatchEvent id="T"><timerEventDefinition>{inner}</timerEventDefinition></intermediateCatchEvent>'
    )
    event = element(read(process(xml)), "T").event
    assert event is not None
    assert event.timer is not None
    assert (event.timer.kind, event.timer.expression) == (kind, Expression("literal", text))


def test_a_boundary_event_knows_its_host_and_whether_it_interrupts() -> None:
    inner = (
        '<task id="A"/><boundaryEvent id="B" attachedToRef="A" cancelActivity="false"><timerEventDefinition>'
        "<timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>"
    )
    found = element(read(process(inner)), "B")
    assert (found.attached_to, found.interrupting) == ("A", False)


def test_several_definitions_are_all_read() -> None:
    inner = '<startEvent id="S"><messageEventDefinition/><signalEventDefinition/></startEvent>'
    assert [event.kind for event in element(read(process(inner)), "S").events] == ["message", "signal"]


def test_shapes_and_edges_with_labels() -> None:
    drawn = (
        '<process id="P"/><bpmndi:BPMNDiagram id="D"><bpmndi:BPMNPlane id="L" bpmnElement="P">'
        '<bpmndi:BPMNShape id="s" bpmnElement="A"><dc:Bounds x="1" y="2" width="3" height="4"/></bpmndi:BPMNShape>'
        '<bpmndi:BPMNShape id="t" bpmnElement="B"><dc:Bounds x="one" y="2" width="3" height="4"/></bpmndi:BPMNShape>'
        '<bpmndi:BPMNEdge id="e" bpmnElement="F"><di:waypoint x="1" y="1"/><di:waypoint x="5" y="1"/>'
        '<bpmndi:BPMNLabel><dc:Bounds x="2" y="2" width="9" height="9"/></bpmndi:BPMNLabel></bpmndi:BPMNEdge>'
        "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
    )
    diagram = read(definitions(drawn))
    assert [(shape.element, shape.x, shape.height) for shape in diagram.shapes] == [("A", 1.0, 4.0)]
    assert diagram.edges[0].waypoints == ((1.0, 1.0), (5.0, 1.0))
    assert diagram.edges[0].label == (2.0, 2.0, 9.0, 9.0)


def test_other_tools_and_the_other_dialect_are_mentioned() -> None:
    inner = '<task id="A" camunda:assignee="budi" xmlns:sig="http://signavio.example" sig:color="red"/>'
    diagram = read(process(inner, "camunda8"))
    assert rules_of(diagram) == [("other_dialect", "A"), ("foreign_extension", "A")]


def test_misplaced_and_mistyped_words_are_noticed() -> None:
    diagram = read(process('<userTask id="A" assignee="budi"><zeebe:userTask/><documentatoin/></userTask>'))
    found = {str(finding.sentence) for finding in diagram.findings if finding.severity == "warning"}
    assert found == {
        "zeebe:userTask stands directly in userTask and is ignored; its place is in bpmn:extensionElements.",
        "BPMN has no element documentatoin; it is ignored.",
        "userTask has no attribute assignee in BPMN; it is ignored.",
    }


def test_standard_loops_are_refused_by_the_reader() -> None:
    diagram = read(process('<task id="A"><standardLoopCharacteristics/></task>'))
    assert [(finding.severity, finding.element_id) for finding in diagram.findings] == [("error", "A")]


ENTITIES = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><definitions>&b;</definitions>'


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b"  \n", "The file is empty"),
        (b'{"components": []}', "does not begin with a tag"),
        (b"PK\x03\x04 a zip", "does not begin with a tag"),
        (b"<definitions><a></definitions>", "not well-formed XML (line 1)"),
        (ENTITIES.encode(), "DOCTYPE"),
        (f"<?xml version='1.0'?><!-- c -->\n{ENTITIES}".encode(), "DOCTYPE"),
        (ENTITIES.encode("utf-16"), "DOCTYPE"),
        (b'<?xml version="1.0" encoding="UTF-8"?><a>\xe9\xe8</a>', "not in the encoding"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "not in the encoding"),
        (b"<html/>", "its root is html"),
        (b'<definitions xmlns="urn:other"/>', "its root is definitions (urn:other)"),
        (f"<definitions {NAMES}/>".encode(), "no bpmn:process"),
        (b"<a>" * 200 + b"</a>" * 200, "nested deeper"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_refused_in_a_sentence(content: bytes, says: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(content)
    assert says in str(refused.value.sentence)


def test_floods_are_refused_quickly() -> None:
    began = time.monotonic()
    for flood in (b"<a>" + b"<b/>" * 1_000_000 + b"</a>", b"x" * (MAX_BYTES + 1)):
        with pytest.raises(Unreadable):
            read(flood)
    assert time.monotonic() - began < 2
    assert 2 * MAX_ELEMENTS < 1_000_000


def test_deep_subprocesses_are_read_without_a_crash() -> None:
    deep = "".join(f'<subProcess id="S{level}">' for level in range(90)) + "</subProcess>" * 90
    assert element(read(process(deep)), "S89").scope is not None


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_random_bytes_never_raise_anything_else(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read(content)


SEED = process(
    line('<userTask id="A" name="Ask"/>', '<subProcess id="B"><startEvent id="X"/></subProcess>')
    + '<boundaryEvent id="C" attachedToRef="A"><timerEventDefinition><timeDuration>P1D</timeDuration>'
    "</timerEventDefinition></boundaryEvent>"
)


@given(st.lists(st.tuples(st.integers(0, len(SEED) - 1), st.binary(max_size=6), st.integers(0, 12)), max_size=4))
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_mutated_files_never_raise_anything_else(cuts: list[tuple[int, bytes, int]]) -> None:
    content = SEED
    for place, put, taken in cuts:
        content = content[:place] + put + content[place + taken :]
    try:
        diagram = read(content)
    except Unreadable:
        return
    assert all(finding.line or finding.element_id for finding in diagram.findings)


TOKENS = [b"<process", b"<subProcess", b"id=\"A\"", b"/>", b">", b"</subProcess>", b"<sequenceFlow sourceRef=\"A\"",
          b"<boundaryEvent attachedToRef=\"\"", b"<laneSet>", b"<zeebe:ioMapping/>", b"camunda:formRef=\"\"",
          b"<extensionElements>", b"</extensionElements>", b"&amp;", b"<timeDate/>", b"<script/>"]  # fmt: skip


@given(st.lists(st.sampled_from(TOKENS), max_size=12))
@settings(max_examples=200, deadline=None)
def test_shuffled_words_never_raise_anything_else(words: list[bytes]) -> None:
    with contextlib.suppress(Unreadable):
        read(process(b" ".join(words).decode()))


@pytest.mark.parametrize(("dialect", "severity"), [("camunda7", "warning"), ("camunda8", "error")])
def test_a_compensation_event_that_would_not_wait_is_noted(dialect: str, severity: str) -> None:
    event = '<endEvent id="X"><compensateEventDefinition waitForCompletion="false"/></endEvent>'
    (found,) = [finding for finding in read(process(event, dialect)).findings if finding.element_id == "X"]
    assert (found.severity, "waitForCompletion" in str(found.sentence)) == (severity, True)


def test_a_compensation_boundary_event_knows_its_handler_wherever_the_association_stands() -> None:
    inside = (
        '<task id="T"/><boundaryEvent id="B" attachedToRef="T"><compensateEventDefinition/></boundaryEvent>'
        '<task id="U" isForCompensation="true"/><textAnnotation id="N"/>'
        '<association id="A1" sourceRef="B" targetRef="N"/>'
    )
    beside = '<collaboration id="C"><association id="A2" sourceRef="B" targetRef="U"/></collaboration>'
    elements = {one.id: one for one in read(process(inside, shared=beside)).processes[0].scope.elements}
    assert elements["B"].handler == "U"
    assert elements["U"].for_compensation


@pytest.mark.parametrize("tag", ["eventBasedGateway", "receiveTask"])
def test_what_should_start_a_process_by_itself_is_refused_or_has_a_flow_anyway(tag: str) -> None:
    def said(inner: str) -> tuple[str, str]:
        findings = read(process(f'<{tag} id="X" instantiate="true"/>{inner}')).findings
        (found,) = [one for one in findings if "instantiate" in str(one.sentence)]
        return found.severity, str(found.sentence)

    severity, sentence = said("")
    assert (severity, "message start event" in sentence) == ("error", True)
    severity, sentence = said('<startEvent id="S"/>' + flow("S", "X"))
    assert (severity, "ignored, as in both" in sentence) == ("warning", True)
