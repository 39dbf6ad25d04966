"""External tasks by HTTP: fetching, locks, failures, errors."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from engine import Deploy, Engine, MovableClock
from engine.person import SYSTEM
from tests.web.api.camunda7.conftest import Rest

DIAGRAM = b"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" id="D"
    xmlns:camunda="http://camunda.org/schema/1.0/bpmn">
  <bpmn:error id="E" name="no stock" errorCode="NO_STOCK"/>
  <bpmn:process id="shipping" isExecutable="true" camunda:historyTimeToLive="P1D">
    <bpmn:startEvent id="start"/>
    <bpmn:serviceTask id="ship" name="Ship" camunda:type="external" camunda:topic="ship">
      <bpmn:extensionElements><camunda:inputOutput>
        <camunda:inputParameter name="twice">${amount * 2}</camunda:inputParameter>
        <camunda:outputParameter name="parcel">${code}</camunda:outputParameter>
      </camunda:inputOutput></bpmn:extensionElements>
    </bpmn:serviceTask>
    <bpmn:boundaryEvent id="missing" attachedToRef="ship"><bpmn:errorEventDefinition errorRef="E"/></bpmn:boundaryEvent>
    <bpmn:userTask id="order"/>
    <bpmn:endEvent id="end"/>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="ship"/>
    <bpmn:sequenceFlow id="f2" sourceRef="ship" targetRef="end"/>
    <bpmn:sequenceFlow id="f3" sourceRef="missing" targetRef="order"/>
    <bpmn:sequenceFlow id="f4" sourceRef="order" targetRef="end"/>
  </bpmn:process>
</bpmn:definitions>"""


@pytest.fixture
def case(rest: Rest, populated: Engine) -> str:
    populated.do(Deploy("shipping", {"shipping.bpmn": DIAGRAM}), SYSTEM)
    return rest.start("shipping", "B-1", amount=4, code="X")


def fetch(rest: Rest, worker: str = "w1", wait: int | None = None, **topic: Any) -> list[Any]:
    asked = {"topicName": "ship", "lockDuration": 60_000, **topic}
    body = {"workerId": worker, "maxTasks": 5, "topics": [asked], "asyncResponseTimeout": wait}
    found: list[Any] = rest("POST", "/external-task/fetchAndLock", body)
    return found


def test_a_worker_fetches_and_completes(rest: Rest, case: str) -> None:
    (task,) = fetch(rest)
    assert task["variables"]["twice"] == {"type": "Long", "value": 8, "valueInfo": {}}
    assert (task["topicName"], task["workerId"], task["businessKey"]) == ("ship", "w1", "B-1")
    assert (task["processInstanceId"], task["activityId"], task["retries"]) == (case, "ship", None) or task[
        "retries"
    ] == 3
    assert fetch(rest, "w2") == []
    rest("POST", f"/external-task/{task['id']}/complete", {"workerId": "w2"}, status=400)
    done = {"workerId": "w1", "localVariables": {"code": {"value": "P-7"}}}
    rest("POST", f"/external-task/{task['id']}/complete", done, status=204)
    assert not rest.runs(case)
    kept = rest("GET", "/history/variable-instance", query_string={"processInstanceId": case, "variableName": "parcel"})
    assert [each["value"] for each in kept] == ["P-7"]
    rest("POST", f"/external-task/{task['id']}/complete", done, status=404)


def test_only_the_variables_asked_for(rest: Rest, case: str) -> None:
    (task,) = fetch(rest, variables=["amount"])
    assert task["variables"].keys() == {"amount"}


def test_the_variables_of_the_task_alone(rest: Rest, case: str) -> None:
    (task,) = fetch(rest, localVariables=True)
    assert task["variables"].keys() == {"twice"}


def test_the_tag_of_a_version(rest: Rest, case: str) -> None:
    assert fetch(rest, processDefinitionVersionTag="other") == []


def test_failures_retries_and_the_incident(rest: Rest, case: str, clock: MovableClock) -> None:
    (task,) = fetch(rest)
    failure = {"workerId": "w1", "errorMessage": "no car", "errorDetails": "trace", "retries": 1, "retryTimeout": 0}
    rest("POST", f"/external-task/{task['id']}/failure", failure, status=204)
    (again,) = fetch(rest, "w2")
    assert (again["errorMessage"], again["errorDetails"], again["retries"]) == ("no car", "trace", 1)
    rest("POST", f"/external-task/{task['id']}/failure", {**failure, "workerId": "w2", "retries": 0}, status=204)
    assert fetch(rest) == []
    (incident,) = rest("GET", "/incident", query_string={"processInstanceId": case})
    assert (incident["incidentType"], incident["activityId"]) == ("failedExternalTask", "ship")
    assert rest("GET", f"/external-task/{task['id']}/errorDetails") == "trace"
    rest("PUT", f"/external-task/{task['id']}/retries", {"retries": 2}, status=204)
    assert [each["retries"] for each in fetch(rest)] == [2]
    assert rest("GET", "/incident/count") == {"count": 0}


def test_a_bpmn_error_is_caught(rest: Rest, case: str) -> None:
    (task,) = fetch(rest)
    error = {"workerId": "w1", "errorCode": "NO_STOCK", "errorMessage": "sold out"}
    rest("POST", f"/external-task/{task['id']}/bpmnError", error, status=204)
    assert [each["taskDefinitionKey"] for each in rest.tasks(case)] == ["order"]


def test_locks_are_extended_and_given_back(rest: Rest, case: str) -> None:
    (task,) = fetch(rest)
    rest("POST", f"/external-task/{task['id']}/extendLock", {"workerId": "w2", "newDuration": 1000}, status=400)
    rest("POST", f"/external-task/{task['id']}/extendLock", {"workerId": "w1", "newDuration": 1000}, status=204)
    rest("POST", f"/external-task/{task['id']}/unlock", status=204)
    assert len(fetch(rest, "w2")) == 1
    assert rest("GET", "/external-task", query_string={"workerId": "w2"})[0]["id"] == task["id"]
    assert rest("POST", "/external-task/count", {"topicName": "ship"}) == {"count": 1}
    assert rest("GET", "/external-task/topic-names") == ["ship"]


def test_whoever_finds_nothing_waits(rest: Rest, case: str) -> None:
    fetch(rest)
    threading.Timer(0.3, lambda: rest.start("shipping", amount=1, code="Y")).start()
    assert len(fetch(rest, "w2", wait=10_000)) == 1
    assert fetch(rest, "w2", wait=1) == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"workerId": "w"},
        {"workerId": "w", "maxTasks": 0, "topics": []},
        {"workerId": "w", "maxTasks": "many", "topics": []},
        {"workerId": "w", "maxTasks": 1, "topics": [{"topicName": "ship", "lockDuration": -1}]},
        {"workerId": "w", "maxTasks": 1, "topics": [], "asyncResponseTimeout": 10**9},
        {"workerId": "w", "maxTasks": 1, "unknown": 1},
        {"workerId": "w", "maxTasks": 1, "sorting": [{"sortBy": "topicName", "sortOrder": "desc"}]},
        {"workerId": "w", "maxTasks": 1, "topics": [{"topicName": "ship", "lockDuration": 9, "tenantIdIn": ["t"]}]},
    ],
)
def test_what_makes_no_sense_is_refused(rest: Rest, case: str, body: Any) -> None:
    refused = rest("POST", "/external-task/fetchAndLock", body, status=400)
    assert refused["type"] == "InvalidRequestException"
    assert refused["message"]
