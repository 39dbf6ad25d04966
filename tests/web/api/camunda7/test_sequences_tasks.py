"""Tasks: sequences of calls, with what Camunda 7 answers."""

from __future__ import annotations

from typing import Any

from engine.commands.tokens import CreateToken
from engine.person import SYSTEM
from tests.web.api.camunda7.conftest import Rest, values
from tests.web.api.camunda7.drawing import bpmn, each
from tests.web.api.conftest import Caller

ONE = bpmn(
    "one",
    each("startEvent", "s")
    + each("endEvent", "e")
    + '<userTask id="t" name="Look" camunda:candidateGroups="g1,g2" camunda:candidateUsers="u1">'
    "<documentation>What to do</documentation></userTask>",
    "s>t>e",
)
BARE = bpmn("bare", each("startEvent", "s") + each("userTask", "t") + each("endEvent", "e"), "s>t>e")


def only(rest: Rest, case: str) -> Any:
    (task,) = rest.tasks(case)
    return task


def test_a_new_task(hall: Rest) -> None:
    hall.put(ONE)
    task = only(hall, hall.start("one"))
    assert (task["name"], task["description"], task["priority"], task["assignee"]) == ("Look", "What to do", 50, None)
    assert (task["suspended"], task["delegationState"], task["taskState"], task["due"]) == (
        False,
        None,
        "Created",
        None,
    )
    assert task["lastUpdated"] is None
    assert task["executionId"] == task["processInstanceId"]  # a plain task has no execution of its own


def test_claim_unclaim_assign(hall: Rest) -> None:
    hall.put(ONE)
    task = only(hall, hall.start("one"))["id"]
    hall("POST", f"/task/{task}/claim", {"userId": "u1"}, 204)
    hall("POST", f"/task/{task}/claim", {"userId": "u1"}, 204)  # again by the same
    wrong = hall("POST", f"/task/{task}/claim", {"userId": "u2"}, 400)
    assert "already claimed" in wrong["message"]
    assert wrong["type"] == "TaskAlreadyClaimedException"
    found = hall("GET", f"/task/{task}")
    assert (found["assignee"], found["taskState"]) == ("u1", "Updated")
    assert found["lastUpdated"]
    hall("POST", f"/task/{task}/assignee", {"userId": "u2"}, 204)
    assert hall("GET", f"/task/{task}")["assignee"] == "u2"
    hall("POST", f"/task/{task}/unclaim", status=204)
    hall("POST", f"/task/{task}/unclaim", status=204)
    assert hall("GET", f"/task/{task}")["assignee"] is None
    hall("POST", f"/task/{task}/claim", {"userId": "u1"}, 204)
    hall("POST", f"/task/{task}/claim", {"userId": None}, 204)  # nobody
    assert hall("GET", f"/task/{task}")["assignee"] is None


def test_candidates(hall: Rest) -> None:
    hall.put(ONE)
    case = hall.start("one")
    task = only(hall, case)["id"]

    def count(**query: str) -> int:
        return len(hall.tasks(case, **query))

    assert (count(candidateGroup="g1"), count(candidateGroup="g3"), count(candidateGroups="g3,g2")) == (1, 0, 1)
    assert (count(candidateUser="u1"), count(candidateUser="u2")) == (1, 0)
    assert count(withCandidateGroups="true") == 1
    assert count(withoutCandidateGroups="true") == 0
    hall("POST", f"/task/{task}/identity-links", {"userId": "u2", "type": "candidate"}, 204)
    hall("POST", f"/task/{task}/identity-links", {"groupId": "g3", "type": "candidate"}, 204)
    assert (count(candidateUser="u2"), count(candidateGroup="g3")) == (1, 1)
    hall("POST", f"/task/{task}/identity-links/delete", {"groupId": "g3", "type": "candidate"}, 204)
    assert count(candidateGroup="g3") == 0
    hall("POST", f"/task/{task}/assignee", {"userId": "x"}, 204)
    assert (count(candidateUser="u1"), count(candidateGroup="g1")) == (0, 0)
    assert count(candidateGroup="g1", includeAssignedTasks="true") == 1
    assert count(candidateUser="u1", includeAssignedTasks="true") == 1
    assert (count(assigned="true"), count(unassigned="true"), count(assignee="x"), count(assigneeLike="%x%")) == (
        1,
        0,
        1,
        1,
    )
    assert count(involvedUser="u1") == 1
    links = hall("GET", f"/task/{task}/identity-links")
    assert {"userId": "x", "groupId": None, "type": "assignee"} in links
    assert len(hall("GET", f"/task/{task}/identity-links", query_string={"type": "candidate"})) == 4
    hall("POST", f"/task/{task}/identity-links", {"userId": "y", "type": "assignee"}, 204)
    assert hall("GET", f"/task/{task}")["assignee"] == "y"
    hall("POST", f"/task/{task}/identity-links", {"userId": "y", "groupId": "g", "type": "candidate"}, 400)


