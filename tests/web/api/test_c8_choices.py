"""What is begun by choice over /v2 (ad-hoc subprocesses, conditional starts), and files of decisions."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from .camunda8 import find, ok, refused, start
from .conftest import Caller

STORIES = Path(__file__).parents[2] / "stories"


def deploy(call: Caller, *files: str, **changed: bytes) -> Any:
    contents = {name: (STORIES / name).read_bytes() for name in files} | changed
    resources = [(BytesIO(content), Path(name).name) for name, content in contents.items()]
    return ok(call("POST", "/v2/deployments", data={"resources": resources}))


def visits(call: Caller, case: str) -> dict[str, str]:
    """Active elements of a case: id -> key."""
    found = find(call, "element-instances", processInstanceKey=case, state="ACTIVE")
    inner = "AD_HOC_SUB_PROCESS_INNER_INSTANCE"
    assert all((each["type"] == inner) == each["elementId"].endswith("#innerInstance") for each in found)
    return {each["elementId"]: each["elementInstanceKey"] for each in found if each["type"] != inner}


def activate(call: Caller, key: str, *elements: str, **more: Any) -> Any:
    body = {"elements": [{"elementId": each, "variables": {"about": each}} for each in elements], **more}
    return call("POST", f"/v2/element-instances/ad-hoc-activities/{key}/activation", body)


def test_elements_of_an_ad_hoc_subprocess_are_begun_all_or_none(call: Caller) -> None:
    deploy(call, "adhoc/inspection.bpmn")
    case = start(call, "inspection", checks=["roof"])
    inside = visits(call, case)["inspect"]
    refused(activate(call, inside, "stairs", "cellar"), 409, "INVALID_STATE")
    assert set(visits(call, case)) == {"inspection", "inspect", "roof"}
    refused(activate(call, inside), 400, "INVALID_ARGUMENT")
    refused(activate(call, inside, "stairs", "stairs"), 400, "INVALID_ARGUMENT")
    refused(activate(call, inside, "stairs", cancelRemainingInstances=True), 400, "INVALID_ARGUMENT")
    refused(activate(call, case, "stairs"), 404, "NOT_FOUND")
    ok(activate(call, inside, "stairs", "wiring"), 204)
    assert set(visits(call, case)) == {"inspection", "inspect", "roof", "stairs", "wiring"}


def test_data_starts_what_waits_for_it(call: Caller) -> None:
    deploy(call, "starts/condition-start.bpmn")
    ask = "/v2/conditionals/evaluation"
    assert ok(call("POST", ask, {"variables": {"none": 1}}))["processInstances"] == []
    (definition,) = find(call, "process-definitions", processDefinitionId="condition-start")
    body = {"variables": {"amount": 5000}, "processDefinitionKey": definition["processDefinitionKey"]}
    answer = ok(call("POST", ask, body))
    assert answer["conditionalEvaluationKey"]
    for started in answer["processInstances"]:
        (case,) = find(call, "process-instances", processInstanceKey=started["processInstanceKey"])
        assert case["processDefinitionKey"] == started["processDefinitionKey"]
    assert answer["processInstances"]
    refused(call("POST", ask, {"variables": {}, "processDefinitionKey": "1"}), 404, "NOT_FOUND")
    refused(call("POST", ask, {}), 400, "INVALID_ARGUMENT")


def test_files_of_decisions_are_found_with_their_versions(call: Caller) -> None:
    content = (STORIES / "decisions" / "permits.dmn").read_bytes()
    deploy(call, "decisions/permits.dmn")
    deploy(call, **{"permits.dmn": content.replace(b"</definitions>", b"<!-- again --></definitions>")})
    both = find(call, "decision-requirements", resourceName="permits.dmn")
    assert [one["version"] for one in both] == [1, 2]
    assert len({one["decisionRequirementsId"] for one in both}) == 1
    key = both[1]["decisionRequirementsKey"]
    assert ok(call("GET", f"/v2/decision-requirements/{key}")) == both[1]
    assert b"<!-- again -->" in call("GET", f"/v2/decision-requirements/{key}/xml").data
    assert find(call, "decision-requirements", version=2) == [both[1]]
    decisions = find(call, "decision-definitions", decisionRequirementsKey=key)
    assert {one["decisionRequirementsVersion"] for one in decisions} == {2}
    refused(call("GET", "/v2/decision-requirements/1"), 404, "NOT_FOUND")
