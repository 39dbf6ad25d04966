"""The history: sequences of calls, with what Camunda 7 answers."""

from __future__ import annotations

from typing import Any

from tests.web.api.camunda7.conftest import Rest, values
from tests.web.api.camunda7.drawing import boundary, bpmn, each, on_time, sub

ENDS = each("startEvent", "s") + each("endEvent", "e")
BARE = bpmn("bare", ENDS + each("userTask", "t"), "s>t>e")
INSIDE = each("startEvent", "is") + each("endEvent", "ie") + each("userTask", "a")
NESTED = bpmn("nested", ENDS + sub("sub", INSIDE, "is>a>ie"), "s>sub>e")


def past(rest: Rest, noun: str, case: str, **query: Any) -> list[Any]:
    found: list[Any] = rest("GET", f"/history/{noun}", query_string={"processInstanceId": case, **query})
    return found


def test_history_of_an_instance(hall: Rest) -> None:
    hall.put(BARE)
    case = hall.start("bare", "H1")
    told = hall("GET", f"/history/process-instance/{case}")
    assert (told["state"], told["startActivityId"], told["endActivityId"], told["endTime"]) == (
        "ACTIVE",
        "s",
        None,
        None,
    )
    assert (told["startUserId"], told["businessKey"], told["durationInMillis"]) == ("admin", "H1", None)
    assert (told["processDefinitionKey"], told["processDefinitionName"]) == ("bare", "Bare")
    hall.complete(case, "t")
    told = hall("GET", f"/history/process-instance/{case}")
    assert (told["state"], told["endActivityId"], told["deleteReason"]) == ("COMPLETED", "e", None)
    assert told["durationInMillis"] is not None
    for query, count in (
        ({"finished": "true"}, 1),
        ({"unfinished": "true"}, 0),
        ({"completed": "true"}, 1),
        ({"active": "true"}, 0),
        ({"externallyTerminated": "true"}, 0),
        ({"internallyTerminated": "true"}, 0),
        ({"startedBy": "admin"}, 1),
        ({"processInstanceBusinessKey": "H1"}, 1),
        ({"executedActivityIdIn": "t"}, 1),
        ({"activeActivityIdIn": "t"}, 0),
    ):
        assert len(past(hall, "process-instance", case, **query)) == count, query
    hall("GET", "/history/process-instance/12345", status=404)


def test_history_of_activities(hall: Rest) -> None:
    hall.put(NESTED)
    case = hall.start("nested")
    found = {one["activityId"]: one for one in past(hall, "activity-instance", case)}
    assert set(found) == {"s", "sub", "is", "a"}
    assert {one: found[one]["activityType"] for one in found} == {
        "s": "startEvent",
        "sub": "subProcess",
        "is": "startEvent",
        "a": "userTask",
    }
    assert found["a"]["parentActivityInstanceId"] == found["sub"]["id"]
    assert found["sub"]["parentActivityInstanceId"] == case
    assert found["s"]["parentActivityInstanceId"] == case
    (task,) = hall.tasks(case)
    assert (found["a"]["taskId"], found["a"]["executionId"]) == (task["id"], task["executionId"])
    assert (found["a"]["endTime"], found["s"]["endTime"] is not None) == (None, True)
    tree = hall("GET", f"/process-instance/{case}/activity-instances")
    assert tree["childActivityInstances"][0]["id"] == found["sub"]["id"]
    assert hall("GET", f"/history/activity-instance/{found['a']['id']}")["activityId"] == "a"
    hall("GET", "/history/activity-instance/none", status=404)
    hall.complete(case, "a")
    found = {one["activityId"]: one for one in past(hall, "activity-instance", case)}
    assert set(found) == {"s", "sub", "is", "a", "ie", "e"}
    assert found["e"]["activityType"] == "noneEndEvent"
    assert (found["ie"]["completeScope"], found["e"]["completeScope"], found["a"]["completeScope"]) == (
        True,
        True,
        False,
    )
    for query, count in (
        ({"finished": "true"}, 6),
        ({"unfinished": "true"}, 0),
        ({"activityType": "userTask"}, 1),
        ({"activityName": "A"}, 1),
        ({"canceled": "true"}, 0),
        ({"completeScope": "true"}, 2),
        ({"activityId": "a"}, 1),
        ({"activityInstanceId": found["a"]["id"]}, 1),
        ({"executionId": found["a"]["executionId"]}, 1),
        ({"activityIdIn": "a,e"}, 2),
    ):
        assert len(past(hall, "activity-instance", case, **query)) == count, query
    names = [one["activityId"] for one in past(hall, "activity-instance", case, sortBy="activityId", sortOrder="asc")]
    assert names == sorted(names)