def test_candidates_by_group_membership(hall: Rest) -> None:
    hall.put(
        bpmn(
            "clerking",
            each("startEvent", "s") + each("endEvent", "e") + '<userTask id="t" camunda:candidateGroups="clerks"/>',
            "s>t>e",
        )
    )
    case = hall.start("clerking")
    assert [len(hall.tasks(case, candidateUser=who)) for who in ("ana", "bob", "charlie")] == [1, 1, 0]


def test_delegation(hall: Rest) -> None:
    hall.put(BARE)
    case = hall.start("bare")
    task = only(hall, case)["id"]
    hall("POST", f"/task/{task}/assignee", {"userId": "boss"}, 204)
    hall("POST", f"/task/{task}/delegate", {"userId": "help"}, 204)
    found = hall("GET", f"/task/{task}")
    assert (found["owner"], found["assignee"], found["delegationState"]) == ("boss", "help", "PENDING")
    hall("POST", f"/task/{task}/complete", {}, 400)
    assert len(hall.tasks(case, delegationState="PENDING", owner="boss")) == 1
    hall("POST", f"/task/{task}/resolve", {"variables": values({"found": 1})}, 204)
    found = hall("GET", f"/task/{task}")
    assert (found["owner"], found["assignee"], found["delegationState"]) == ("boss", "boss", "RESOLVED")
    assert hall("GET", f"/task/{task}/variables/found")["value"] == 1
    hall("POST", f"/task/{task}/complete", {}, 204)
    assert not hall.runs(case)


def test_resolving_what_nobody_delegated(hall: Rest) -> None:
    hall.put(BARE)
    task = only(hall, hall.start("bare"))["id"]
    hall("POST", f"/task/{task}/resolve", {}, 204)
    assert hall("GET", f"/task/{task}")["delegationState"] == "RESOLVED"


def test_completion(hall: Rest) -> None:
    hall.put(BARE)
    task = only(hall, hall.start("bare", a=1))["id"]
    told = hall("POST", f"/task/{task}/complete", {"variables": values({"b": "x"}), "withVariablesInReturn": True}, 200)
    assert {name: told[name]["value"] for name in told} == {"a": 1, "b": "x"}
    for path in ("complete", "claim", "unclaim", "assignee", "resolve", "delegate", "submit-form"):
        body = {"userId": "x"} if path in ("claim", "assignee", "delegate") else {}
        hall("POST", f"/task/{task}/{path}", body if path != "unclaim" else None, 404)
    hall("GET", f"/task/{task}", status=404)
    hall("GET", f"/task/{task}/variables", status=404)


def test_changing_a_task(hall: Rest) -> None:
    hall.put(BARE)
    case = hall.start("bare")
    task = only(hall, case)["id"]
    hall(
        "PUT",
        f"/task/{task}",
        {
            "priority": 70,
            "assignee": "a",
            "due": "2027-01-01T10:00:00.000+0000",
            "followUp": "2026-12-01T10:00:00.000+0000",
        },
        204,
    )
    found = hall("GET", f"/task/{task}")
    assert (found["priority"], found["assignee"]) == (70, "a")
    assert found["due"] == "2027-01-01T10:00:00.000+0000"
    assert len(hall.tasks(case, dueBefore="2027-01-02T10:00:00.000+0000", minPriority="60")) == 1
    assert len(hall.tasks(case, dueAfter="2027-01-02T10:00:00.000+0000")) == 0
    assert len(hall.tasks(case, followUpBefore="2027-01-02T10:00:00.000+0000")) == 1
    hall("PUT", f"/task/{task}", {}, 204)
    found = hall("GET", f"/task/{task}")
    assert (found["assignee"], found["owner"], found["due"]) == (None, None, None)


def test_variables_of_a_task(hall: Rest) -> None:
    hall.put(BARE)
    case = hall.start("bare", a=1)
    task = only(hall, case)["id"]
    hall("PUT", f"/task/{task}/localVariables/mine", {"value": 5, "type": "Integer"}, 204)
    hall("PUT", f"/task/{task}/variables/a", {"value": 2, "type": "Integer"}, 204)
    hall("POST", f"/task/{task}/variables", {"modifications": values({"b": "t"})}, 204)
    assert set(hall("GET", f"/task/{task}/localVariables")) == {"mine"}
    assert set(hall("GET", f"/task/{task}/variables")) == {"a", "b", "mine"}
    assert set(hall("GET", f"/process-instance/{case}/variables")) == {"a", "b"}
    wrong = hall("GET", f"/task/{task}/variables/none", status=404)
    assert wrong["message"] == "task variable with name none does not exist"


def test_comments(hall: Rest) -> None:
    hall.put(BARE)
    case = hall.start("bare")
    task = only(hall, case)["id"]
    made = hall("POST", f"/task/{task}/comment/create", {"message": "Hello"})
    assert (made["message"], made["taskId"]) == ("Hello", task)
    assert hall("GET", f"/task/{task}/comment/{made['id']}")["message"] == "Hello"
    assert [one["message"] for one in hall("GET", f"/task/{task}/comment")] == ["Hello"]
    hall("GET", f"/task/{task}/comment/999", status=404)
    hall("POST", "/task/1/comment/create", {"message": "x"}, 404)
    hall("GET", "/task/1/comment", status=404)


