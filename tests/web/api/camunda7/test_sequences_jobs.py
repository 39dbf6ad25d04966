"""Jobs, incidents, external tasks: sequences of calls, with what Camunda 7 answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.web.api.camunda7.conftest import Rest, values
from tests.web.api.camunda7.drawing import boundary, bpmn, each, error, event, external, on_error, on_time

ENDS = each("startEvent", "s") + each("endEvent", "e")
ASYNC = 'camunda:asyncBefore="true"'
LIMIT = bpmn(
    "limit",
    ENDS + each("endEvent", "x") + each("userTask", "t", "after") + boundary("b", "t", on_time("PT1H")),
    "s>t>e b>after>x",
)
RETRY = (
    "<extensionElements><camunda:failedJobRetryTimeCycle>R5/PT5M</camunda:failedJobRetryTimeCycle></extensionElements>"
)
SERVICE = '<serviceTask id="w" name="W" camunda:expression="${missing.thing}" ' + ASYNC + ">%s</serviceTask>"
FAILING = bpmn("failing", ENDS + SERVICE % "" + each("userTask", "t"), "s>w>t>e")
CYCLED = bpmn("cycled", ENDS + SERVICE % RETRY + each("userTask", "t"), "s>w>t>e")
WORK = bpmn("work", ENDS + external("w", "top") + each("userTask", "t"), "s>w>t>e")
CATCHING = bpmn(
    "catching",
    ENDS
    + each("endEvent", "x")
    + external("w", "catch")
    + each("userTask", "t", "caught")
    + boundary("b", "w", on_error("E1")),
    "s>w>t>e b>caught>x",
    error("E1"),
)


def jobs(rest: Rest, case: str, **query: Any) -> list[Any]:
    found: list[Any] = rest("GET", "/job", query_string={"processInstanceId": case, **query})
    return found


def incidents(rest: Rest, case: str) -> list[Any]:
    found: list[Any] = rest("GET", "/incident", query_string={"processInstanceId": case})
    return found


def fetch(rest: Rest, topic: str, worker: str = "w1", most: int = 10, lock: int = 10_000, **more: Any) -> list[Any]:
    body = {"workerId": worker, "maxTasks": most, "topics": [{"topicName": topic, "lockDuration": lock, **more}]}
    found: list[Any] = rest("POST", "/external-task/fetchAndLock", body)
    return found


def test_a_timer_job(hall: Rest) -> None:
    hall.put(LIMIT)
    case = hall.start("limit")
    (job,) = jobs(hall, case)
    assert (job["retries"], job["exceptionMessage"], job["failedActivityId"], job["suspended"]) == (
        3,
        None,
        None,
        False,
    )
    assert job["dueDate"] == "2026-01-05T02:00:00.000+0000"
    assert job["processDefinitionKey"] == "limit"
    for query, count in (
        ({"timers": "true"}, 1),
        ({"messages": "true"}, 0),
        ({"withException": "true"}, 0),
        ({"noRetriesLeft": "true"}, 0),
        ({"withRetriesLeft": "true"}, 1),
        ({"activityId": "b"}, 1),
        ({"dueDates": "gt_2026-01-05T01:00:00.000+0000"}, 1),
        ({"dueDates": "lt_2026-01-05T01:00:00.000+0000"}, 0),
        ({"jobDefinitionId": job["jobDefinitionId"]}, 1),
        ({"active": "true"}, 1),
        ({"suspended": "true"}, 0),
        ({"executionId": job["executionId"]}, 1),
        ({"jobId": job["id"]}, 1),
        ({"processDefinitionKey": "limit"}, 1),
    ):
        assert len(jobs(hall, case, **query)) == count, query
    (definition,) = hall("GET", "/job-definition", query_string={"jobDefinitionId": job["jobDefinitionId"]})
    assert (definition["jobType"], definition["activityId"], definition["jobConfiguration"]) == (
        "timer-transition",
        "b",
        "DURATION: PT1H",
    )
    hall("PUT", f"/job/{job['id']}/duedate", {"duedate": "2026-02-01T00:00:00.000+0000"}, 204)
    assert hall("GET", f"/job/{job['id']}")["dueDate"] == "2026-02-01T00:00:00.000+0000"
    hall("POST", f"/job/{job['id']}/execute", status=204)
    assert hall.names(case) == ["After"]
    hall("POST", f"/job/{job['id']}/execute", status=404)
    hall("GET", f"/job/{job['id']}", status=404)
    hall("PUT", f"/job/{job['id']}/retries", {"retries": 1}, 404)


def test_asynchronous_continuations(hall: Rest) -> None:
    hall.put(bpmn("both", ENDS + each("userTask", "t", attributes=ASYNC + ' camunda:asyncAfter="true"'), "s>t>e"))
    case = hall.start("both")
    assert hall.tasks(case) == []
    (job,) = jobs(hall, case, messages="true")
    assert (job["retries"], job["dueDate"], job["exceptionMessage"]) == (3, None, None)
    assert len(jobs(hall, case, executable="true")) == 1
    found = hall("GET", "/job-definition", query_string={"processDefinitionId": job["processDefinitionId"]})
    assert {one["jobConfiguration"] for one in found} == {"async-before", "async-after"}
    assert {one["jobType"] for one in found} == {"async-continuation"}
    hall("POST", f"/job/{job['id']}/execute", status=204)
    hall.complete(case, "t")
    (job,) = jobs(hall, case)
    hall("POST", f"/job/{job['id']}/execute", status=204)
    assert not hall.runs(case)


def test_failing_jobs(hall: Rest) -> None:
    hall.put(FAILING)
    case = hall.start("failing")
    (job,) = jobs(hall, case)
    for left in (2, 1, 0):
        wrong = hall("POST", f"/job/{job['id']}/execute", status=400)
        assert wrong["message"]
        (job,) = jobs(hall, case)
        assert (job["retries"], job["failedActivityId"]) == (left, "w")
        assert job["exceptionMessage"]
        assert hall("GET", f"/job/{job['id']}/stacktrace")
    (job,) = jobs(hall, case, noRetriesLeft="true", withException="true")
    (incident,) = incidents(hall, case)
    assert (incident["incidentType"], incident["configuration"], incident["activityId"]) == (
        "failedJob",
        job["id"],
        "w",
    )
    assert incident["incidentMessage"] == job["exceptionMessage"]
    assert incident["causeIncidentId"] == incident["rootCauseIncidentId"] == incident["id"]
    assert incident["jobDefinitionId"] == job["jobDefinitionId"]
    assert (
        hall("GET", "/process-instance/count", query_string={"processInstanceIds": case, "withIncident": "true"})[
            "count"
        ]
        == 1
    )
    tree = hall("GET", f"/process-instance/{case}/activity-instances")
    (moving,) = tree["childTransitionInstances"]
    assert (moving["activityId"], moving["incidentIds"]) == ("w", [incident["id"]])
    hall("POST", f"/process-instance/{case}/variables", {"modifications": values({"missing": {"thing": 1}})}, 204)
    hall("PUT", f"/job/{job['id']}/retries", {"retries": 2}, 204)
    assert incidents(hall, case) == []
    assert hall.names(case) == ["T"]
    old = hall("GET", "/history/incident", query_string={"processInstanceId": case})
    assert [(one["incidentType"], one["resolved"], one["open"]) for one in old] == [("failedJob", True, False)]


def test_retry_time_cycle(hall: Rest) -> None:
    hall.put(CYCLED)
    case = hall.start("cycled")
    (job,) = jobs(hall, case)
    hall("POST", f"/job/{job['id']}/execute", status=400)
    (job,) = jobs(hall, case)
    assert (job["retries"], job["dueDate"]) == (4, "2026-01-05T01:05:00.000+0000")


def test_retries_of_jobs(hall: Rest) -> None:
    hall.put(FAILING)
    case = hall.start("failing")
    (job,) = jobs(hall, case)
    hall("PUT", f"/job/{job['id']}/retries", {"retries": 0}, 204)
    (incident,) = incidents(hall, case)
    assert (incident["incidentType"], incident["configuration"]) == ("failedJob", job["id"])
    (job,) = jobs(hall, case)
    assert job["retries"] == 0
    hall("PUT", f"/job/{job['id']}/retries", {"retries": 1}, 204)
    assert incidents(hall, case) == []
    hall("PUT", f"/job/{job['id']}/retries", {"retries": -1}, 400)


def test_external_tasks(hall: Rest) -> None:
    hall.put(WORK)
    case = hall.start("work", "EB", a=1)
    (task,) = hall("GET", "/external-task", query_string={"processInstanceId": case})
    assert (task["topicName"], task["retries"], task["workerId"], task["errorMessage"], task["businessKey"]) == (
        "top",
        None,
        None,
        None,
        "EB",
    )
    assert task["lockExpirationTime"] is None
    (locked,) = fetch(hall, "top")
    assert (locked["id"], locked["workerId"], locked["businessKey"]) == (task["id"], "w1", "EB")
    assert locked["variables"]["a"]["value"] == 1
    assert locked["lockExpirationTime"] == "2026-01-05T01:00:10.000+0000"
    assert fetch(hall, "top", "w2") == []
    at = f"/external-task/{task['id']}"
    hall("POST", f"{at}/complete", {"workerId": "w2"}, 400)
    hall("POST", f"{at}/extendLock", {"workerId": "w2", "newDuration": 1000}, 400)
    hall("POST", f"{at}/extendLock", {"workerId": "w1", "newDuration": 60000}, 204)
    assert hall("GET", at)["lockExpirationTime"] == "2026-01-05T01:01:00.000+0000"
    hall("POST", f"{at}/failure", {"workerId": "w2", "retries": 1}, 400)
    hall("POST", f"{at}/bpmnError", {"workerId": "w2", "errorCode": "E"}, 400)
    hall("POST", f"{at}/unlock", status=204)
    assert hall("GET", at)["workerId"] is None
    (again,) = fetch(hall, "top", "w2", variables=["b"])
    assert again["variables"] == {}
    body = {"workerId": "w2", "variables": values({"r": 2}), "localVariables": values({"l": 3})}
    hall("POST", f"{at}/complete", body, 204)
    assert set(hall("GET", f"/process-instance/{case}/variables")) == {"a", "r"}
    hall("POST", f"{at}/complete", {"workerId": "w2"}, 404)
    hall("GET", at, status=404)
    hall("POST", f"{at}/unlock", status=404)


def test_failures_of_external_tasks(hall: Rest) -> None:
    hall.put(WORK.replace(b'"top"', b'"fails"').replace(b'"work"', b'"failwork"'))
    case = hall.start("failwork")
    (task,) = fetch(hall, "fails")
    at = f"/external-task/{task['id']}"
    hall(
        "POST",
        f"{at}/failure",
        {"workerId": "w1", "errorMessage": "no", "errorDetails": "long", "retries": 2, "retryTimeout": 60000},
        204,
    )
    found = hall("GET", at)
    assert (found["retries"], found["errorMessage"], found["workerId"]) == (2, "no", "w1")
    assert found["lockExpirationTime"] == "2026-01-05T01:01:00.000+0000"
    assert hall("GET", f"{at}/errorDetails") == "long"
    assert fetch(hall, "fails") == []
    assert incidents(hall, case) == []
    hall("POST", f"{at}/unlock", status=204)
    (task,) = fetch(hall, "fails")
    assert (task["retries"], task["errorMessage"], task["errorDetails"]) == (2, "no", "long")
    hall("POST", f"{at}/failure", {"workerId": "w1", "errorMessage": "again"}, 204)  # no retries given: none left
    (incident,) = incidents(hall, case)
    assert (incident["incidentType"], incident["configuration"]) == ("failedExternalTask", task["id"])
    assert (incident["activityId"], incident["incidentMessage"]) == ("w", "again")
    assert len(hall("GET", "/external-task", query_string={"processInstanceId": case, "noRetriesLeft": "true"})) == 1
    assert len(hall("GET", "/external-task", query_string={"processInstanceId": case, "withRetriesLeft": "true"})) == 0
    assert fetch(hall, "fails") == []
    hall("PUT", f"{at}/retries", {"retries": 3}, 204)
    assert incidents(hall, case) == []
    hall("PUT", f"{at}/retries", {"retries": 0}, 204)
    assert len(incidents(hall, case)) == 1
    hall("PUT", f"{at}/retries", {"retries": -1}, 400)
    hall("PUT", "/external-task/retries", {"retries": 2, "externalTaskIds": [task["id"]]}, 204)
    assert hall("GET", at)["retries"] == 2
    hall("PUT", "/external-task/retries", {"retries": 2}, 400)
    hall("PUT", "/external-task/retries", {"retries": 2, "externalTaskIds": ["99999"]}, 404)
    hall("DELETE", f"/process-instance/{case}", status=204)
    hall("GET", at, status=404)


def test_errors_of_external_tasks(hall: Rest) -> None:
    hall.put(CATCHING)
    case = hall.start("catching")
    (task,) = fetch(hall, "catch")
    hall("POST", f"/external-task/{task['id']}/bpmnError", {"workerId": "w1"}, 400)
    body = {"workerId": "w1", "errorCode": "E1", "errorMessage": "m", "variables": values({"v": 1})}
    hall("POST", f"/external-task/{task['id']}/bpmnError", body, 204)
    assert hall.names(case) == ["Caught"]
    assert hall("GET", f"/process-instance/{case}/variables/v")["value"] == 1


def test_locks_expire(hall: Rest) -> None:
    hall.put(WORK.replace(b'"top"', b'"expire"').replace(b'"work"', b'"expirework"'))
    hall.start("expirework")
    (task,) = fetch(hall, "expire", "w1", lock=1000)
    assert hall.engine is not None
    hall.engine.clock.move(timedelta(seconds=2))  # type: ignore[attr-defined]
    assert len(hall("GET", "/external-task", query_string={"topicName": "expire", "notLocked": "true"})) == 1
    (again,) = fetch(hall, "expire", "w2")
    assert again["workerId"] == "w2"
    hall("POST", f"/external-task/{task['id']}/complete", {"workerId": "w1"}, 400)
    hall("POST", f"/external-task/{task['id']}/complete", {"workerId": "w2"}, 204)


def test_locking_one(hall: Rest) -> None:
    hall.put(WORK.replace(b'"top"', b'"lock"').replace(b'"work"', b'"lockwork"'))
    case = hall.start("lockwork")
    (task,) = hall("GET", "/external-task", query_string={"processInstanceId": case})
    at = f"/external-task/{task['id']}"
    hall("POST", f"{at}/lock", {"workerId": "w1", "lockDuration": 1000}, 204)
    hall("POST", f"{at}/lock", {"workerId": "w2", "lockDuration": 1000}, 400)
    hall("POST", f"{at}/lock", {"workerId": "w1", "lockDuration": -1}, 400)
    hall("POST", f"{at}/complete", {"workerId": "w1"}, 204)


def test_fetching(hall: Rest) -> None:
    hall.put(WORK.replace(b'"top"', b'"fetch"').replace(b'"work"', b'"fetchwork"'))
    for n in range(3):
        hall.start("fetchwork", f"F{n}", n=n)
    assert len(fetch(hall, "fetch", most=1, businessKey="F1")) == 1
    assert len(fetch(hall, "fetch", processVariables={"n": 2})) == 1
    (task,) = fetch(hall, "fetch", variables=[], processDefinitionKey="fetchwork")
    assert task["variables"] == {}
    assert fetch(hall, "fetch") == []
    hall("POST", "/external-task/fetchAndLock", {"workerId": "w", "maxTasks": 1, "topics": [{"topicName": "x"}]}, 400)
    hall("POST", "/external-task/fetchAndLock", {"maxTasks": 1, "topics": []}, 400)
    assert hall("POST", "/external-task/fetchAndLock", {"workerId": "w", "maxTasks": 1, "topics": []}) == []
    assert hall("GET", "/external-task/count", query_string={"topicName": "fetch"}) == {"count": 3}
    assert "fetch" in hall("GET", "/external-task/topic-names")
    assert (
        len(hall("POST", "/external-task", {"topicName": "fetch", "sorting": [{"sortBy": "id", "sortOrder": "desc"}]}))
        == 3
    )


def test_incidents_of_called_processes(hall: Rest) -> None:
    hall.put(FAILING, bpmn("outer", ENDS + '<callActivity id="c" calledElement="failing"/>', "s>c>e"))
    case = hall.start("outer")
    (inner,) = hall("GET", "/process-instance", query_string={"superProcessInstance": case})
    (job,) = jobs(hall, inner["id"])
    hall("PUT", f"/job/{job['id']}/retries", {"retries": 0}, 204)
    (cause,) = incidents(hall, inner["id"])
    (above,) = incidents(hall, case)
    assert (above["activityId"], above["incidentType"]) == ("c", "failedJob")
    assert above["causeIncidentId"] == above["rootCauseIncidentId"] == cause["id"]
    assert above["configuration"] is None


def test_resolving_incidents(hall: Rest) -> None:
    hall.put(FAILING)
    case = hall.start("failing")
    (job,) = jobs(hall, case)
    hall("PUT", f"/job/{job['id']}/retries", {"retries": 0}, 204)
    (made,) = incidents(hall, case)
    assert hall("GET", f"/incident/{made['id']}") == made
    assert hall("GET", "/incident/count", query_string={"processInstanceId": case}) == {"count": 1}
    hall("DELETE", f"/incident/{made['id']}", status=204)
    hall("GET", f"/incident/{made['id']}", status=404)
    hall("DELETE", f"/incident/{made['id']}", status=404)


def test_timer_start_job(hall: Rest) -> None:
    hall.put(
        bpmn(
            "clock", event("startEvent", "s", on_time("PT1H")) + each("endEvent", "e") + each("userTask", "t"), "s>t>e"
        )
    )
    (job,) = hall("GET", "/job", query_string={"processDefinitionKey": "clock"})
    assert (job["processInstanceId"], job["executionId"], job["dueDate"] is not None) == (None, None, True)
    (definition,) = hall("GET", "/job-definition", query_string={"jobDefinitionId": job["jobDefinitionId"]})
    assert (definition["jobType"], definition["jobConfiguration"]) == ("timer-start-event", "DURATION: PT1H")
    hall("POST", f"/job/{job['id']}/execute", status=204)
    assert len(hall.tasks(processDefinitionKey="clock")) == 1
