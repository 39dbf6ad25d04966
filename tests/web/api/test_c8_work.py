"""Jobs, incidents, user tasks, messages and signals over /v2."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Timer
from typing import Any

import pytest

from engine.clock import MovableClock

from .camunda8 import find, ok, refused, start, take
from .conftest import Caller

pytestmark = pytest.mark.usefixtures("deployed8")


def test_a_job_is_taken_with_what_the_worker_wants_and_completed(call: Caller) -> None:
    key = start(call, "shipping", a=1, b=2)
    (job,) = take(call, "ship", fetchVariable=["a", "none"])
    assert (job["processInstanceKey"], job["variables"], job["retries"]) == (key, {"a": 1}, 3)
    assert (job["kind"], job["listenerEventType"], job["elementId"]) == ("BPMN_ELEMENT", "UNSPECIFIED", "ship")
    assert take(call, "ship") == []
    (found,) = find(call, "jobs", processInstanceKey=key)
    assert (found["jobKey"], found["state"], found["worker"]) == (job["jobKey"], "CREATED", "w")
    ok(call("POST", f"/v2/jobs/{job['jobKey']}/completion", {"variables": {"done": True}}), 204)
    (task,) = find(call, "user-tasks", processInstanceKey=key)
    assert task["elementId"] == "check"
    refused(call("POST", f"/v2/jobs/{job['jobKey']}/completion"), 404, "NOT_FOUND")


def test_a_job_that_is_over_is_found_with_how_it_ended(call: Caller) -> None:
    done, thrown, gone = (start(call, "shipping") for _ in range(3))
    jobs = {job["processInstanceKey"]: job["jobKey"] for job in take(call, "ship")}
    ok(call("POST", f"/v2/jobs/{jobs[done]}/completion", {}), 204)
    ok(call("POST", f"/v2/jobs/{jobs[thrown]}/error", {"errorCode": "OUT", "errorMessage": "none left"}), 204)
    ok(call("POST", f"/v2/process-instances/{gone}/cancellation"), 204)
    found = {job["processInstanceKey"]: job for job in find(call, "jobs", type="ship")}
    assert {key: job["state"] for key, job in found.items()} == {
        done: "COMPLETED", thrown: "ERROR_THROWN", gone: "CANCELED"
    }  # fmt: skip
    assert all(job["endTime"] and job["worker"] == "w" for job in found.values())
    assert (found[thrown]["errorCode"], found[done]["errorCode"]) == ("OUT", None)
    (one,) = find(call, "jobs", state="COMPLETED")
    assert one["jobKey"] == jobs[done]
    assert take(call, "ship") == []


def test_a_lock_ends_and_another_worker_gets_the_job(call: Caller, clock: MovableClock) -> None:
    start(call, "shipping")
    (job,) = take(call, "ship")
    ok(call("PATCH", f"/v2/jobs/{job['jobKey']}", {"changeset": {"timeout": 300_000}}), 204)
    clock.move(timedelta(minutes=2))
    assert take(call, "ship") == []
    clock.move(timedelta(minutes=4))
    (again,) = take(call, "ship", worker="other")
    assert (again["jobKey"], again["worker"]) == (job["jobKey"], "other")


def test_a_failure_backs_off_then_becomes_an_incident_that_is_resolved(call: Caller, clock: MovableClock) -> None:
    key = start(call, "shipping")
    (job,) = take(call, "ship")
    failure = {"retries": 1, "errorMessage": "no truck", "retryBackOff": 60_000}
    ok(call("POST", f"/v2/jobs/{job['jobKey']}/failure", failure), 204)
    assert take(call, "ship") == []
    (found,) = find(call, "jobs", state="FAILED")
    assert (found["hasFailedWithRetriesLeft"], found["errorMessage"]) == (True, "no truck")
    clock.move(timedelta(minutes=2))
    take(call, "ship")
    ok(call("POST", f"/v2/jobs/{job['jobKey']}/failure", {"retries": 0, "errorMessage": "no truck"}), 204)
    (incident,) = ok(call("POST", f"/v2/process-instances/{key}/incidents/search", {}))["items"]
    assert (incident["errorType"], incident["state"], incident["jobKey"]) == (
        "JOB_NO_RETRIES", "ACTIVE", job["jobKey"])  # fmt: skip
    assert "no truck" in incident["errorMessage"]
    assert ok(call("GET", f"/v2/incidents/{incident['incidentKey']}")) == incident
    assert ok(call("GET", f"/v2/process-instances/{key}"))["hasIncident"] is True
    ok(call("PATCH", f"/v2/jobs/{job['jobKey']}", {"changeset": {"retries": 2}}), 204)
    ok(call("POST", f"/v2/incidents/{incident['incidentKey']}/resolution"), 204)
    assert find(call, "incidents", state="ACTIVE") == []
    (again,) = take(call, "ship")
    assert again["retries"] == 2
    refused(call("POST", f"/v2/incidents/{incident['incidentKey']}/resolution"), 409, "INVALID_STATE")


def test_an_error_is_caught_by_its_code(call: Caller) -> None:
    key = start(call, "shipping")
    (job,) = take(call, "ship")
    error = {"errorCode": "LOST", "errorMessage": "gone", "variables": {"why": "rain"}}
    ok(call("POST", f"/v2/jobs/{job['jobKey']}/error", error), 204)
    (task,) = find(call, "user-tasks", processInstanceKey=key)
    assert task["elementId"] == "refund"


def test_a_worker_waits_until_there_is_something(call: Caller) -> None:
    later = Timer(0.3, lambda: start(call, "shipping"))
    later.start()
    (job,) = take(call, "ship", requestTimeout=10_000)
    later.join()
    assert job["elementId"] == "ship"


@pytest.mark.parametrize("body", [
    {"type": "x"}, {"type": "x", "timeout": 0, "maxJobsToActivate": 1},
    {"type": "", "timeout": 1, "maxJobsToActivate": 1}, {"type": "x", "timeout": 1, "maxJobsToActivate": 0},
    {"type": "alur:continue", "timeout": 1, "maxJobsToActivate": 1},
])  # fmt: skip
def test_requests_for_jobs_that_make_no_sense_are_refused(call: Caller, body: Any) -> None:
    refused(call("POST", "/v2/jobs/activation", body), 400, "INVALID_ARGUMENT")


def test_changes_of_jobs_that_make_no_sense_are_refused(call: Caller, calls: Callable[[str], Caller]) -> None:
    start(call, "shipping")
    (job,) = take(call, "ship")
    path = f"/v2/jobs/{job['jobKey']}"
    refused(call("PATCH", path, {"changeset": {}}), 400, "INVALID_ARGUMENT")
    refused(call("PATCH", path, {"changeset": {"retries": 0}}), 400, "INVALID_ARGUMENT")
    refused(call("POST", f"{path}/error", {}), 400, "INVALID_ARGUMENT")
    refused(call("POST", f"{path}/failure", {"retries": -1}), 400, "INVALID_ARGUMENT")
    refused(calls("ana")("POST", f"{path}/completion"), 403, "FORBIDDEN")
    refused(call("POST", "/v2/jobs/9/failure", {}), 404, "NOT_FOUND")


def test_a_task_is_found_assigned_and_completed(call: Caller, calls: Callable[[str], Caller]) -> None:
    key = start(call, "approval", amount=5)
    bob, ana = calls("bob"), calls("ana")
    (task,) = find(bob, "user-tasks", state="CREATED", candidateGroup="heads")
    assert (task["processInstanceKey"], task["candidateGroups"], task["assignee"]) == (key, ["heads"], None)
    path = f"/v2/user-tasks/{task['userTaskKey']}"
    assert find(ana, "user-tasks") == []
    refused(ana("GET", path), 403, "FORBIDDEN")
    refused(ana("POST", f"{path}/completion", {}), 403, "FORBIDDEN")
    assert ok(bob("GET", f"{path}/form"))["formId"] == "decision"
    assert ok(bob("GET", path)) == task
    ok(bob("POST", f"{path}/assignment", {"assignee": "bob"}), 204)
    refused(call("POST", f"{path}/assignment", {"assignee": "ana", "allowOverride": False}), 409, "ALREADY_EXISTS")
    ok(bob("DELETE", f"{path}/assignee"), 204)
    ok(call("POST", f"{path}/assignment", {"assignee": "bob", "action": "assign"}), 204)
    assert [each["assignee"] for each in find(bob, "user-tasks", assignee="bob")] == ["bob"]
    (seen,) = ok(bob("POST", f"{path}/variables/search", {}))["items"]
    assert (seen["name"], seen["value"]) == ("amount", "5")
    assert "note" in refused(
        bob("POST", f"{path}/completion", {"variables": {"approved": True}}), 400, "INVALID_ARGUMENT"
    )
    ok(bob("POST", f"{path}/completion", {"variables": {"approved": True, "note": "fine"}}), 204)
    assert ok(bob("GET", path))["state"] == "COMPLETED"
    refused(bob("POST", f"{path}/completion", {}), 409, "INVALID_STATE")
    assert ok(call("GET", f"/v2/process-instances/{key}"))["state"] == "COMPLETED"
    refused(call("GET", "/v2/user-tasks/5"), 404, "NOT_FOUND")


def test_an_administrator_completes_with_any_variables(call: Caller) -> None:
    key = start(call, "approval")
    (task,) = find(call, "user-tasks", processInstanceKey=key)
    ok(
        call("POST", f"/v2/user-tasks/{task['userTaskKey']}/completion", {"variables": {"approved": False, "x": 1}}),
        204,
    )
    names = {each["name"] for each in find(call, "variables", processInstanceKey=key)}
    assert names == {"approved", "x"}


def test_messages_reach_who_waits_and_who_will_wait(call: Caller) -> None:
    key = start(call, "payment", invoice="I-1")
    (waits,) = find(call, "message-subscriptions", messageName="paid")
    assert (waits["processInstanceKey"], waits["correlationKey"], waits["messageSubscriptionState"]) == (
        key, "I-1", "CREATED")  # fmt: skip
    got = ok(call("POST", "/v2/messages/correlation", {"name": "paid", "correlationKey": "I-1", "variables": {"a": 1}}))
    assert got["processInstanceKey"] == key
    refused(call("POST", "/v2/messages/correlation", {"name": "paid", "correlationKey": "I-1"}), 404, "NOT_FOUND")
    body = {"name": "paid", "correlationKey": "I-2", "timeToLive": 60_000, "messageId": "m1"}
    assert ok(call("POST", "/v2/messages/publication", body))["messageKey"]
    refused(call("POST", "/v2/messages/publication", body), 409, "ALREADY_EXISTS")
    later = start(call, "payment", invoice="I-2")
    assert [each["elementId"] for each in find(call, "user-tasks", processInstanceKey=later)] == ["thank"]
    ok(call("POST", "/v2/messages/publication", {"name": "order", "variables": {"item": "pen"}}))
    assert len(find(call, "process-instances", processDefinitionId="order")) == 1
    refused(call("POST", "/v2/messages/publication", {"name": ""}), 400, "INVALID_ARGUMENT")
    refused(call("POST", "/v2/messages/publication", {"name": "a", "tenantId": "other"}), 404, "NOT_FOUND")


def test_a_signal_reaches_all(call: Caller) -> None:
    keys = [start(call, "alarm") for _ in range(2)]
    assert ok(call("POST", "/v2/signals/broadcast", {"signalName": "bell", "variables": {"a": 1}}))["signalKey"]
    states = {each["processInstanceKey"]: each["state"] for each in find(call, "process-instances")}
    assert states == dict.fromkeys(keys, "COMPLETED")


def test_operations_that_are_not_served_say_so(call: Caller) -> None:
    detail = refused(call("POST", "/v2/process-instances/1/deletion", {}), 501, "Not Implemented")
    assert "history" in detail


def test_a_task_is_changed_from_outside(call: Caller, calls: Callable[[str], Caller]) -> None:
    key = start(call, "approval")
    (task,) = find(call, "user-tasks", processInstanceKey=key)
    path = f"/v2/user-tasks/{task['userTaskKey']}"
    change = {"candidateGroups": ["clerks"], "priority": 80, "dueDate": "2026-02-01T08:00:00Z"}
    ok(call("PATCH", path, {"changeset": change}), 204)
    (found,) = find(calls("ana"), "user-tasks", priority={"$gt": 70}, candidateGroup="clerks")
    assert (found["candidateGroups"], found["dueDate"]) == (["clerks"], "2026-02-01T08:00:00.000Z")
    refused(call("PATCH", path, {"changeset": {"priority": 101}}), 400, "INVALID_ARGUMENT")
    refused(call("PATCH", path, {"changeset": {"assignee": "ana"}}), 400, "INVALID_ARGUMENT")
    refused(calls("ana")("PATCH", path, {"changeset": change}), 403, "FORBIDDEN")


def test_the_worker_of_a_task_listener_denies_and_corrects(call: Caller) -> None:
    key = start(call, "asked")
    (task,) = find(call, "user-tasks", processInstanceKey=key)
    path = f"/v2/user-tasks/{task['userTaskKey']}"
    ok(call("POST", f"{path}/completion", {"variables": {"a": 1}}), 204)
    assert ok(call("GET", path))["state"] == "COMPLETING"
    (job,) = take(call, "ask")
    assert (job["kind"], job["listenerEventType"]) == ("TASK_LISTENER", "COMPLETING")
    assert job["userTask"]["userTaskKey"] == task["userTaskKey"]
    result = {"type": "userTask", "denied": True, "deniedReason": "not yet"}
    ok(call("POST", f"/v2/jobs/{job['jobKey']}/completion", {"result": result}), 204)
    assert ok(call("GET", path))["state"] == "CREATED"
    ok(call("POST", f"{path}/completion", {}), 204)
    (job,) = take(call, "ask")
    result = {"type": "userTask", "corrections": {"priority": 10}}
    ok(call("POST", f"/v2/jobs/{job['jobKey']}/completion", {"result": result}), 204)
    assert ok(call("GET", path))["state"] == "COMPLETED"