def test_history_of_multi_instances(hall: Rest) -> None:
    many = '<userTask id="t" name="T"><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>'
    hall.put(bpmn("many", ENDS + many + "</multiInstanceLoopCharacteristics></userTask>", "s>t>e"))
    case = hall.start("many")
    found = [one["activityId"] for one in past(hall, "activity-instance", case)]
    assert sorted(found) == ["s", "t", "t", "t#multiInstanceBody"]
    (body,) = past(hall, "activity-instance", case, activityType="multiInstanceBody")
    items = past(hall, "activity-instance", case, activityId="t")
    assert {one["parentActivityInstanceId"] for one in items} == {body["id"]}


def test_history_of_tasks(hall: Rest) -> None:
    hall.put(
        bpmn(
            "limit",
            ENDS + each("endEvent", "x") + each("userTask", "t", "after") + boundary("b", "t", on_time("PT1H")),
            "s>t>e b>after>x",
        )
    )
    case = hall.start("limit")
    (task,) = past(hall, "task", case)
    assert (task["taskDefinitionKey"], task["deleteReason"], task["endTime"], task["priority"]) == ("t", None, None, 50)
    (job,) = hall("GET", "/job", query_string={"processInstanceId": case})
    hall("POST", f"/job/{job['id']}/execute", status=204)
    done = {one["taskDefinitionKey"]: one["deleteReason"] for one in past(hall, "task", case)}
    assert done == {"t": "deleted", "after": None}
    (step,) = past(hall, "activity-instance", case, activityId="t")
    assert step["canceled"] is True
    (step,) = past(hall, "activity-instance", case, activityId="b")
    assert (step["activityType"], step["canceled"]) == ("boundaryTimer", False)
    hall.complete(case, "after")
    done = {one["taskDefinitionKey"]: one["deleteReason"] for one in past(hall, "task", case)}
    assert done == {"t": "deleted", "after": "completed"}
    for query, count in (
        ({"finished": "true"}, 2),
        ({"unfinished": "true"}, 0),
        ({"processFinished": "true"}, 2),
        ({"taskDeleteReason": "completed"}, 1),
        ({"taskDefinitionKey": "t"}, 1),
        ({"taskName": "T"}, 1),
        ({"taskUnassigned": "true"}, 1),
        ({"taskAssigned": "true"}, 1),
    ):
        assert len(past(hall, "task", case, **query)) == count, query


def test_history_of_variables(hall: Rest) -> None:
    hall.put(BARE)
    case = hall.start("bare", a=1, b="x")
    hall("DELETE", f"/process-instance/{case}/variables/b", status=204)
    (task,) = hall.tasks(case)
    hall("PUT", f"/task/{task['id']}/localVariables/mine", {"value": 5, "type": "Integer"}, 204)
    found = {one["name"]: one for one in past(hall, "variable-instance", case)}
    assert found["a"]["state"] == "CREATED"
    assert (found["a"]["type"], found["a"]["value"], found["a"]["activityInstanceId"]) == ("Integer", 1, case)
    assert hall("GET", f"/history/variable-instance/{found['a']['id']}")["name"] == "a"
    hall.complete(case, "t", c=True)
    found = {one["name"]: one for one in past(hall, "variable-instance", case)}
    assert {"a", "c"} <= set(found)
    assert found["c"]["value"] is True
    body = {"processInstanceId": case, "variableNameIn": ["a"]}
    assert len(hall("POST", "/history/variable-instance", body)) == 1
    assert len(past(hall, "variable-instance", case, variableNameLike="%a%")) == 1


