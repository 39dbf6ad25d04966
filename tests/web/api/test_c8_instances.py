"""Process instances over /v2: start, wait, look, search by pages, cancel; elements, variables, statistics."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine import Engine

from .camunda8 import find, ok, refused, start, take
from .conftest import Caller

pytestmark = pytest.mark.usefixtures("deployed8")


def test_a_case_is_started_by_id_key_and_version(call: Caller) -> None:
    body = {"processDefinitionId": "both", "variables": {"a": 1}, "tags": ["x:y"], "businessId": "B-1"}
    made = ok(call("POST", "/v2/process-instances", body))
    assert made["variables"] == {}
    assert (made["tags"], made["businessId"], made["tenantId"]) == (["x:y"], "B-1", "<default>")
    key = made["processDefinitionKey"]
    ok(call("POST", "/v2/process-instances", {"processDefinitionKey": key}))
    ok(call("POST", "/v2/process-instances", {"processDefinitionId": "both", "processDefinitionVersion": -1}))
    body = {"processDefinitionId": "both", "processDefinitionVersion": 7}
    refused(call("POST", "/v2/process-instances", body), 404, "NOT_FOUND")
    found = ok(call("GET", f"/v2/process-instances/{made['processInstanceKey']}"))
    assert (found["state"], found["hasIncident"], found["businessId"], found["tags"]) == (
        "ACTIVE", False, "B-1", ["x:y"])  # fmt: skip
    assert found["rootProcessInstanceKey"] == made["processInstanceKey"]


@pytest.mark.parametrize("body", [
    {}, {"processDefinitionId": "both", "processDefinitionKey": "1"}, {"processDefinitionId": 7},
    {"processDefinitionId": "both", "unknown": 1}, {"processDefinitionId": "both", "variables": []},
    {"processDefinitionId": "both", "tags": ["1 2"]}, {"processDefinitionId": "both", "variables": {"a": "\0"}},
    {"processDefinitionKey": "x"}, {"processDefinitionId": ""}, [], "text", None,
])  # fmt: skip
def test_what_cannot_be_started_is_refused(call: Caller, body: Any) -> None:
    answer = call("POST", "/v2/process-instances", data="" if body is None else None,
                  **({"json": body} if body is not None else {}))  # fmt: skip
    refused(answer, 400, "INVALID_ARGUMENT")


def test_broken_json_and_other_content_are_refused(call: Caller) -> None:
    answer = call("POST", "/v2/process-instances", data="{", content_type="application/json")
    refused(answer, 400, "INVALID_ARGUMENT")
    refused(call("POST", "/v2/process-instances", data="<a/>", content_type="text/xml"), 415, "Unsupported Media Type")
    deep = "[" * 5000 + "]" * 5000
    answer = call("POST", "/v2/process-instances", data=deep, content_type="application/json")
    refused(answer, 400, "INVALID_ARGUMENT")
    refused(call("POST", "/v2/process-instances", data=b"x" * 17_000_000, content_type="application/json"), 413,
            "Content Too Large")  # fmt: skip


def test_the_end_can_be_waited_for(call: Caller) -> None:
    body = {"processDefinitionId": "quick", "variables": {"a": 1, "c": 3}, "awaitCompletion": True}
    assert ok(call("POST", "/v2/process-instances", body))["variables"] == {"a": 1, "b": 2, "c": 3}
    body["fetchVariables"] = ["b"]
    assert ok(call("POST", "/v2/process-instances", body))["variables"] == {"b": 2}
    body = {"processDefinitionId": "both", "awaitCompletion": True, "requestTimeout": 200}
    detail = refused(call("POST", "/v2/process-instances", body), 504, "DEADLINE_EXCEEDED")
    assert find(call, "process-instances", processDefinitionId="both")[0]["processInstanceKey"] in detail


def test_cancelling(call: Caller) -> None:
    key = start(call, "outer")
    (inner,) = find(call, "process-instances", parentProcessInstanceKey=key)
    assert inner["parentElementInstanceKey"]
    refused(call("POST", f"/v2/process-instances/{inner['processInstanceKey']}/cancellation"), 409, "INVALID_STATE")
    hierarchy = ok(call("GET", f"/v2/process-instances/{inner['processInstanceKey']}/call-hierarchy"))
    assert [each["processInstanceKey"] for each in hierarchy] == [key, inner["processInstanceKey"]]
    ok(call("POST", f"/v2/process-instances/{key}/cancellation", {"operationReference": 1}), 204)
    refused(call("POST", f"/v2/process-instances/{key}/cancellation"), 404, "NOT_FOUND")
    assert {each["state"] for each in find(call, "process-instances")} == {"TERMINATED"}
    refused(call("GET", "/v2/process-instances/99"), 404, "NOT_FOUND")
    refused(call("GET", "/v2/process-instances/x"), 400, "INVALID_ARGUMENT")
    refused(call("GET", f"/v2/process-instances/{10**25}"), 400, "INVALID_ARGUMENT")


def test_searches_filter_sort_and_turn_pages_both_ways(call: Caller) -> None:
    keys = [start(call, "both", n=n) for n in range(7)]
    body: dict[str, Any] = {
        "filter": {"processDefinitionId": {"$like": "bo*"}, "state": {"$in": ["ACTIVE"]}},
        "sort": [{"field": "endDate"}, {"field": "processInstanceKey", "order": "DESC"}], "page": {"limit": 3},
    }  # fmt: skip
    seen: list[str] = []
    for _ in range(3):
        found = ok(call("POST", "/v2/process-instances/search", body))
        assert (found["page"]["totalItems"], found["page"]["hasMoreTotalItems"]) == (7, False)
        seen += [each["processInstanceKey"] for each in found["items"]]
        body["page"] = {"limit": 3, "after": found["page"]["endCursor"]}
    assert seen == keys[::-1]
    body["page"] = {"limit": 3, "before": found["page"]["startCursor"]}
    found = ok(call("POST", "/v2/process-instances/search", body))
    assert [each["processInstanceKey"] for each in found["items"]] == keys[::-1][3:6]
    body["page"] = {"from": 5, "limit": 10}
    assert len(ok(call("POST", "/v2/process-instances/search", body))["items"]) == 2
    found = find(call, "process-instances", variables=[{"name": "n", "value": "3"}])
    assert [each["processInstanceKey"] for each in found] == [keys[3]]
    found = find(call, "process-instances", **{"$or": [
        {"variables": [{"name": "n", "value": {"$in": ["1", "2"]}}]}, {"processInstanceKey": keys[6]}]})  # fmt: skip
    assert {each["processInstanceKey"] for each in found} == {keys[1], keys[2], keys[6]}
    assert find(call, "process-instances", elementId="nowhere") == []
    assert len(find(call, "process-instances", elementId="left")) == 7
    assert find(call, "process-instances", tenantId="other") == []
    assert find(call, "process-instances", startDate={"$gt": "2100-01-01T00:00:00Z"}) == []


@pytest.mark.parametrize("body", [
    {"filter": {"state": "GONE"}}, {"filter": {"nothing": 1}}, {"sort": [{"field": "nothing"}]},
    {"page": {"limit": 0}}, {"page": {"from": 1, "after": "x"}}, {"page": {"after": "x"}},
    {"page": {"after": "WyJ4Il0="}}, {"page": {"after": "WzFlOTldCg=="}},
    {"filter": {"processInstanceKey": {"$eq": None}}},
    {"filter": {"processInstanceKey": {"$gt": "1"}}}, {"filter": {"startDate": "yesterday"}},
])  # fmt: skip
def test_searches_that_make_no_sense_are_refused(call: Caller, body: Any) -> None:
    refused(call("POST", "/v2/process-instances/search", body), 400, "INVALID_ARGUMENT")


def test_elements_flows_and_statistics_tell_what_happened(call: Caller) -> None:
    key = start(call, "both")
    elements = {each["elementId"]: each for each in find(call, "element-instances", processInstanceKey=key)}
    assert {name: (each["type"], each["state"]) for name, each in elements.items()} == {
        "both": ("PROCESS", "ACTIVE"), "start": ("START_EVENT", "COMPLETED"),
        "split": ("PARALLEL_GATEWAY", "COMPLETED"), "left": ("USER_TASK", "ACTIVE"), "right": ("USER_TASK", "ACTIVE"),
    }  # fmt: skip
    assert elements["both"]["elementInstanceKey"] == key
    left = elements["left"]
    assert ok(call("GET", f"/v2/element-instances/{left['elementInstanceKey']}")) == left
    assert ok(call("GET", f"/v2/element-instances/{key}")) == elements["both"]
    assert len(find(call, "element-instances", elementInstanceKey=left["elementInstanceKey"])) == 1
    assert len(find(call, "element-instances", processInstanceKey=key, state="ACTIVE")) == 3
    flows = ok(call("GET", f"/v2/process-instances/{key}/sequence-flows"))["items"]
    assert [each["elementId"] for each in flows] == ["start_split", "split_left", "split_right"]
    counts = ok(call("GET", f"/v2/process-instances/{key}/statistics/element-instances"))["items"]
    assert {each["elementId"]: (each["active"], each["completed"]) for each in counts} == {
        "start": (0, 1), "split": (0, 1), "left": (1, 0), "right": (1, 0)}  # fmt: skip
    definition = left["processDefinitionKey"]
    path = f"/v2/process-definitions/{definition}/statistics/element-instances"
    assert ok(call("POST", path, {}))["items"] == counts
    refused(call("GET", "/v2/element-instances/5"), 404, "NOT_FOUND")


def test_variables_are_read_and_changed(call: Caller) -> None:
    key = start(call, "both", a={"b": [1, "x"]}, long="y" * 9000)
    found = {each["name"]: each for each in find(call, "variables", processInstanceKey=key)}
    assert found["a"]["value"] == '{"b":[1,"x"]}'
    assert (found["long"]["isTruncated"], len(found["long"]["value"])) == (True, 8191)
    whole = ok(call("POST", "/v2/variables/search?truncateValues=false", {"filter": {"name": "long"}}))["items"][0]
    assert (whole["isTruncated"], len(whole["value"])) == (False, 9002)
    assert ok(call("GET", f"/v2/variables/{found['a']['variableKey']}"))["value"] == found["a"]["value"]
    refused(call("GET", "/v2/variables/12345"), 404, "NOT_FOUND")
    ok(call("PUT", f"/v2/element-instances/{key}/variables", {"variables": {"a": 2, "new": None}}), 204)
    assert {each["name"]: each["value"] for each in find(call, "variables", processInstanceKey=key)}["a"] == "2"
    (left,) = find(call, "element-instances", processInstanceKey=key, elementId="left")
    own = f"/v2/element-instances/{left['elementInstanceKey']}/variables"
    ok(call("PUT", own, {"variables": {"mine": 1}, "local": True}), 204)
    ok(call("PUT", own, {"variables": {"a": 3}}), 204)
    (mine,) = find(call, "variables", scopeKey=left["elementInstanceKey"])
    assert (mine["name"], mine["scopeKey"]) == ("mine", left["elementInstanceKey"])
    values = {each["name"]: each["value"] for each in find(call, "variables", processInstanceKey=key)}
    assert "mine" not in values
    assert values["a"] == "3"
    refused(call("PUT", "/v2/element-instances/5/variables", {"variables": {}}), 404, "NOT_FOUND")


def test_a_case_is_held_and_goes_on(call: Caller) -> None:
    key = start(call, "shipping")
    path = f"/v2/process-instances/{key}"
    ok(call("POST", f"{path}/suspension"), 204)
    assert ok(call("GET", path))["state"] == "SUSPENDED"
    assert [each["processInstanceKey"] for each in find(call, "process-instances", state="SUSPENDED")] == [key]
    assert take(call, "ship") == []
    refused(call("POST", f"{path}/suspension"), 409, "INVALID_STATE")
    ok(call("POST", f"{path}/resumption", {"operationReference": 1}), 204)
    assert len(take(call, "ship")) == 1
    refused(call("POST", f"{path}/resumption"), 409, "INVALID_STATE")
    refused(call("POST", "/v2/process-instances/9/suspension"), 404, "NOT_FOUND")


def test_staff_do_not_look_at_cases(calls: Callable[[str], Caller], call: Caller, deployed8: Engine) -> None:
    key = start(call, "both")
    ana = calls("ana")
    for noun in ("process-instances", "element-instances", "variables", "incidents", "jobs", "message-subscriptions"):
        refused(ana("POST", f"/v2/{noun}/search", {}), 403, "FORBIDDEN")
    refused(ana("GET", f"/v2/process-instances/{key}"), 403, "FORBIDDEN")
    refused(ana("POST", f"/v2/process-instances/{key}/cancellation"), 403, "FORBIDDEN")
    refused(ana("PUT", f"/v2/element-instances/{key}/variables", {"variables": {"a": 1}}), 403, "FORBIDDEN")
