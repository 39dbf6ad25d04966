"""Small diagrams for the tests of jobs and timers."""

from __future__ import annotations

DEFINITIONS = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="http://bpmn.io/schema/bpmn"
    modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.8.0">
  <bpmn:process id="{id}" name="{id}" isExecutable="true">
    <bpmn:extensionElements><zeebe:properties><zeebe:property name="alur:audience" value="staff"/></zeebe:properties>
    </bpmn:extensionElements>
    {content}
  </bpmn:process>
</bpmn:definitions>
"""

JOB = """
    <bpmn:startEvent id="start"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:serviceTask id="call" name="Call">
      <bpmn:extensionElements>
        <zeebe:taskDefinition type="{type}" retries="{retries}"/>
        <zeebe:taskHeaders>{headers}</zeebe:taskHeaders>
      </bpmn:extensionElements>
      <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing>
    </bpmn:serviceTask>
    <bpmn:endEvent id="done"><bpmn:incoming>f2</bpmn:incoming></bpmn:endEvent>
    <bpmn:boundaryEvent id="caught" attachedToRef="call"><bpmn:outgoing>f3</bpmn:outgoing>
      <bpmn:errorEventDefinition id="e1" errorRef="refused"/></bpmn:boundaryEvent>
    <bpmn:endEvent id="refusedEnd"><bpmn:incoming>f3</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="call"/>
    <bpmn:sequenceFlow id="f2" sourceRef="call" targetRef="done"/>
    <bpmn:sequenceFlow id="f3" sourceRef="caught" targetRef="refusedEnd"/>
"""

TIMER = """
    <bpmn:startEvent id="start"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:intermediateCatchEvent id="wait" name="Wait"><bpmn:incoming>f1</bpmn:incoming>
      <bpmn:outgoing>f2</bpmn:outgoing>
      <bpmn:timerEventDefinition id="t">
        <bpmn:timeDuration xsi:type="bpmn:tFormalExpression">{duration}</bpmn:timeDuration>
      </bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>
    <bpmn:endEvent id="done"><bpmn:incoming>f2</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="wait"/>
    <bpmn:sequenceFlow id="f2" sourceRef="wait" targetRef="done"/>
"""


def job_model(process_id: str, job_type: str, *, retries: int = 3, headers: dict[str, str] | None = None) -> bytes:
    """Start, one service task with an error boundary event (code REFUSED), end."""
    lines = "".join(f'<zeebe:header key="{key}" value="{value}"/>' for key, value in (headers or {}).items())
    content = JOB.format(type=job_type, retries=retries, headers=lines)
    text = DEFINITIONS.format(id=process_id, content=content)
    error = '<bpmn:error id="refused" name="refused" errorCode="REFUSED"/>'
    return text.replace("</bpmn:definitions>", f"{error}</bpmn:definitions>").encode()


def timer_model(process_id: str, duration: str) -> bytes:
    """Start, a timer, end."""
    return DEFINITIONS.format(id=process_id, content=TIMER.format(duration=duration)).encode()
