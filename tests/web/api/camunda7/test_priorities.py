"""Priorities of external tasks and jobs: who says them, who is given what, and how they are changed."""

from __future__ import annotations

from typing import Any

import pytest

from engine import Deploy, Engine
from engine.person import SYSTEM
from tests.web.api.camunda7.conftest import Rest

DIAGRAM = b"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" id="D"
    xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <bpmn:process id="urgent" isExecutable="true" camunda:taskPriority="${rank}" camunda:jobPriority="7">
    <bpmn:startEvent id="start"/>
    <bpmn:parallelGateway id="fork"/>
    <bpmn:serviceTask id="ship" camunda:type="external" camunda:topic="ship"/>
    <bpmn:serviceTask id="pack" camunda:type="external" camunda:topic="ship" camunda:taskPriority="-3"/>
    <bpmn:userTask id="later" camunda:asyncBefore="true" camunda:jobPriority="${rank + 1}" camunda:priority="90"/>
    <bpmn:intermediateCatchEvent id="pause"><bpmn:timerEventDefinition>
      <bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P1D</bpmn:timeDuration></bpmn:timerEventDefinition>
    </bpmn:intermediateCatchEvent>
    <bpmn:endEvent id="end"/>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="fork"/>
    <bpmn:sequenceFlow id="f2" sourceRef="fork" targetRef="ship"/>
    <bpmn:sequenceFlow id="f3" sourceRef="fork" targetRef="pack"/>
    <bpmn:sequenceFlow id="f4" sourceRef="fork" targetRef="later"/>
    <bpmn:sequenceFlow id="f5" sourceRef="fork" targetRef="pause"/>
    <bpmn:sequenceFlow id="f6" sourceRef="ship" targetRef="end"/>
    <bpmn:sequenceFlow id="f7" sourceRef="pack" targetRef="end"/>
    <bpmn:sequenceFlow id="f8" sourceRef="later" targetRef="end"/>
    <bpmn:sequenceFlow id="f9" sourceRef="pause" targetRef="end"/>
  </bpmn:process>
</bpmn:definitions>"""


@pytest.fixture
def cases(rest: Rest, populated: Engine) -> list[str]:
    """Of the ranks 1, 5 and 3."""
    populated.do(Deploy("urgent", {"urgent.bpmn": DIAGRAM}), SYSTEM)
    return [rest.start("urgent", rank=rank) for rank in (1, 5, 3)]


def fetch(rest: Rest, most: int, **more: Any) -> list[int]:
    topics = [{"topicName": "ship", "lockDuration": 60_000}]
    body = {"workerId": "w", "maxTasks": most, "topics": topics, **more}
    return [task["priority"] for task in rest("POST", "/external-task/fetchAndLock", body)]


def test_the_most_urgent_is_given_first(rest: Rest, cases: list[str]) -> None:
    assert fetch(rest, 2, usePriority=True) == [5, 3]
    assert fetch(rest, 9, usePriority=True) == [1, -3, -3, -3]


def test_by_age(rest: Rest, cases: list[str]) -> None:
    oldest = [{"sortBy": "createTime", "sortOrder": "asc"}]
    assert fetch(rest, 1, sorting=oldest) == [1]
    assert fetch(rest, 1, sorting=oldest, usePriority=True) == [5]


def test_a_priority_is_changed(rest: Rest, cases: list[str]) -> None:
    (task,) = rest("GET", "/external-task", query_string={"processInstanceId": cases[0], "activityId": "ship"})
    rest("PUT", f"/external-task/{task['id']}/priority", {"priority": 2**40}, status=204)
    assert rest("GET", f"/external-task/{task['id']}")["priority"] == 2**40
    assert fetch(rest, 1, usePriority=True) == [2**40]
    rest("PUT", f"/external-task/{task['id']}/priority", {"priority": None}, status=400)
    rest("PUT", f"/external-task/{task['id']}/priority", {"priority": 2**63}, status=400)
    rest("PUT", "/external-task/1/priority", {"priority": 1}, status=404)


def test_lists_are_narrowed_and_sorted_by_it(rest: Rest, cases: list[str]) -> None:
    query: dict[str, Any] = {"priorityHigherThanOrEquals": 3, "sortBy": "taskPriority", "sortOrder": "desc"}
    assert [task["priority"] for task in rest("GET", "/external-task", query_string=query)] == [5, 3]
    assert rest("GET", "/external-task/count?priorityLowerThanOrEquals=-3") == {"count": 3}


def test_jobs_have_that_of_their_element_or_process(rest: Rest, cases: list[str]) -> None:
    query = {"processInstanceId": cases[0], "sortBy": "jobPriority", "sortOrder": "asc"}
    jobs = rest("GET", "/job", query_string=query)
    assert [(job["priority"], job["dueDate"] is None) for job in jobs] == [(2, True), (7, False)]
    for job in jobs:
        rest("PUT", f"/job/{job['id']}/priority", {"priority": job["priority"] + 10}, status=204)
    assert [job["priority"] for job in rest("GET", "/job", query_string=query)] == [12, 17]
    assert rest("GET", "/job/count?priorityHigherThanOrEquals=17") == {"count": 1}


def test_a_job_that_failed_keeps_its_priority(rest: Rest, cases: list[str]) -> None:
    (task,) = rest("GET", "/external-task", query_string={"processInstanceId": cases[1], "activityId": "ship"})
    rest("POST", f"/external-task/{task['id']}/lock", {"workerId": "w", "lockDuration": 9000}, status=204)
    rest("POST", f"/external-task/{task['id']}/failure", {"workerId": "w", "retries": 0}, status=204)
    rest("PUT", f"/external-task/{task['id']}/retries", {"retries": 1}, status=204)
    assert rest("GET", f"/external-task/{task['id']}")["priority"] == 5
