"""What the reader makes of listeners and asynchronous continuations, and what it refuses of them."""

from __future__ import annotations

import pytest

from bpmn import read
from bpmn.attachments import CONTINUATION
from bpmn.diagram import Expression, JobSpec, Listener
from tests.bpmn.diagrams import extended, process


def seven(extension: str, tag: str = "task", attributes: str = "") -> tuple[str, str]:
    return extended(tag, f'id="A" {attributes}', extension), "camunda7"


def eight(tag: str, kind: str, event: str, job_type: str = "x") -> tuple[str, str]:
    listener = f'<zeebe:{kind}s><zeebe:{kind} eventType="{event}" type="{job_type}"/></zeebe:{kind}s>'
    return extended(tag, 'id="A"', listener), "camunda8"


def cycle_of(text: str) -> str:
    return f"<camunda:failedJobRetryTimeCycle>{text}</camunda:failedJobRetryTimeCycle>"


def errors(inner: str, dialect: str) -> list[str]:
    return [str(one.sentence) for one in read(process(inner, dialect)).findings if one.severity in ("error", "warning")]


def listeners(inner: str, dialect: str) -> tuple[Listener, ...]:
    diagram = read(process(inner, dialect))
    assert not [one for one in diagram.findings if one.severity == "error"]
    return diagram.processes[0].scope.elements[0].listeners


def test_camunda_7() -> None:
    found = listeners(
        extended(
            "userTask", 'id="A"',
            '<camunda:executionListener event="start" expression="${a}"/>'
            '<camunda:taskListener event="create"><camunda:script scriptFormat="feel">=1</camunda:script>'
            "</camunda:taskListener>",
        ),
        "camunda7",
    )  # fmt: skip
    assert found == (Listener("start", Expression("juel", "${a}")), Listener("create", Expression("feel", "1")))


def test_camunda_8() -> None:
    job = (
        '<zeebe:executionListener eventType="start" type="=name" retries="2"><zeebe:taskHeaders>'
        '<zeebe:header key="k" value="v"/></zeebe:taskHeaders></zeebe:executionListener>'
    )
    found = listeners(
        extended("task", 'id="A"', f"<zeebe:executionListeners>{job}</zeebe:executionListeners>"), "camunda8"
    )
    spec = JobSpec(Expression("feel", "name"), Expression("literal", "2"), (("k", "v"),))
    assert found == (Listener("start", job=spec),)


@pytest.mark.parametrize(
    ("attributes", "cycle", "phases", "retries"),
    [
        ('camunda:asyncBefore="true"', "", ["before"], "3"),
        ('camunda:async="true" camunda:asyncAfter="true"', "R5/PT5M", ["before", "after"], "5"),
        ('camunda:asyncAfter="true"', "PT1M,PT5M", ["after"], "3"),
        ("", "", [], ""),
    ],
)
def test_continuations(attributes: str, cycle: str, phases: list[str], retries: str) -> None:
    inner = f"<camunda:failedJobRetryTimeCycle>{cycle}</camunda:failedJobRetryTimeCycle>" if cycle else ""
    found = listeners(extended("task", f'id="A" {attributes}', inner), "camunda7")
    assert [one.on for one in found] == phases
    for one in found:
        assert one.job is not None
        assert one.job.type == Expression("literal", CONTINUATION)
        assert one.job.retries == Expression("literal", retries)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (seven('<camunda:executionListener event="start" class="x.Y"/>'), "Java"),
        (seven('<camunda:executionListener event="begin" expression="${a}"/>'), "begin"),
        (seven('<camunda:executionListener event="start"/>'), "neither an expression"),
        (seven('<camunda:taskListener event="open" expression="${a}"/>', "userTask"), "open"),
        (seven('<camunda:taskListener event="timeout" expression="${a}"/>', "userTask"), "says when"),
        (seven(cycle_of("often"), attributes='camunda:asyncBefore="true"'), "be read"),
        (seven(cycle_of("R3/PT1M")), "neither"),
        (eight("startEvent", "executionListener", "start"), "never called"),
        (eight("exclusiveGateway", "executionListener", "end"), "never called"),
        (eight("task", "executionListener", "cancel"), "cancel"),
        (eight("task", "executionListener", "end", ""), "no job type"),
        (eight("userTask", "taskListener", "canceling"), "canceling"),
    ],
)
def test_what_is_not_called_is_said(written: tuple[str, str], words: str) -> None:
    (only,) = errors(*written)
    assert words in only


def test_what_is_drawn_beside_the_flow_is_named_once() -> None:
    inner = '<task id="A"/><textAnnotation id="N"/><textAnnotation id="M"/><dataObjectReference id="D"/>'
    found = [one for one in read(process(inner)).findings if one.rule == "documentation_only"]
    assert [(one.element_id, one.severity) for one in found] == [("N", "info")]
    assert "textAnnotation, dataObjectReference" in str(found[0].sentence)
