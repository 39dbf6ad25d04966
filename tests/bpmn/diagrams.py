"""Builders of small BPMN files for tests: the inside of a process in, bytes out."""

from __future__ import annotations

from itertools import pairwise

NAMES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:modeler="http://camunda.org/schema/modeler/1.0" '
)
PLATFORMS = {
    "camunda8": 'modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.6.0"',
    "camunda7": 'modeler:executionPlatform="Camunda Platform" modeler:executionPlatformVersion="7.22.0"',
    "plain": "",
}


def definitions(inner: str, dialect: str = "camunda8") -> bytes:
    """A file around what stands directly in bpmn:definitions."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<definitions {NAMES} {PLATFORMS[dialect]} id="Definitions_1" targetNamespace="urn:test">\n'
        f"{inner}\n</definitions>"
    ).encode()


def process(inner: str, dialect: str = "camunda8", shared: str = "", executable: str = "true") -> bytes:
    """A file with one process ``P``; ``shared`` are messages, errors and the like beside it."""
    return definitions(f'{shared}<process id="P" name="P" isExecutable="{executable}">\n{inner}\n</process>', dialect)


def line(*elements: str) -> str:
    """Elements one after the other between a start and an end; the flows are called F0, F1 ..."""
    ids = ["Start", *(element.split('id="', 1)[1].split('"', 1)[0] for element in elements), "End"]
    flows = "".join(
        f'<sequenceFlow id="F{number}" sourceRef="{source}" targetRef="{target}"/>'
        for number, (source, target) in enumerate(pairwise(ids))
    )
    return '<startEvent id="Start"/>' + "".join(elements) + '<endEvent id="End"/>' + flows


def flow(source: str, target: str, condition: str = "", flow_id: str = "") -> str:
    """One sequence flow."""
    name = flow_id or f"{source}_{target}"
    inner = f'<conditionExpression xsi:type="tFormalExpression">{condition}</conditionExpression>' if condition else ""
    return f'<sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'


def extended(tag: str, attributes: str, extension: str, inner: str = "") -> str:
    """An element with extension elements."""
    return f"<{tag} {attributes}><extensionElements>{extension}</extensionElements>{inner}</{tag}>"
