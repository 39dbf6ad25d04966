"""The nouns of Camunda 7's API, each by its usual calls."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine import Engine
from tests.web.api.camunda7.conftest import STORIES, Rest

DECISIONS = STORIES / "decisions"
REVIEW = b"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" id="D"
    xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <bpmn:message id="M" name="paid"/><bpmn:signal id="S" name="closing"/>
  <bpmn:process id="review" name="Review" isExecutable="true" camunda:versionTag="v1">
    <bpmn:startEvent id="start"/>
    <bpmn:userTask id="look" name="Look at it" camunda:candidateGroups="clerks" camunda:priority="70"/>
    <bpmn:boundaryEvent id="late" attachedToRef="look"><bpmn:timerEventDefinition>
      <bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P1D</bpmn:timeDuration></bpmn:timerEventDefinition>
    </bpmn:boundaryEvent>
    <bpmn:receiveTask id="wait" messageRef="M"/>
    <bpmn:intermediateCatchEvent id="closed"><bpmn:signalEventDefinition signalRef="S"/></bpmn:intermediateCatchEvent>
    <bpmn:endEvent id="end"/><bpmn:endEvent id="tooLate"/>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="look"/>
    <bpmn:sequenceFlow id="f2" sourceRef="look" targetRef="wait"/>
    <bpmn:sequenceFlow id="f3" sourceRef="wait" targetRef="closed"/>
    <bpmn:sequenceFlow id="f4" sourceRef="closed" targetRef="end"/>
    <bpmn:sequenceFlow id="f5" sourceRef="late" targetRef="tooLate"/>
  </bpmn:process>
</bpmn:definitions>"""


@pytest.fixture
def deployed(rest: Rest) -> Any:
    data = {
        "deployment-name": "r",
        "deployment-source": "Camunda Modeler",
        "review.bpmn": (io.BytesIO(REVIEW), "review.bpmn"),
    }
    return rest("POST", "/deployment/create", data=data, content_type="multipart/form-data")


def test_a_deployment_tells_what_it_brought(rest: Rest, deployed: Any, tmp_path: Path) -> None:
    ((id, definition),) = deployed["deployedProcessDefinitions"].items()
    assert id == definition["id"] == f"review:1:{id.rpartition(':')[2]}"
    assert (definition["versionTag"], definition["deploymentId"]) == ("v1", deployed["id"])
    file = tmp_path / "review.bpmn"
    file.write_bytes(REVIEW)
    again = rest.deploy(file, **{"deployment-name": "r", "deploy-changed-only": "true"})
    assert again["deployedProcessDefinitions"].keys() == {id}  # so that the Modeler's start button finds it
    file.write_bytes(REVIEW.replace(b'name="Review"', b'name="Review again"'))
    newer = rest.deploy(file, **{"deployment-name": "r"})
    assert [each["version"] for each in newer["deployedProcessDefinitions"].values()] == [2]
    assert rest("GET", "/process-definition/count", query_string={"key": "review"}) == {"count": 2}
    assert rest("GET", "/process-definition/key/review")["name"] == "Review again"
    assert rest("GET", f"/process-definition/{id}")["name"] == "Review"
    assert rest("GET", f"/process-definition/{id}/xml")["bpmn20Xml"].encode() == REVIEW
    assert rest("GET", "/deployment", query_string={"maxResults": 0}) == []
    (resource,) = rest("GET", f"/deployment/{deployed['id']}/resources")
    assert rest("GET", f"/deployment/{deployed['id']}/resources/{resource['id']}/data").encode() == REVIEW
    started = rest("POST", f"/process-definition/{id}/start", {"businessKey": "B", "variables": None})
    assert (started["definitionId"], started["businessKey"], started["ended"]) == (id, "B", False)


def test_a_broken_diagram_names_everything_that_is_wrong(rest: Rest) -> None:
    wrong = REVIEW.replace(b'targetRef="wait"', b'targetRef="nowhere"').replace(b"P1D", b"tomorrow")
    data = {"deployment-name": "x", "x.bpmn": (io.BytesIO(wrong), "x.bpmn")}
    refused = rest("POST", "/deployment/create", status=400, data=data, content_type="multipart/form-data")
    assert refused["type"] == "ParseException"
    assert refused["message"].startswith("ENGINE-09005 Could not parse BPMN process. Errors: ")
    assert refused["details"]["x.bpmn"]["errors"]
    assert rest("GET", "/process-definition/count", query_string={"key": "review"}) == {"count": 0}
    rest("POST", "/deployment/create", status=400, data={"deployment-name": "x"}, content_type="multipart/form-data")
    rest("POST", "/deployment/create", {"a": 1}, status=415)


