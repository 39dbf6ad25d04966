"""The diagrams of the cost report, in any size: Camunda 8, with a plain layout."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

NAMES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:modeler="http://camunda.org/schema/modeler/1.0" modeler:executionPlatform="Camunda Cloud" '
    'modeler:executionPlatformVersion="8.8.0"'
)
TASK = "<bpmn:extensionElements><zeebe:userTask/></bpmn:extensionElements>"
EACH = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>"
    '<zeebe:loopCharacteristics inputCollection="=items" inputElement="item" outputCollection="out"'
    ' outputElement="=answer"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>'
)
CALLED = (
    '<bpmn:extensionElements><zeebe:calledElement processId="{0}" propagateAllChildVariables="false"'
    ' propagateAllParentVariables="false"/></bpmn:extensionElements>'
)
LATE = (
    '<bpmn:timerEventDefinition id="late_d"><bpmn:timeDuration>PT{0}H</bpmn:timeDuration></bpmn:timerEventDefinition>'
)


@dataclass
class Drawing:
    """Elements and flows as they are added."""

    process_id: str
    xml: list[str] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)

    def element(self, tag: str, id: str, inside: str = "", attributes: str = "") -> str:
        self.xml.append(f'<bpmn:{tag} id="{id}" name="{id}" {attributes}>{inside}</bpmn:{tag}>')
        self.shapes.append(
            f'<bpmndi:BPMNShape id="{id}_di" bpmnElement="{id}">'
            f'<dc:Bounds x="{150 * len(self.shapes)}" y="100" width="100" height="80"/></bpmndi:BPMNShape>'
        )
        return id

    def flow(self, source: str, target: str) -> None:
        id = f"{source}_{target}"
        self.xml.append(f'<bpmn:sequenceFlow id="{id}" sourceRef="{source}" targetRef="{target}"/>')
        self.shapes.append(
            f'<bpmndi:BPMNEdge id="{id}_di" bpmnElement="{id}"><di:waypoint x="0" y="140"/>'
            '<di:waypoint x="90" y="140"/></bpmndi:BPMNEdge>'
        )

    def row(self, ids: Sequence[str]) -> None:
        for source, target in itertools.pairwise(ids):
            self.flow(source, target)

    def file(self) -> bytes:
        id, process, shapes = self.process_id, "".join(self.xml), "".join(self.shapes)
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions {NAMES} id="d" targetNamespace="http://alur">'
            f'<bpmn:process id="{id}" name="{id}" isExecutable="true">{process}</bpmn:process>'
            f'<bpmndi:BPMNDiagram id="D"><bpmndi:BPMNPlane id="P" bpmnElement="{id}">{shapes}'
            "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>"
        ).encode()


def line(process_id: str, tasks: int) -> bytes:
    """So many user tasks in a row."""
    drawing = Drawing(process_id)
    names = (drawing.element("userTask", f"task{number}", TASK) for number in range(tasks))
    return _between(drawing, names)


def forks(process_id: str, count: int) -> bytes:
    """So many forks in a row, each with a task on one of two ways to its join."""
    drawing = Drawing(process_id)
    ids = []
    for number in range(count):
        fork, join = (drawing.element("parallelGateway", f"{kind}{number}") for kind in ("fork", "join"))
        ids += [fork, drawing.element("userTask", f"task{number}", TASK), join]
        drawing.flow(fork, join)
    return _between(drawing, ids)


def each(process_id: str, sequential: bool = False) -> bytes:
    """A task for each item, all at once or one after the other, with results."""
    drawing = Drawing(process_id)
    repeat = EACH.replace(">", ' isSequential="true">', 1) if sequential else EACH
    return _between(drawing, [drawing.element("userTask", "task", TASK + repeat)])


def each_inside(process_id: str) -> bytes:
    """A subprocess for each item, all at once: a task that a timer may interrupt."""
    drawing, box = Drawing(process_id), Drawing("")
    ids = [box.element("startEvent", "begin"), box.element("userTask", "task", TASK), box.element("endEvent", "over")]
    box.element("boundaryEvent", "late", LATE.format(100), 'attachedToRef="task"')
    box.row(ids)
    box.flow("late", "over")
    found = drawing.element("subProcess", "box", EACH + "".join(box.xml))
    drawing.shapes += box.shapes
    return _between(drawing, [found])


def each_called(process_id: str, called: str) -> bytes:
    """A process is called for each item, all at once, with nothing but the item."""
    drawing = Drawing(process_id)
    return _between(drawing, [drawing.element("callActivity", "call", CALLED.format(called) + EACH)])


def _between(drawing: Drawing, ids: Iterable[str]) -> bytes:
    start = drawing.element("startEvent", "start")
    row = [start, *ids]
    drawing.row([*row, drawing.element("endEvent", "end")])
    return drawing.file()
