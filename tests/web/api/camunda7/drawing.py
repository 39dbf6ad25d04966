"""Small Camunda 7 diagrams in one line each, for sequences of calls."""

from __future__ import annotations

from itertools import pairwise
from xml.sax.saxutils import escape

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'targetNamespace="t">'
)


def bpmn(key: str, body: str, flows: str, more: str = "", attributes: str = "") -> bytes:
    """``flows``: "a>b>c d>e", a condition after a bar as in "g>a|${x}"; ``more``: messages, signals, errors."""
    process = (
        f'<process id="{key}" name="{key.title()}" isExecutable="true" {attributes}>{body}{lines(flows)}</process>'
    )
    return f"{HEAD}{process}{more}</definitions>".encode()


def lines(flows: str) -> str:
    """Sequence flows, each with the id from_to."""
    made = ""
    for way in flows.split():
        stops = way.split(">")
        for first, then in pairwise(stops):
            target, _, condition = then.partition("|")
            source = first.partition("|")[0]
            inside = f'<conditionExpression xsi:type="tFormalExpression">{escape(condition)}</conditionExpression>'
            made += (
                f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">'
                f"{inside if condition else ''}</sequenceFlow>"
            )
    return made


def each(kind: str, *ids: str, attributes: str = "") -> str:
    """Elements of a kind with nothing inside, named by their ids."""
    return "".join(f'<{kind} id="{one}" name="{one.title()}" {attributes}/>' for one in ids)


def message(name: str) -> str:
    return f'<message id="m_{name}" name="{name}"/>'


def event(kind: str, id: str, inside: str, attributes: str = "") -> str:
    return f'<{kind} id="{id}" name="{id.title()}" {attributes}>{inside}</{kind}>'


def on_message(name: str) -> str:
    return f'<messageEventDefinition messageRef="m_{name}"/>'


def on_signal(name: str) -> str:
    return f'<signalEventDefinition signalRef="s_{name}"/>'


def on_time(text: str, kind: str = "timeDuration") -> str:
    return f'<timerEventDefinition><{kind} xsi:type="tFormalExpression">{text}</{kind}></timerEventDefinition>'


def on_condition(text: str) -> str:
    inside = f'<condition xsi:type="tFormalExpression">{escape(text)}</condition>'
    return f"<conditionalEventDefinition>{inside}</conditionalEventDefinition>"


def on_error(code: str) -> str:
    return f'<errorEventDefinition errorRef="e_{code}"/>'


def error(code: str) -> str:
    return f'<error id="e_{code}" errorCode="{code}"/>'


def signal(name: str) -> str:
    return f'<signal id="s_{name}" name="{name}"/>'


def boundary(id: str, on: str, inside: str, interrupting: bool = True) -> str:
    return event("boundaryEvent", id, inside, f'attachedToRef="{on}" cancelActivity="{str(interrupting).lower()}"')


def external(id: str, topic: str, inside: str = "") -> str:
    start = f'<serviceTask id="{id}" name="{id.title()}" camunda:type="external" camunda:topic="{topic}">'
    return f"{start}{inside}</serviceTask>"


def sub(id: str, body: str, flows: str, attributes: str = "") -> str:
    return f'<subProcess id="{id}" name="{id.title()}" {attributes}>{body}{lines(flows)}</subProcess>'