def test_files_that_are_known_already(rest: Rest) -> None:
    def deployed(name: str, content: bytes = REVIEW, **fields: str) -> tuple[str, int]:
        data = {"deployment-name": name, **fields, "r.bpmn": (io.BytesIO(content), "r.bpmn")}
        made = rest("POST", "/deployment/create", data=data, content_type="multipart/form-data")
        ((_, definition),) = made["deployedProcessDefinitions"].items()
        return made["id"], definition["version"]

    whole, changed = {"enable-duplicate-filtering": "true"}, {"deploy-changed-only": "true"}
    first, version = deployed("one")
    assert version == 1
    assert deployed("one", **whole) == (first, 1)
    second, version = deployed("one")  # nobody has asked to look for duplicates
    assert (second != first, version) == (True, 2)
    assert deployed("one", **whole) == (second, 2)
    assert deployed("two", **whole)[1] == 3  # that name has never been deployed
    assert deployed("three", **changed)[1] == 3
    assert deployed("two", REVIEW + b"\n", **whole)[1] == 4


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"value": "a", "type": "String"}, {"type": "String", "value": "a", "valueInfo": {}}),
        ({"value": 5, "type": "Integer"}, {"type": "Integer", "value": 5, "valueInfo": {}}),
        ({"value": "5", "type": "Long"}, {"type": "Long", "value": 5, "valueInfo": {}}),
        ({"value": 2**40, "type": "long"}, {"type": "Long", "value": 2**40, "valueInfo": {}}),
        ({"value": 5, "type": "Double"}, {"type": "Double", "value": 5.0, "valueInfo": {}}),
        ({"value": "true", "type": "Boolean"}, {"type": "Boolean", "value": True, "valueInfo": {}}),
        ({"value": None, "type": "Null"}, {"type": "Null", "value": None, "valueInfo": {}}),
        ({"value": '{"a": [1]}', "type": "Json"}, {"type": "Json", "value": '{"a":[1]}', "valueInfo": {}}),
        ({"value": '["x"]', "type": "Object", "valueInfo": {"objectTypeName": "java.util.ArrayList",
          "serializationDataFormat": "application/json"}}, {"type": "Object", "value": ["x"], "valueInfo": {
          "objectTypeName": "java.util.ArrayList", "serializationDataFormat": "application/json"}}),
        ({"value": "2026-11-24T08:30:00.000+0700", "type": "Date"},
         {"type": "Date", "value": "2026-11-24T08:30:00.000+0700", "valueInfo": {}}),
        ({"value": base64.b64encode(b"hi").decode(), "type": "File", "valueInfo": {"filename": "a.txt",
          "mimeType": "text/plain"}}, {"type": "File", "value": None,
                                       "valueInfo": {"filename": "a.txt", "mimeType": "text/plain"}}),
    ],
)  # fmt: skip
def test_typed_values(rest: Rest, deployed: Any, sent: Any, told: Any) -> None:
    case = rest.start("review")
    rest("PUT", f"/process-instance/{case}/variables/x", sent, status=204)
    assert rest("GET", f"/process-instance/{case}/variables/x") == told


@pytest.mark.parametrize(
    "sent",
    [
        {"value": "a", "type": "Integer"}, {"value": 2**31, "type": "Integer"}, {"value": "yes", "type": "Boolean"},
        {"value": "{", "type": "Json"}, {"value": "today", "type": "Date"}, {"value": {}, "type": "String"},
        {"value": 1, "type": "Money"}, {"value": "x", "type": "File"}, {"value": "!", "type": "Bytes"},
        {"value": "rO0AB", "type": "Object",
         "valueInfo": {"serializationDataFormat": "application/x-java-serialized-object"}},
        {"val": 1},
    ],
)  # fmt: skip
def test_values_that_do_not_fit_are_refused(rest: Rest, deployed: Any, sent: Any) -> None:
    case = rest.start("review")
    refused = rest("PUT", f"/process-instance/{case}/variables/x", sent, status=400)
    assert refused["type"] == "InvalidRequestException"
    rest("GET", f"/process-instance/{case}/variables/x", status=404)