def test_lists_of_tasks(hall: Rest) -> None:
    hall.put(BARE)
    cases = [hall.start("bare", f"K{n}", n=n) for n in range(3)]
    ids = ",".join(cases)
    for n, case in enumerate(cases):
        hall("PUT", f"/task/{only(hall, case)['id']}", {"priority": 10 * n}, 204)

    def found(**query: Any) -> list[Any]:
        answer: list[Any] = hall("GET", "/task", query_string={"processInstanceIdIn": ids, **query})
        return answer

    ordered = found(sortBy="priority", sortOrder="desc")
    assert [one["priority"] for one in ordered] == [20, 10, 0]
    assert len(found(maxResults=2)) == 2
    assert len(found(firstResult=2, maxResults=2)) == 1
    assert len(found(processInstanceBusinessKey="K1")) == 1
    assert len(found(processInstanceBusinessKeyLike="K%")) == 3
    assert len(found(processDefinitionKey="bare", taskDefinitionKey="t")) == 3
    assert len(found(unheardOf="x")) == 3  # parameters nobody knows are passed over
    hall("GET", "/task", status=400, query_string={"sortBy": "nonsense", "sortOrder": "asc"})
    hall("GET", "/task", status=400, query_string={"sortBy": "priority"})
    hall("POST", "/task", {"unheardOf": 1}, 400)
    hall("GET", "/task", status=400, query_string={"minPriority": "much"})
    both = {"processInstanceIdIn": cases, "orQueries": [{"minPriority": 20, "processInstanceBusinessKey": "K0"}]}
    assert len(hall("POST", "/task", both)) == 2
    assert hall("POST", "/task/count", both) == {"count": 2}
    more = {"processInstanceIdIn": cases, "processVariables": [{"name": "n", "operator": "gt", "value": 0}]}
    assert len(hall("POST", "/task", more)) == 2
    sort = {"processInstanceIdIn": cases, "sorting": [{"sortBy": "priority", "sortOrder": "asc"}]}
    assert [one["priority"] for one in hall("POST", "/task", sort)] == [0, 10, 20]


def test_forms_of_a_task(hall: Rest) -> None:
    form = (
        '<extensionElements><camunda:formData><camunda:formField id="f" label="F" type="string"/>'
        "</camunda:formData></extensionElements>"
    )
    hall.put(
        bpmn(
            "formed",
            each("startEvent", "s")
            + each("endEvent", "e")
            + '<userTask id="t" camunda:formKey="embedded:app:x.html"/>'
            + f'<userTask id="u">{form}</userTask>',
            "s>t>u>e",
        )
    )
    case = hall.start("formed", a=1)
    task = only(hall, case)
    assert task["formKey"] == "embedded:app:x.html"
    assert hall("GET", f"/task/{task['id']}/form")["key"] == "embedded:app:x.html"
    hall("POST", f"/task/{task['id']}/submit-form", {"variables": values({"z": 1})}, 204)
    task = only(hall, case)
    told = hall("GET", f"/task/{task['id']}/form-variables")
    assert set(told) == {"f", "a", "z"}
    hall("POST", f"/task/{task['id']}/submit-form", {"variables": values({"f": "v"})}, 204)
    assert not hall.runs(case)


def test_errors_and_escalations_by_people(hall: Rest) -> None:
    from tests.web.api.camunda7.drawing import boundary, error, on_error

    hall.put(
        bpmn(
            "ways",
            each("startEvent", "s")
            + each("endEvent", "e", "x")
            + each("userTask", "t", "after")
            + boundary("b", "t", on_error("E1")),
            "s>t>e b>after>x",
            error("E1"),
        )
    )
    case = hall.start("ways")
    task = only(hall, case)["id"]
    hall("POST", f"/task/{task}/bpmnError", {}, 400)
    hall("POST", f"/task/{task}/bpmnError", {"errorCode": "E1", "variables": values({"why": "no"})}, 204)
    assert only(hall, case)["taskDefinitionKey"] == "after"
    assert hall("GET", f"/process-instance/{case}/variables/why")["value"] == "no"
    hall("POST", f"/task/{task}/bpmnEscalation", {"escalationCode": "x"}, 404)


def test_a_change_is_made_as_a_whole_or_not_at_all(hall: Rest) -> None:
    assert hall.engine is not None
    secret = hall.engine.do(CreateToken("tono", "test"), SYSTEM).secret
    analyst = Rest(Caller(hall.caller.client, str(secret)))
    hall.put(ONE)
    task = only(hall, hall.start("one"))["id"]
    analyst("PUT", f"/task/{task}", {"priority": 70, "assignee": "u1"}, 403)  # may change the one, not the other
    found = hall("GET", f"/task/{task}")
    assert (found["priority"], found["assignee"]) == (50, None)
    hall("PUT", f"/task/{task}", {"priority": 70, "assignee": "u1"}, 204)
    found = hall("GET", f"/task/{task}")
    assert (found["priority"], found["assignee"]) == (70, "u1")
