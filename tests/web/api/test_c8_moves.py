"""Cases of /v2 that begin elsewhere than at their start, and end before their end."""

from __future__ import annotations

import pytest

from .camunda8 import find, ok, refused
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