def test_variables_are_patched_and_taken_away(rest: Rest, deployed: Any) -> None:
    case = rest.start("review", a=1, b=2)
    body = {"modifications": {"c": {"value": 3}}, "deletions": ["a"]}
    rest("POST", f"/process-instance/{case}/variables", body, status=204)
    rest("DELETE", f"/process-instance/{case}/variables/b", status=204)
    assert rest("GET", f"/process-instance/{case}/variables").keys() == {"c"}
    found = rest("POST", "/process-instance", {"variables": [{"name": "c", "operator": "gt", "value": 2}]})
    assert [each["id"] for each in found] == [case]
    assert rest("GET", "/process-instance/count", query_string={"variables": "c_eq_3"}) == {"count": 0}  # text, not 3
    assert rest("POST", "/process-instance/count", {"variables": [{"name": "c", "operator": "lt", "value": 3}]}) == {
        "count": 0
    }
    (listed,) = rest("GET", "/variable-instance", query_string={"processInstanceIdIn": case})
    assert (listed["name"], listed["value"], listed["type"]) == ("c", 3, "Integer")


def test_tasks_are_found_in_many_ways(rest: Rest, deployed: Any) -> None:
    case = rest.start("review", "B-7", amount=12)
    for query in (
        {"processInstanceBusinessKey": "B-7"}, {"processDefinitionKey": "review", "unassigned": "true"},
        {"candidateGroup": "clerks"}, {"nameLike": "Look%"}, {"minPriority": 60, "taskDefinitionKeyIn": "look,other"},
        {"createdAfter": "2020-01-01T00:00:00.000+0000"}, {"withoutDueDate": "true", "active": "true"},
    ):  # fmt: skip
        assert len(rest.tasks(**query)) == 1, query
    for query in ({"assigned": "true"}, {"maxPriority": 60}, {"suspended": "true"}, {"name": "Look"}):
        assert rest.tasks(**query) == [], query
    wanted = {"processVariables": [{"name": "amount", "operator": "gteq", "value": 12}]}
    assert rest("POST", "/task/count", wanted) == {"count": 1}
    sorting = {"sorting": [{"sortBy": "created", "sortOrder": "desc"}]}
    (task,) = rest("POST", "/task", sorting, query_string={"firstResult": 0, "maxResults": 5})
    assert task["processInstanceId"] == case
    for wrong in (
        {"sortBy": "created"}, {"sortBy": "height", "sortOrder": "asc"}, {"createdAfter": "soon"},
        {"processInstanceId": "abc"},
    ):  # fmt: skip
        rest("GET", "/task", query_string=wrong, status=400)


def test_a_task_is_delegated_resolved_and_talked_about(rest: Rest, deployed: Any) -> None:
    case = rest.start("review")
    (task,) = rest.tasks(case)
    path = f"/task/{task['id']}"
    rest("POST", f"{path}/assignee", {"userId": "ana"}, status=204)
    rest("POST", f"{path}/delegate", {"userId": "bob"}, status=204)
    told = rest("GET", path)
    assert (told["owner"], told["assignee"], told["delegationState"]) == ("ana", "bob", "PENDING")
    rest("POST", f"{path}/complete", {}, status=400)
    rest("POST", f"{path}/resolve", {"variables": {"found": {"value": "ok"}}}, status=204)
    told = rest("GET", path)
    assert (told["owner"], told["assignee"], told["delegationState"]) == ("ana", "ana", "RESOLVED")
    made = rest("POST", f"{path}/comment/create", {"message": "Please hurry"})
    assert (made["message"], made["userId"]) == ("Please hurry", "admin")
    assert rest("GET", f"{path}/comment") == [made]
    rest("PUT", f"{path}/localVariables/mine", {"value": 1}, status=204)
    assert rest("GET", f"{path}/localVariables").keys() == {"mine"}
    assert rest("GET", f"{path}/variables").keys() == {"mine", "found"}
    assert rest("GET", f"{path}/form-variables").keys() == {"mine", "found"}
    rest("POST", f"{path}/unclaim", status=204)
    rest("POST", f"{path}/claim", {"userId": "bob"}, status=204)
    answer = rest("POST", f"{path}/complete", {"withVariablesInReturn": True}, status=200)
    assert answer["found"]["value"] == "ok"
    rest("GET", path, status=404)
    (done,) = rest("GET", "/history/task", query_string={"processInstanceId": case, "finished": "true"})
    assert (done["deleteReason"], done["taskDefinitionKey"]) == ("completed", "look")
    kinds = [
        each["operationType"]
        for each in rest("GET", "/history/user-operation", query_string={"processInstanceId": case})
    ]
    assert {"Assign", "Delegate", "Resolve", "AddComment", "Claim", "Complete"} <= set(kinds)


