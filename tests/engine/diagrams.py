"""Small diagrams for the engine's tests, written as Camunda Modeler would write them (Camunda 8), with a layout."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

NAMES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:modeler="http://camunda.org/schema/modeler/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


@dataclass(frozen=True)
class Node:
    """An element: its tag, id, what its extensionElements hold, what else is inside, further attributes."""

    tag: str
    id: str
    extensions: str = ""
    inside: str = ""
    attributes: str = ""


def start(id: str = "start") -> Node:
    return Node("startEvent", id)


def message_start(id: str, message: str) -> Node:
    return Node("startEvent", id, inside=f'<bpmn:messageEventDefinition id="{id}_d" messageRef="{message}"/>')


def signal_event(tag: str, id: str, signal: str, attributes: str = "") -> Node:
    """Any event about a signal."""
    inside = f'<bpmn:signalEventDefinition id="{id}_d" signalRef="{signal}"/>'
    return Node(tag, id, inside=inside, attributes=attributes)


def timer_start(id: str, kind: str, value: str) -> Node:
    return Node("startEvent", id, inside=_timer(id, kind, value))


def condition_start(id: str, condition: str) -> Node:
    text = f'<bpmn:condition xsi:type="bpmn:tFormalExpression">{escape(condition)}</bpmn:condition>'
    return Node(
        "startEvent",
        id,
        inside=f'<bpmn:conditionalEventDefinition id="{id}_d">{text}</bpmn:conditionalEventDefinition>',
    )


def end(id: str = "end") -> Node:
    return Node("endEvent", id)


def user(id: str, groups: str = "", form: str = "", assignee: str = "", binding: str = "latest") -> Node:
    inside = "<zeebe:userTask/>"
    if groups or assignee:
        who = f" candidateGroups={quoteattr(groups)}" if groups else ""
        who += f" assignee={quoteattr(assignee)}" if assignee else ""
        inside += f"<zeebe:assignmentDefinition{who}/>"
    if form:
        inside += f'<zeebe:formDefinition formId="{form}" bindingType="{binding}"/>'
    return Node("userTask", id, inside)


def job(id: str, type: str = "ship", retries: int = 3, inputs: str = "", attributes: str = "") -> Node:
    inside = f'<zeebe:taskDefinition type="{type}" retries="{retries}"/>'
    return Node("serviceTask", id, inside + (f"<zeebe:ioMapping>{inputs}</zeebe:ioMapping>" if inputs else ""))


def script(id: str, expression: str, result: str) -> Node:
    return Node("scriptTask", id, f'<zeebe:script expression={quoteattr("=" + expression)} resultVariable="{result}"/>')


def call(id: str, process: str) -> Node:
    return Node("callActivity", id, f'<zeebe:calledElement processId="{process}" propagateAllChildVariables="true"/>')


def parallel(id: str) -> Node:
    return Node("parallelGateway", id)


def exclusive(id: str, default: str = "") -> Node:
    return Node("exclusiveGateway", id, attributes=f'default="{default}"' if default else "")


def receive(id: str, message: str) -> Node:
    return Node(
        "intermediateCatchEvent", id, inside=f'<bpmn:messageEventDefinition id="{id}_d" messageRef="{message}"/>'
    )


def timer(id: str, duration: str) -> Node:
    return Node("intermediateCatchEvent", id, inside=_timer(id, "timeDuration", duration))


def timer_boundary(id: str, host: str, kind: str, value: str, interrupting: bool = True) -> Node:
    attributes = f'attachedToRef="{host}"' + ("" if interrupting else ' cancelActivity="false"')
    return Node("boundaryEvent", id, inside=_timer(id, kind, value), attributes=attributes)


def error_boundary(id: str, host: str, error: str) -> Node:
    inside = f'<bpmn:errorEventDefinition id="{id}_d" errorRef="{error}"/>'
    return Node("boundaryEvent", id, inside=inside, attributes=f'attachedToRef="{host}"')


def _timer(id: str, kind: str, value: str) -> str:
    text = f'<bpmn:{kind} xsi:type="bpmn:tFormalExpression">{value}</bpmn:{kind}>'
    return f'<bpmn:timerEventDefinition id="{id}_d">{text}</bpmn:timerEventDefinition>'


def message(id: str, name: str, key: str = "") -> str:
    """Goes before the process."""
    subscription = f"<zeebe:subscription correlationKey={quoteattr(key)}/>" if key else ""
    inside = f"<bpmn:extensionElements>{subscription}</bpmn:extensionElements>" if key else ""
    return f'<bpmn:message id="{id}" name="{name}">{inside}</bpmn:message>'


def signal(id: str, name: str) -> str:
    """Goes before the process."""
    return f'<bpmn:signal id="{id}" name="{name}"/>'


def error(id: str, code: str) -> str:
    return f'<bpmn:error id="{id}" name="{code}" errorCode="{code}"/>'


def diagram(
    process_id: str, nodes: Iterable[Node], flows: str, before: str = "", properties: dict[str, str] | None = None
) -> bytes:
    """``flows``: chains like ``a>b>c``, separated by spaces; ``a>b:=x > 1`` is not possible here, use ``conditions``
    as ``a>b?x=1``. Flow ids are ``a_b``."""
    nodes = list(nodes)
    edges = [edge for chain in flows.split() for edge in _edges(chain)]
    parts = [_node(node, edges) for node in nodes] + [_flow(*edge) for edge in edges]
    kept = "".join(f"<zeebe:property name={quoteattr(k)} value={quoteattr(v)}/>" for k, v in (properties or {}).items())
    extension = f"<bpmn:extensionElements><zeebe:properties>{kept}</zeebe:properties></bpmn:extensionElements>"
    shapes = "".join(
        f'<bpmndi:BPMNShape id="{n.id}_di" bpmnElement="{n.id}">'
        f'<dc:Bounds x="{i * 150}" y="100" width="100" height="80"/></bpmndi:BPMNShape>'
        for i, n in enumerate(nodes)
    )
    shapes += "".join(
        f'<bpmndi:BPMNEdge id="{a}_{b}_di" bpmnElement="{a}_{b}"><di:waypoint x="0" y="0"/><di:waypoint x="9" y="0"/>'
        "</bpmndi:BPMNEdge>"
        for a, b, _ in edges
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions {NAMES} id="D_{process_id}" '
        'targetNamespace="http://bpmn.io/schema/bpmn" modeler:executionPlatform="Camunda Cloud" '
        f'modeler:executionPlatformVersion="8.8.0">{before}'
        f'<bpmn:process id="{process_id}" name="Process {process_id}" isExecutable="true">'
        f"{extension if kept else ''}{''.join(parts)}</bpmn:process>"
        f'<bpmndi:BPMNDiagram id="Di"><bpmndi:BPMNPlane id="Pl" bpmnElement="{process_id}">{shapes}'
        "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>"
    ).encode()


def form(form_id: str, *components: dict[str, object]) -> bytes:
    return json.dumps(
        {"type": "default", "id": form_id, "schemaVersion": 18, "executionPlatform": "Camunda Cloud",
         "executionPlatformVersion": "8.8.0", "components": list(components)}
    ).encode()  # fmt: skip


def _edges(chain: str) -> list[tuple[str, str, str]]:
    steps = chain.split(">")
    found = []
    for source, target in pairwise(steps):
        name, _, condition = target.partition("?")
        found.append((source.partition("?")[0], name, condition))
    return found


def _node(node: Node, edges: list[tuple[str, str, str]]) -> str:
    extensions = f"<bpmn:extensionElements>{node.extensions}</bpmn:extensionElements>" if node.extensions else ""
    ways = "".join(f"<bpmn:incoming>{a}_{b}</bpmn:incoming>" for a, b, _ in edges if b == node.id)
    ways += "".join(f"<bpmn:outgoing>{a}_{b}</bpmn:outgoing>" for a, b, _ in edges if a == node.id)
    return (
        f'<bpmn:{node.tag} id="{node.id}" name="Do {node.id}" {node.attributes}>'
        f"{extensions}{ways}{node.inside}</bpmn:{node.tag}>"
    )


def _flow(source: str, target: str, condition: str) -> str:
    inside = (
        f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">={condition}</bpmn:conditionExpression>'
        if condition
        else ""
    )
    return (
        f'<bpmn:sequenceFlow id="{source}_{target}" name="{condition}" sourceRef="{source}" targetRef="{target}">'
        f"{inside}</bpmn:sequenceFlow>"
    )


APPROVAL = diagram(
    "approval",
    [
        start(),
        user("decide", "heads", "decision"),
        exclusive("ok", "ok_file"),
        user("file"),
        end("granted"),
        end("filed"),
    ],
    "start>decide>ok>granted?approved ok>file>filed",
)
DECISION = form(
    "decision",
    {"type": "checkbox", "key": "approved", "label": "Approved", "id": "f1"},
    {"type": "textfield", "key": "note", "label": "Note", "id": "f2", "validate": {"required": True, "maxLength": 20}},
)
BOTH = diagram(
    "both", [start(), parallel("split"), user("left"), user("right"), parallel("join"), end()],
    "start>split>left>join>end split>right>join",
)  # fmt: skip
SHIPPING = diagram(
    "shipping",
    [start(), job("ship"), user("check"), end(),
     error_boundary("lost", "ship", "E"), user("refund"), end("refunded")],
    "start>ship>check>end lost>refund>refunded",
    error("E", "LOST"),
)  # fmt: skip
REMINDER = diagram(
    "reminder",
    [start(), user("work"), timer_boundary("nudge", "work", "timeCycle", "R2/PT1H", interrupting=False),
     timer_boundary("late", "work", "timeDuration", "P2D"), user("remind"), user("escalate"),
     end(), end("e2"), end("e3")],
    "start>work>end nudge>remind>e2 late>escalate>e3",
)  # fmt: skip
PAYMENT = diagram(
    "payment", [start(), receive("paid", "M"), user("thank"), end()], "start>paid>thank>end",
    message("M", "paid", "=invoice"),
)  # fmt: skip
ORDER = diagram(
    "order", [message_start("ordered", "O"), user("pack"), end()], "ordered>pack>end", message("O", "order")
)
OUTER = diagram("outer", [start(), call("inside", "inner"), user("after"), end()], "start>inside>after>end")
INNER = diagram("inner", [start(), user("deep"), end()], "start>deep>end")
