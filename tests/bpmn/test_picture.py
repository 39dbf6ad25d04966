"""Pictures: well-formed SVG, every drawn element once, names escaped, classes where asked for."""

from __future__ import annotations

from lxml import etree

from bpmn import read
from bpmn.diagram import Diagram
from bpmn.elements import TABLE
from bpmn.picture import picture
from bpmn.picture_text import wrapped
from tests.bpmn.diagrams import definitions, flow
from tests.bpmn.test_elements import written

SVG = "{http://www.w3.org/2000/svg}"


def drawn(inner: str, ids: list[str], edges: str = "", expanded: str = "true") -> Diagram:
    shapes = "".join(
        f'<bpmndi:BPMNShape id="{name}_di" bpmnElement="{name}" isExpanded="{expanded}">'
        f'<dc:Bounds x="{100 * place}" y="80" width="90" height="80"/></bpmndi:BPMNShape>'
        for place, name in enumerate(ids)
    )
    return read(definitions(
        f'<process id="P" isExecutable="true">{inner}</process><bpmndi:BPMNDiagram id="D">'
        f'<bpmndi:BPMNPlane id="L" bpmnElement="P">{shapes}{edges}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
    ))  # fmt: skip


def groups(svg: str) -> dict[str, str]:
    root = etree.fromstring(svg.encode())
    return {str(node.get("data-element")): str(node.get("class")) for node in root.iter(f"{SVG}g")}


def test_elements_and_flows_are_drawn_once_with_their_classes() -> None:
    edge = (
        '<bpmndi:BPMNEdge id="e" bpmnElement="A_B"><di:waypoint x="90" y="120"/><di:waypoint x="100" y="120"/>'
        "</bpmndi:BPMNEdge>"
    )
    inner = '<userTask id="A"/><exclusiveGateway id="B"/>' + flow("A", "B")
    svg = picture(drawn(inner, ["A", "B"], edge), {"A": "done", "A_B": "active"}, "Way of the case")
    assert groups(svg) == {
        "A_B": "alur-flow flow active",
        "A": "alur-node userTask done",
        "B": "alur-node exclusiveGateway",
    }
    assert 'aria-label="Way of the case"' in svg


def test_names_are_escaped_and_wrapped() -> None:
    svg = picture(drawn('<task id="A" name="&lt;script>alert(1)&lt;/script> &amp; a rather long name"/>', ["A"]))
    root = etree.fromstring(svg.encode())
    assert not list(root.iter(f"{SVG}script"))
    lines = [span.text for span in root.iter(f"{SVG}tspan")]
    assert len(lines) > 1
    assert "".join(str(part) for part in lines).startswith("<script>")


def test_long_names_end_in_dots() -> None:
    lines = wrapped("one two three four five six seven eight", 60, 12, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")


def test_every_kind_of_element_can_be_drawn() -> None:
    for row in TABLE:
        if row.kind == "standardLoopCharacteristics":
            continue
        svg = picture(drawn(written(row.kind, row.trigger, row.variant), ["X"]))
        assert "X" in groups(svg), row.name


def test_the_inside_of_a_collapsed_subprocess_is_not_drawn() -> None:
    inner = '<subProcess id="S"><task id="T"/></subProcess>'
    assert "T" not in groups(picture(drawn(inner, ["S", "T"], expanded="false")))
    assert "T" in groups(picture(drawn(inner, ["S", "T"])))


def test_a_diagram_without_shapes_gives_an_empty_picture() -> None:
    assert groups(picture(read(definitions('<process id="P"><task id="A"/></process>')))) == {}