def test_terminated_by_the_process(hall: Rest) -> None:
    hall.put(
        BARE.replace(b'"bare"', b'"inner"'),
        bpmn(
            "outer",
            ENDS
            + '<callActivity id="c" calledElement="inner"/>'
            + each("endEvent", "x")
            + boundary("b", "c", on_time("PT1H")),
            "s>c>e b>x",
        ),
    )
    case = hall.start("outer")
    (inner,) = hall("GET", "/process-instance", query_string={"superProcessInstance": case})
    (job,) = hall("GET", "/job", query_string={"processInstanceId": case})
    hall("POST", f"/job/{job['id']}/execute", status=204)
    told = hall("GET", f"/history/process-instance/{inner['id']}")
    assert told["state"] == "INTERNALLY_TERMINATED"
    assert len(past(hall, "process-instance", inner["id"], internallyTerminated="true")) == 1
    assert hall("GET", f"/history/process-instance/{case}")["state"] == "COMPLETED"


def test_user_operations(hall: Rest) -> None:
    hall.put(BARE)
    case = hall.start("bare")
    (task,) = hall.tasks(case)
    at = f"/task/{task['id']}"
    hall("POST", f"{at}/claim", {"userId": "u1"}, 204)
    hall("POST", f"{at}/assignee", {"userId": "u2"}, 204)
    hall("POST", f"{at}/delegate", {"userId": "u3"}, 204)
    hall("POST", f"{at}/resolve", {}, 204)
    hall("PUT", f"/process-instance/{case}/variables/v", {"value": 1}, 204)
    hall("PUT", f"/process-instance/{case}/suspended", {"suspended": True}, 204)
    hall("PUT", f"/process-instance/{case}/suspended", {"suspended": False}, 204)
    hall("POST", f"{at}/complete", {}, 204)
    found = past(hall, "user-operation", case)
    told = [
        (one["operationType"], one["entityType"], one["property"], one["orgValue"], one["newValue"]) for one in found
    ]
    for entry in (
        ("Create", "ProcessInstance", None, None, None),
        ("Claim", "Task", "assignee", None, "u1"),
        ("Assign", "Task", "assignee", "u1", "u2"),
        ("Delegate", "Task", "assignee", "u2", "u3"),
        ("Resolve", "Task", "delegation", "PENDING", "RESOLVED"),
        ("SetVariable", "Variable", None, None, None),
        ("Suspend", "ProcessInstance", "suspensionState", None, "suspended"),
        ("Activate", "ProcessInstance", "suspensionState", None, "active"),
        ("Complete", "Task", "delete", "false", "true"),
    ):
        assert entry in told, (entry, told)
    assert all(one["userId"] == "admin" and one["processInstanceId"] == case for one in found)
    assert {one["taskId"] for one in found if one["entityType"] == "Task"} == {task["id"]}
    assert len(past(hall, "user-operation", case, operationType="Claim")) == 1
    assert len(past(hall, "user-operation", case, entityType="Task", property="assignee")) >= 3
    case = hall.start("bare")
    hall("DELETE", f"/process-instance/{case}", status=204)
    assert "Delete" in [one["operationType"] for one in past(hall, "user-operation", case)]


def test_lists_by_body(hall: Rest) -> None:
    hall.put(BARE)
    cases = [hall.start("bare", f"P{n}", n=n) for n in range(2)]
    body = {"processInstanceIds": cases, "variables": [{"name": "n", "operator": "eq", "value": 1}]}
    assert [one["id"] for one in hall("POST", "/history/process-instance", body)] == cases[1:]
    body = {"processInstanceIds": cases, "sorting": [{"sortBy": "businessKey", "sortOrder": "desc"}]}
    assert [one["businessKey"] for one in hall("POST", "/history/process-instance", body)] == ["P1", "P0"]
    body = {"processInstanceIds": cases, "orQueries": [{"processInstanceBusinessKey": "P0", "finished": True}]}
    assert [one["id"] for one in hall("POST", "/history/process-instance", body)] == cases[:1]
    assert hall("POST", "/history/process-instance/count", body) == {"count": 1}
    assert hall("POST", "/history/task/count", {"processInstanceId": cases[0]}) == {"count": 1}
    assert hall("POST", "/history/activity-instance/count", {"processInstanceId": cases[0]}) == {"count": 2}
    assert values({"a": 1})
