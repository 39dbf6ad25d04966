"""Cases of /v2 that begin elsewhere than at their start, end before their end, and are changed in their course."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine import Deploy, Engine
from engine.person import SYSTEM

from .camunda8 import find, ok, refused, start
from .conftest import Caller

pytestmark = pytest.mark.usefixtures("deployed8")


def test_a_case_begins_at_elements(call: Caller) -> None:
    body = {"processDefinitionId": "both", "startInstructions": [{"elementId": "left"}]}
    key = ok(call("POST", "/v2/process-instances", body))["processInstanceKey"]
    ids = {one["elementId"] for one in find(call, "element-instances", processInstanceKey=key, state="ACTIVE")}
    assert "left" in ids
    assert "right" not in ids


def test_a_case_ends_after_an_element(call: Caller) -> None:
    ends = [{"type": "TERMINATE_PROCESS_INSTANCE", "afterElementId": "left"}]
    body = {"processDefinitionId": "both", "runtimeInstructions": ends}
    key = ok(call("POST", "/v2/process-instances", body))["processInstanceKey"]
    (task,) = find(call, "user-tasks", processInstanceKey=key, elementId="left")
    ok(call("POST", f"/v2/user-tasks/{task['userTaskKey']}/completion", {}), 204)
    assert ok(call("GET", f"/v2/process-instances/{key}"))["state"] == "TERMINATED"


@pytest.mark.parametrize("body", [
    {"startInstructions": [{"elementId": "nowhere"}]}, {"startInstructions": [{"elementId": "start"}]},
    {"runtimeInstructions": [{"afterElementId": "nowhere"}]}, {"runtimeInstructions": [{"type": "X"}]},
    {"startInstructions": [{}]}, {"startInstructions": 7},
])  # fmt: skip
def test_what_is_not_there_is_refused(call: Caller, body: dict[str, object]) -> None:
    refused(call("POST", "/v2/process-instances", {"processDefinitionId": "both", **body}), 400, "INVALID_ARGUMENT")
    assert find(call, "process-instances", processDefinitionId="both") == []


def active(call: Caller, key: str) -> dict[str, str]:
    """Active element instances: id -> key."""
    found = find(call, "element-instances", processInstanceKey=key, state="ACTIVE")
    return {one["elementId"]: one["elementInstanceKey"] for one in found}


def modify(call: Caller, key: str, status: int = 204, **body: Any) -> Any:
    answer = call("POST", f"/v2/process-instances/{key}/modification", body)
    return ok(answer, 204) if status == 204 else refused(answer, status, "INVALID_ARGUMENT")


def test_elements_begin_and_end(call: Caller) -> None:
    key = start(call, "both")
    before = active(call, key)
    modify(
        call, key,
        activateInstructions=[{"elementId": "left", "variableInstructions": [{"variables": {"x": 1}, "scopeId": ""}]}],
        terminateInstructions=[{"elementInstanceKey": before["left"]}, {"elementId": "right"}], operationReference=7,
    )  # fmt: skip
    after = active(call, key)
    assert "right" not in after
    assert after["left"] != before["left"]
    (variable,) = find(call, "variables", processInstanceKey=key)
    assert (variable["name"], variable["value"]) == ("x", "1")


@pytest.mark.parametrize("scope", [None, {"ancestorScopeType": "inferred"}, {"ancestorScopeType": "sourceParent"},
                                   {"ancestorScopeType": "direct", "ancestorElementInstanceKey": "-1"}])  # fmt: skip
def test_elements_give_way_to_others(call: Caller, scope: Any) -> None:
    key = start(call, "both")
    move = {"sourceElementInstruction": {"sourceType": "byId", "sourceElementId": "left"}, "targetElementId": "right"}
    modify(call, key, moveInstructions=[move | ({"ancestorScopeInstruction": scope} if scope else {})])
    assert "left" not in active(call, key)
    by_key = {"sourceType": "byKey", "sourceElementInstanceKey": active(call, key)["right"]}
    modify(call, key, moveInstructions=[{"sourceElementInstruction": by_key, "targetElementId": "left"}])
    assert {"left", "right"} <= set(active(call, key))


def test_a_case_with_nothing_left_has_ended(call: Caller) -> None:
    key = start(call, "both")
    modify(call, key, terminateInstructions=[{"elementInstanceKey": key}])
    assert ok(call("GET", f"/v2/process-instances/{key}"))["state"] == "TERMINATED"
    refused(call("POST", f"/v2/process-instances/{key}/modification", {}), 404, "NOT_FOUND")


@pytest.mark.parametrize("body", [
    {}, {"activateInstructions": [{"elementId": "nowhere"}]}, {"activateInstructions": [{"elementId": "start"}]},
    {"terminateInstructions": [{"elementInstanceKey": "99"}]}, {"terminateInstructions": [{}]},
    {"activateInstructions": [{"elementId": "left", "ancestorElementInstanceKey": "x"}]},
    {"moveInstructions": [{"targetElementId": "left"}]},
    {"activateInstructions": [{"elementId": "left", "variableInstructions": [{"variables": {}, "scopeId": "no"}]}]},
])  # fmt: skip
def test_what_is_not_possible_changes_nothing(call: Caller, body: dict[str, Any]) -> None:
    key = start(call, "both")
    before = active(call, key)
    modify(call, key, 400, **body)
    assert active(call, key) == before


def test_a_case_goes_on_in_another_version(call: Caller, deployed8: Engine) -> None:
    stories = Path(__file__).resolve().parents[2] / "stories" / "moves"
    first, second = (
        deployed8.do(Deploy("permit", {"permit.bpmn": (stories / name).read_bytes()}), SYSTEM).definitions[0].key
        for name in ("permit.bpmn", "permit-second.bpmn")
    )
    body = {"processDefinitionKey": str(first), "startInstructions": [{"elementId": "report"}]}
    key = ok(call("POST", "/v2/process-instances", body))["processInstanceKey"]

    def migrate(**elements: str) -> Any:
        mapping = [{"sourceElementId": old, "targetElementId": new} for old, new in elements.items()]
        body = {"targetProcessDefinitionKey": str(second), "mappingInstructions": mapping}
        return call("POST", f"/v2/process-instances/{key}/migration", body)

    assert "report is not mapped" in refused(migrate(examination="examination"), 409, "INVALID_STATE")
    refused(migrate(nothing="write"), 400, "INVALID_ARGUMENT")
    ok(migrate(examination="examination", report="write"), 204)
    assert ok(call("GET", f"/v2/process-instances/{key}"))["processDefinitionKey"] == str(second)
    assert "write" in active(call, key)
    refused(call("POST", "/v2/process-instances/99/migration", {"targetProcessDefinitionKey": "1",
                 "mappingInstructions": []}), 404, "NOT_FOUND")  # fmt: skip
    refused(call("POST", f"/v2/process-instances/{key}/migration", {}), 400, "INVALID_ARGUMENT")
