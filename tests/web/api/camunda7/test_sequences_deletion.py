"""Deleting deployments and versions: sequences of calls, with what Camunda 7 answers."""

from __future__ import annotations

import io
from typing import Any

import pytest
from sqlalchemy import text

from engine.queries import care
from tests.engine import diagrams
from tests.web.api.camunda7.conftest import Rest
from tests.web.api.camunda7.drawing import bpmn, each, event, message, on_message, on_time

ENDS = each("startEvent", "s") + each("endEvent", "e")
DMN = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="D" namespace="x">
  <decision id="del_fee" name="Fee"><decisionTable id="t"><output id="o" name="fee" typeRef="string"/>
    <rule id="r"><outputEntry id="x"><text>"%s"</text></outputEntry></rule></decisionTable></decision></definitions>"""


def waits(key: str, *tasks: str) -> bytes:
    return bpmn(key, ENDS + each("userTask", *tasks), ">".join(("s", *tasks, "e")))


def begun(key: str, name: str) -> bytes:
    start = event("startEvent", "s", on_message(name)) + event("startEvent", "at", on_time("PT1H"))
    return bpmn(key, start + each("endEvent", "e") + each("userTask", "t"), "s>t>e at>t", message(name))


def calls(key: str, called: str) -> bytes:
    return bpmn(key, ENDS + f'<callActivity id="c" name="C" calledElement="{called}"/>', "s>c>e")


def versions(rest: Rest, key: str, **query: Any) -> list[int]:
    found = rest(
        "GET", "/process-definition", query_string={"key": key, "sortBy": "version", "sortOrder": "asc", **query}
    )
    return [each["version"] for each in found]


def definition(rest: Rest, key: str) -> str:
    return str(rest("GET", f"/process-definition/key/{key}")["id"])


def delete(rest: Rest, path: str, status: int = 204, cascade: bool = False) -> Any:
    return rest("DELETE", path, status=status, query_string={"cascade": "true"} if cascade else {})


def test_the_version_before_is_the_latest_again(hall: Rest) -> None:
    first = hall.put(waits("del_two", "a"))["id"]
    second = hall.put(waits("del_two", "a", "b"))["id"]
    gone = definition(hall, "del_two")
    delete(hall, f"/deployment/{second}")
    for path in (f"/deployment/{second}", f"/deployment/{second}/resources", f"/process-definition/{gone}",
                 f"/process-definition/{gone}/xml"):  # fmt: skip
        hall("GET", path, status=404)
    hall("POST", f"/process-definition/{gone}/start", {}, status=404)
    delete(hall, f"/deployment/{second}", 404)
    assert second not in [each["id"] for each in hall("GET", "/deployment")]
    assert versions(hall, "del_two") == versions(hall, "del_two", latestVersion="true") == [1]
    case = hall.start("del_two")
    hall.complete(case, "A")
    assert not hall.runs(case)
    again = hall.put(waits("del_two", "a", "b"))
    (third,) = again["deployedProcessDefinitions"].values()
    assert third["version"] == 3  # Camunda 7 would count from what is left
    delete(hall, f"/deployment/{first}")  # its case has ended: the history stays
    history = hall("GET", "/history/process-instance", query_string={"processInstanceId": case})
    assert [each["state"] for each in history] == ["COMPLETED"]


def test_nothing_is_left_and_it_is_deployed_again(hall: Rest) -> None:
    made = hall.put(waits("del_one", "a"))["id"]
    delete(hall, f"/deployment/{made}")
    hall("GET", "/process-definition/key/del_one", status=404)
    hall("POST", "/process-definition/key/del_one/start", {}, status=404)
    assert versions(hall, "del_one") == []
    data = {"deployment-name": "test", "enable-duplicate-filtering": "true", "deploy-changed-only": "true",
            "f0.bpmn": (io.BytesIO(waits("del_one", "a")), "f0.bpmn")}  # fmt: skip
    again = hall("POST", "/deployment/create", data=data, content_type="multipart/form-data")
    assert again["id"] != made  # what is deleted is no duplicate
    assert hall.runs(hall.start("del_one"))


def test_running_cases_hold_it_back(hall: Rest) -> None:
    made = hall.put(waits("del_run", "a"), waits("del_run_too", "a"))["id"]
    case, ended = hall.start("del_run"), hall.start("del_run_too")
    hall.complete(ended, "A")
    refused = delete(hall, f"/deployment/{made}", 400)
    assert "1 process instances" in refused["message"]
    assert hall.runs(case)
    assert versions(hall, "del_run") == [1]
    delete(hall, f"/deployment/{made}", cascade=True)
    hall("GET", f"/process-instance/{case}", status=404)
    hall("GET", f"/history/process-instance/{case}", status=404)
    assert hall.tasks(case) == []
    for noun in ("process-instance", "activity-instance", "task", "variable-instance", "user-operation"):
        for key in ("del_run", "del_run_too"):
            asked = {"processDefinitionKey": key}
            assert hall("GET", f"/history/{noun}", query_string=asked) == [], noun
    for noun in ("process-instances", "user-tasks", "element-instances", "variables"):
        assert not found8(hall, noun, processInstanceKey=case), noun
    assert hall.engine is not None
    with hall.engine.read() as connection:  # the audit trail keeps everything
        reason = "SELECT value FROM history_value WHERE root_key = :root AND place = 'reason'"
        reasons = connection.execute(text(reason), {"root": int(case)}).scalars().all()
        deleted = connection.scalar(
            text("SELECT detail FROM history_event WHERE kind = 'deployment_deleted' ORDER BY root_key DESC LIMIT 1")
        )
        state = connection.scalar(text("SELECT state FROM process_instance WHERE key = :key"), {"key": int(case)})
    assert reasons == ["deleted deployment"]
    assert (deleted["deployment"], deleted["cascade"], state) == (int(made), True, "terminated")


def found8(rest: Rest, noun: str, **filters: Any) -> list[Any]:
    answer = rest.caller("POST", f"/v2/{noun}/search", {"filter": filters})
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json["items"]
    return found


def test_start_events_of_the_version_before_come_back(hall: Rest) -> None:
    hall.put(begun("del_msg", "DelOld"))
    second = hall.put(begun("del_msg", "DelNew"))["id"]
    hall("POST", "/message", {"messageName": "DelOld"}, status=400)
    delete(hall, f"/deployment/{second}")
    hall("POST", "/message", {"messageName": "DelNew"}, status=400)
    timers = hall("GET", "/job", query_string={"processDefinitionKey": "del_msg", "timers": "true"})
    assert [each["processDefinitionId"] for each in timers] == [definition(hall, "del_msg")]
    hall("POST", "/message", {"messageName": "DelOld"}, status=204)
    (case,) = hall("GET", "/process-instance", query_string={"processDefinitionKey": "del_msg"})
    assert case["definitionId"] == definition(hall, "del_msg")
    delete(hall, "/process-definition/key/del_msg", cascade=True)
    hall("POST", "/message", {"messageName": "DelOld"}, status=400)
    assert hall("GET", "/job", query_string={"processDefinitionKey": "del_msg"}) == []


def test_an_older_version_goes_and_the_latest_stays_in_force(hall: Rest) -> None:
    first = hall.put(begun("del_old", "DelFirst"))["id"]
    hall.put(begun("del_old", "DelSecond"))
    delete(hall, f"/deployment/{first}")
    hall("POST", "/message", {"messageName": "DelSecond"}, status=204)
    assert versions(hall, "del_old") == [2]


def test_what_is_called_is_what_is_left(hall: Rest) -> None:
    hall.put(calls("del_caller", "del_called"))
    hall.put(waits("del_called", "old"))
    second = hall.put(waits("del_called", "new"))["id"]
    delete(hall, f"/deployment/{second}")
    case = hall.start("del_caller")
    (inner,) = hall("GET", "/process-instance", query_string={"superProcessInstance": case})
    assert hall.names(inner["id"]) == ["Old"]
    gone = inner["definitionId"]
    refused = delete(hall, f"/process-definition/{gone}", 400, cascade=True)
    assert case in refused["message"]  # Camunda 7 would leave the caller waiting for ever
    assert hall.runs(inner["id"])


@pytest.mark.parametrize("path", ["/process-definition/key/{key}", "/process-definition/key/{key}/delete"])
def test_versions_by_id_and_by_key(hall: Rest, path: str) -> None:
    key = "del_ids" + str(len(path))
    made = hall.put(waits(key, "a"))["id"]
    for more in ("b", "c"):
        hall.put(waits(key, "a", more))
    third = definition(hall, key)
    case = hall.start(key)
    delete(hall, f"/process-definition/{third}", 400)
    delete(hall, f"/process-definition/{third}", cascade=True)
    assert not hall.runs(case)
    assert versions(hall, key) == [1, 2]
    hall("GET", f"/deployment/{made}")
    case = hall.start(key)
    delete(hall, path.format(key=key), 400)
    assert versions(hall, key) == [1, 2]  # all or none
    delete(hall, path.format(key=key), cascade=True)
    assert versions(hall, key) == []
    delete(hall, path.format(key=key), 404)
    delete(hall, f"/process-definition/{third}", 404)
    assert len(hall("GET", f"/deployment/{made}/resources")) == 1  # the deployment stays, with its files


def test_decisions_go_with_their_deployment(hall: Rest) -> None:
    def put(value: bytes) -> str:
        data = {"deployment-name": "fees", "fee.dmn": (io.BytesIO(DMN % value), "fee.dmn")}
        return str(hall("POST", "/deployment/create", data=data, content_type="multipart/form-data")["id"])

    def fee() -> Any:
        return hall("POST", "/decision-definition/key/del_fee/evaluate", {"variables": {}})[0]["fee"]["value"]

    first, second = put(b"old"), put(b"new")
    assert fee() == "new"
    delete(hall, f"/deployment/{second}")
    assert fee() == "old"
    delete(hall, f"/deployment/{first}")
    hall("GET", "/decision-definition/key/del_fee", status=404)
    hall("POST", "/decision-definition/key/del_fee/evaluate", {"variables": {}}, status=404)
    assert hall("GET", "/decision-definition", query_string={"key": "del_fee"}) == []
    put(b"old")
    assert fee() == "old"


def test_camunda_8_deletes_by_key(hall: Rest) -> None:
    call = hall.caller
    files = [("approval.bpmn", diagrams.APPROVAL), ("decision.form", diagrams.DECISION)]

    def deploy(content: bytes) -> dict[str, Any]:
        data = {"resources": [(io.BytesIO(content if name == "approval.bpmn" else file), name) for name, file in files]}
        made = call("POST", "/v2/deployments", data=data, content_type="multipart/form-data")
        assert made.status_code == 200, made.text
        return {kind: thing for each in made.json["deployments"] for kind, thing in each.items() if thing}

    first = deploy(diagrams.APPROVAL)
    second = deploy(diagrams.APPROVAL + b"\n")["processDefinition"]["processDefinitionKey"]
    case = call("POST", "/v2/process-instances", {"processDefinitionKey": second}).json["processInstanceKey"]
    assert call("POST", f"/v2/resources/{second}/deletion", {"deleteHistory": True}).status_code == 501
    answer = call("POST", f"/v2/resources/{second}/deletion", {})
    assert (answer.status_code, answer.json) == (200, {"resourceKey": second, "batchOperation": None})
    assert call("POST", f"/v2/resources/{second}/deletion", {}).status_code == 404
    assert call("GET", f"/v2/process-definitions/{second}").status_code == 404
    (latest,) = found8(hall, "process-definitions", processDefinitionId="approval", isLatestVersion=True)
    assert latest["processDefinitionKey"] == first["processDefinition"]["processDefinitionKey"]
    assert [each["state"] for each in found8(hall, "process-instances", processInstanceKey=case)] == ["ACTIVE"]
    (task,) = found8(hall, "user-tasks", processInstanceKey=case)
    form = first["form"]["formKey"]
    assert call("POST", f"/v2/resources/{form}/deletion", {}).status_code == 200
    assert call("GET", f"/v2/user-tasks/{task['userTaskKey']}/form").json["formKey"] == form  # the task keeps its form
    assert call("POST", "/v2/resources/4711/deletion", {}).status_code == 404


def test_only_who_keeps_procedures_deletes_them(rest: Rest, rest_of: Any) -> None:
    made = rest.put(waits("kept", "a"))["id"]
    ana = rest_of("ana")
    for path in (f"/deployment/{made}", f"/process-definition/{definition(rest, 'kept')}"):
        delete(ana, path, 403)
    rest("GET", f"/deployment/{made}")


def test_cases_of_a_deleted_version_can_still_be_migrated(hall: Rest) -> None:
    assert hall.engine is not None
    hall.put(waits("del_move", "a"))
    hall.put(waits("del_move", "a", "b"))
    second = definition(hall, "del_move").rpartition(":")[2]
    hall.start("del_move")
    with hall.engine.read() as connection:
        before = list(care.versions(connection, "del_move").values())
    assert hall.caller("POST", f"/v2/resources/{second}/deletion", {}).status_code == 200
    with hall.engine.read() as connection:
        after = list(care.versions(connection, "del_move").values())
    assert (before, after) == ([2, 1], [1, 2])