def test_messages_and_signals(rest: Rest, deployed: Any) -> None:
    first, second = rest.start("review", "A", area="north"), rest.start("review", "B", area="south")
    for case in (first, second):
        rest.complete(case, "look")
    rest("POST", "/message", {"messageName": "paid"}, status=400)  # two wait for it
    keys = {"messageName": "paid", "correlationKeys": {"area": {"value": "south"}}, "resultEnabled": True,
            "processVariables": {"sum": {"value": 9}}, "variablesInResultEnabled": True}  # fmt: skip
    (got,) = rest("POST", "/message", keys)
    assert got["execution"]["processInstanceId"] == second
    assert got["variables"]["sum"]["value"] == 9
    rest("POST", "/message", {"messageName": "paid", "businessKey": "A"}, status=204)
    (waits, _) = rest("GET", "/event-subscription", query_string={"eventType": "signal"})
    rest("POST", "/signal", {"name": "closing", "executionId": waits["executionId"]}, status=204)
    assert not rest.runs(waits["processInstanceId"])
    rest("POST", "/signal", {"name": "closing"}, status=204)
    assert [rest.runs(first), rest.runs(second)] == [False, False]
    rest("POST", "/message", {"messageName": ""}, status=400)
    rest("POST", "/message", {"messageName": "paid", "colour": "red"}, status=400)


def test_jobs_are_timers_too(rest: Rest, deployed: Any) -> None:
    case = rest.start("review")
    (job,) = rest("GET", "/job", query_string={"processInstanceId": case, "timers": "true"})
    rest("PUT", f"/job/{job['id']}/duedate", {"duedate": "2030-01-01T00:00:00.000+0000"}, status=204)
    assert rest("GET", f"/job/{job['id']}")["dueDate"] == "2030-01-01T00:00:00.000+0000"
    assert rest("GET", "/job-definition", query_string={"processDefinitionKey": "review"})[0]["activityId"] == "late"
    rest("PUT", f"/job/{job['id']}/retries", {"retries": 1}, status=400)
    rest("POST", f"/job/{job['id']}/execute", status=204)
    assert rest("GET", f"/history/process-instance/{case}")["endActivityId"] == "tooLate"
    rest("POST", f"/job/{job['id']}/execute", status=404)


def test_cases_are_held_resumed_and_cancelled(rest: Rest, deployed: Any) -> None:
    case = rest.start("review")
    rest("PUT", f"/process-instance/{case}/suspended", {"suspended": True}, status=204)
    (task,) = rest.tasks(case)
    assert task["suspended"] is True
    rest("POST", f"/task/{task['id']}/complete", {}, status=400)
    assert rest("GET", f"/history/process-instance/{case}")["state"] == "SUSPENDED"
    rest("PUT", "/process-instance/suspended", {"suspended": False, "processDefinitionKey": "review"}, status=204)
    rest("DELETE", f"/process-instance/{case}", status=204)
    rest("GET", f"/process-instance/{case}", status=404)
    assert rest("GET", f"/history/process-instance/{case}")["state"] == "EXTERNALLY_TERMINATED"


def test_decisions_are_evaluated(rest: Rest) -> None:
    rest.deploy(DECISIONS / "permits.dmn")
    (definition, *_) = rest("GET", "/decision-definition")
    assert "<" in rest("GET", f"/decision-definition/{definition['id']}/xml")["dmnXml"]
    rest("POST", "/decision-definition/key/none/evaluate", {}, status=404)


def test_the_modelers_sequence(rest: Rest, tmp_path: Path) -> None:
    assert rest("GET", "/deployment", query_string={"maxResults": "0"}) == []
    assert rest("GET", "/version")["version"].startswith("7.")
    file = tmp_path / "review.bpmn"
    file.write_bytes(REVIEW)
    (definition,) = rest.deploy(file)["deployedProcessDefinitions"].values()
    started = rest(
        "POST", f"/process-definition/{definition['id']}/start", {"businessKey": "default", "variables": None}
    )
    links = rest.caller.client.get("/.well-known/camunda-automation-platform/webapps").json
    page = rest.caller.client.get(f"{links['cockpitUrl']}process-instance/{started['id']}")
    assert page.status_code in (200, 302)


