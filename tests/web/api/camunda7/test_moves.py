"""Cases of /engine-rest that begin elsewhere than at their start, are changed in their course, and migrated."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.api.camunda7.conftest import STORIES, Rest

PERMIT = STORIES / "moves" / "permit-7.bpmn"


@pytest.fixture
def permits(rest: Rest) -> Rest:
    """A procedure: check, then an examination with a visit and a report, then sign."""
    rest.deploy(PERMIT)
    return rest


def begin(rest: Rest, *instructions: Any, **more: Any) -> str:
    body = {"startInstructions": list(instructions), **more}
    return str(rest("POST", "/process-definition/key/permit-7/start", body)["id"])


def before(activity: str, **variables: Any) -> dict[str, Any]:
    return {"type": "startBeforeActivity", "activityId": activity, "variables": variables}


def test_a_case_begins_where_the_instructions_say(permits: Rest) -> None:
    case = begin(permits, before("report", a={"value": 1, "type": "Integer"}, b={"value": 2, "local": True}),
                 {"type": "startTransition", "transitionId": "f4"}, variables={"c": {"value": 3}})  # fmt: skip
    assert permits.names(case) == ["Write the report"]
    found = permits("GET", f"/process-instance/{case}/variables")
    assert {name: one["value"] for name, one in found.items()} == {"a": 1, "c": 3}
    permits.complete(case, "Write the report")
    assert permits.names(case) == ["Sign the permit"]


def test_after_an_activity(permits: Rest) -> None:
    case = begin(permits, {"type": "startAfterActivity", "activityId": "check"}, skipCustomListeners=True)
    assert permits.names(case) == ["Visit the place"]


@pytest.mark.parametrize("instruction", [
    {"type": "startBeforeActivity"}, {"type": "startBeforeActivity", "activityId": "nowhere"},
    {"type": "startTransition", "transitionId": "nowhere"}, {"type": "startAfterActivity", "activityId": "done"},
    {"type": "cancel", "activityId": "check"}, {"activityId": "check"},
])  # fmt: skip
def test_what_is_not_there_is_refused(permits: Rest, instruction: dict[str, Any]) -> None:
    permits("POST", "/process-definition/key/permit-7/start", {"startInstructions": [instruction]}, status=400)
    assert permits("GET", "/process-instance/count") == {"count": 0}


def modify(rest: Rest, case: str, *instructions: dict[str, Any], status: int = 204, **more: Any) -> Any:
    return rest("POST", f"/process-instance/{case}/modification", {"instructions": list(instructions), **more}, status)


def tree(rest: Rest, case: str) -> dict[str, str]:
    """Activity -> the id of its instance."""
    found: dict[str, str] = {}

    def walk(node: Any) -> None:
        found[node["activityId"]] = node["id"]
        for child in node["childActivityInstances"]:
            walk(child)

    walk(rest("GET", f"/process-instance/{case}/activity-instances"))
    return found


def test_activities_begin_and_are_cancelled(permits: Rest) -> None:
    case = permits.start("permit-7")
    modify(permits, case, before("report"), {"type": "cancel", "activityId": "check"}, annotation="Misfiled")
    assert permits.names(case) == ["Write the report"]
    instances = tree(permits, case)
    around = {"ancestorActivityInstanceId": instances["examination"]}
    modify(permits, case, {**before("visit"), **around}, {"type": "cancel", "activityInstanceId": instances["report"]})
    assert permits.names(case) == ["Visit the place"]
    assert tree(permits, case)["examination"] == instances["examination"]
    log = permits("GET", "/history/user-operation", query_string={"processInstanceId": case})
    assert [one["operationType"] for one in log].count("ModifyProcessInstance") == 2


def test_what_was_just_begun_may_stay(permits: Rest) -> None:
    case = permits.start("permit-7")
    only_old = {"type": "cancel", "activityId": "check", "cancelCurrentActiveActivityInstances": True}
    modify(permits, case, before("check"), only_old)
    assert permits.names(case) == ["Check the file"]


def test_a_case_with_nothing_left_has_ended(permits: Rest) -> None:
    case = permits.start("permit-7")
    modify(permits, case, {"type": "cancel", "activityInstanceId": case})
    assert not permits.runs(case)
    modify(permits, case, before("check"), status=404)


@pytest.mark.parametrize("instruction", [
    {"type": "cancel"}, {"type": "cancel", "activityId": "nowhere"}, {"type": "cancel", "activityInstanceId": "x:9-9"},
    {"type": "cancel", "activityId": "check", "activityInstanceId": "check:1-1"}, {"type": "startBeforeActivity"},
    {"type": "startBeforeActivity", "activityId": "visit", "ancestorActivityInstanceId": "nothing"},
])  # fmt: skip
def test_what_is_not_possible_changes_nothing(permits: Rest, instruction: dict[str, Any]) -> None:
    case = permits.start("permit-7")
    before_it = tree(permits, case)
    modify(permits, case, before("visit"), instruction, status=400)
    assert tree(permits, case) == before_it


SECOND = STORIES / "moves" / "permit-second-7.bpmn"


@pytest.fixture
def versions(permits: Rest) -> tuple[str, str]:
    """The ids of the first and the second version."""
    permits.deploy(SECOND)
    found = permits("GET", "/process-definition", query_string={"key": "permit-7", "sortBy": "version",
                                                               "sortOrder": "asc"})  # fmt: skip
    return found[0]["id"], found[1]["id"]


def between(versions: tuple[str, str]) -> dict[str, str]:
    return {"sourceProcessDefinitionId": versions[0], "targetProcessDefinitionId": versions[1]}


def test_a_plan_is_made_looked_at_and_carried_out(permits: Rest, versions: tuple[str, str]) -> None:
    def start(at: str) -> str:
        body = {"startInstructions": [before(at)]}
        return str(permits("POST", f"/process-definition/{versions[0]}/start", body)["id"])

    first, second = start("check"), start("report")
    plan = permits("POST", "/migration/generate", {**between(versions), "updateEventTriggers": True})
    assert {one["sourceActivityIds"][0]: one["updateEventTrigger"] for one in plan["instructions"]} == {
        "check": False, "examination": False, "visit": False, "sign": False, "late": True, "remind": False}  # fmt: skip
    assert permits("POST", "/migration/validate", plan) == {"instructionReports": [], "variableReports": {}}
    execution = {"migrationPlan": plan, "processInstanceIds": [first, second]}
    said = permits("POST", "/migration/execute", execution, status=400)
    assert "report is not mapped" in said["message"]
    plan["instructions"].append({"sourceActivityIds": ["report"], "targetActivityIds": ["write"]})
    permits("POST", "/migration/execute", execution, status=204)
    for case in (first, second):
        assert permits("GET", f"/process-instance/{case}")["definitionId"] == versions[1]
    assert {each["taskDefinitionKey"] for each in permits.tasks()} == {"check", "write"}
    permits.complete(second, "Write the report")
    assert permits.names(second) == ["Ask for advice"]


def test_what_a_plan_cannot_do_is_told(permits: Rest, versions: tuple[str, str]) -> None:
    wrong = [{"sourceActivityIds": [old], "targetActivityIds": [new]} for old, new in (
        ("check", "examination"), ("nothing", "check"), ("sign", "sign"))]  # fmt: skip
    report = permits("POST", "/migration/validate", {**between(versions), "instructions": wrong})
    assert [one["instruction"]["sourceActivityIds"] for one in report["instructionReports"]] == [["check"], ["nothing"]]
    case = permits.start("permit-7")
    plan = {**between(versions), "instructions": []}
    for body in (
        {"migrationPlan": plan}, {"migrationPlan": plan, "processInstanceIds": [case]},
        {"migrationPlan": {**plan, "instructions": wrong}, "processInstanceIds": [case]}, {},
        {"migrationPlan": {**plan, "instructions": [{"sourceActivityIds": [], "targetActivityIds": []}]},
         "processInstanceIds": [case]},
    ):  # fmt: skip
        permits("POST", "/migration/execute", body, status=400)