def test_staff_see_their_own_tasks_only(rest: Rest, rest_of: Callable[[str], Rest], deployed: Any) -> None:
    case = rest.start("review")
    (task,) = rest.tasks(case)
    assert [each["id"] for each in rest_of("ana").tasks()] == [task["id"]]  # a clerk
    charlie = rest_of("charlie")
    assert charlie.tasks() == []
    charlie("GET", f"/task/{task['id']}", status=404)
    charlie("GET", f"/process-instance/{case}", status=403)
    charlie("POST", f"/task/{task['id']}/complete", {}, status=404)


def test_no_answer_is_a_server_error(rest: Rest, populated: Engine) -> None:
    for path in ("/process-instance/0", "/task/9999999999999999999999", "/execution/a:b", "/execution/1:9999999999",
                 "/process-definition/x:y:z", "/external-task/-1", "/job/1", "/incident/1", "/deployment/1",
                 "/history/process-instance/1", "/decision-definition/1:2:3"):  # fmt: skip
        answer = rest.caller("GET", f"/engine-rest{path}")
        assert answer.status_code in (400, 404), path
        assert {"type", "message"} <= json.loads(answer.data).keys()


def test_what_is_active_is_a_tree(rest: Rest, deployed: Any) -> None:
    case = rest.start("review")
    tree = rest("GET", f"/process-instance/{case}/activity-instances")
    assert (tree["id"], tree["activityType"]) == (case, "processDefinition")
    assert [child["activityId"] for child in tree["childActivityInstances"]] == ["look"]


def test_a_task_is_changed(rest: Rest, deployed: Any) -> None:
    case = rest.start("review")
    (task,) = rest.tasks(case)
    path = f"/task/{task['id']}"
    rest("PUT", path, {"priority": 90, "due": "2030-01-01T00:00:00.000+0000", "assignee": "ana"}, status=204)
    told = rest("GET", path)
    assert (told["priority"], told["due"], told["assignee"]) == (90, "2030-01-01T00:00:00.000+0000", "ana")
    rest("POST", f"{path}/identity-links", {"groupId": "heads", "type": "candidate"}, status=204)
    rest("POST", f"{path}/identity-links/delete", {"groupId": "clerks", "type": "candidate"}, status=204)
    assert {link["groupId"] for link in rest("GET", f"{path}/identity-links")} == {None, "heads"}
    rest("PUT", path, {"name": "Another"}, status=400)


def test_a_deployment_is_deleted(rest: Rest, deployed: Any) -> None:
    case = rest.start("review")
    rest("DELETE", f"/deployment/{deployed['id']}", status=400)
    rest("DELETE", f"/deployment/{deployed['id']}", status=204, query_string={"cascade": "true"})
    assert not rest.runs(case)
    rest("POST", "/process-definition/key/review/start", {}, status=404)


def test_what_is_not_served_says_so(rest: Rest) -> None:
    assert "one tenant" in rest("GET", "/tenant", status=501)["message"]
    assert "batches" in rest("POST", "/batch", {}, status=501)["message"]
    rest("GET", "/nonsense", status=404)
    rest("PATCH", "/task", {}, status=405)
    for document in ("openapi.json",):
        assert rest("GET", f"/{document}")["openapi"].startswith("3.")


@pytest.mark.parametrize(
    ("method", "path", "body", "query"),
    [
        ("POST", "/message", {"messageName": "paid", "tenantId": "a"}, {}),
        ("POST", "/signal", {"name": "closing", "tenantId": "a"}, {}),
        ("POST", "/process-definition/key/review/start", {"caseInstanceId": "c"}, {}),
    ],
)
def test_a_wish_that_is_not_met_is_refused(
    rest: Rest, deployed: Any, method: str, path: str, body: Any, query: dict[str, str]
) -> None:
    assert "is not served here" in rest(method, path, body, 400, query_string=query)["message"]


def test_deleting_what_is_not_there_may_be_asked_for(rest: Rest, deployed: Any) -> None:
    rest("DELETE", "/process-instance/1", status=404)
    rest("DELETE", "/process-instance/1", status=204, query_string={"failIfNotExists": "false"})
