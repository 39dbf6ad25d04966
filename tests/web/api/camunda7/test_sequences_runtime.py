"""Process instances, executions, events: sequences of calls, with what Camunda 7 answers."""

from __future__ import annotations

from typing import Any

from tests.web.api.camunda7.conftest import Rest, values
from tests.web.api.camunda7.drawing import (
    boundary,
    bpmn,
    each,
    event,
    message,
    on_condition,
    on_message,
    on_signal,
    on_time,
    signal,
    sub,
)

ENDS = each("startEvent", "s") + each("endEvent", "e")
BARE = bpmn("bare", ENDS + each("userTask", "t"), "s>t>e")
FORK = bpmn("fork", ENDS + each("userTask", "a", "b") + each("parallelGateway", "f", "j"), "s>f>a>j>e f>b>j")
INSIDE = each("startEvent", "is") + each("endEvent", "ie") + each("userTask", "a", "b") + each("parallelGateway", "f")
NESTED = bpmn("nested", ENDS + sub("sub", INSIDE, "is>f>a>ie f>b>ie"), "s>sub>e")
MANY = bpmn(
    "many",
    ENDS + '<userTask id="t" name="T"><multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality>'
    "</multiInstanceLoopCharacteristics></userTask>",
    "s>t>e",
)
TURNS = (
    MANY.replace(b'"many"', b'"turns"')
    .replace(b"<multiInstanceLoop", b"<multiInstanceLoop", 1)
    .replace(b"<multiInstanceLoopCharacteristics>", b'<multiInstanceLoopCharacteristics isSequential="true">')
)
LATER = bpmn("later", ENDS + each("userTask", "t", attributes='camunda:asyncBefore="true"'), "s>t>e")
CAUGHT = bpmn(
    "caught",
    ENDS + event("intermediateCatchEvent", "c", on_message("M")) + each("userTask", "t"),
    "s>c>t>e",
    message("M"),
)
BORDER = bpmn(
    "border",
    ENDS + each("endEvent", "x") + each("userTask", "t", "after") + boundary("b", "t", on_message("Stop")),
    "s>t>e b>after>x",
    message("Stop"),
)
WAITS = bpmn(
    "waits",
    ENDS
    + each("eventBasedGateway", "g")
    + event("intermediateCatchEvent", "m", on_message("Go"))
    + event("intermediateCatchEvent", "g2", on_signal("Alarm"))
    + event("intermediateCatchEvent", "tm", on_time("PT1H"))
    + each("userTask", "am", "as", "at"),
    "s>g>m>am>e g>g2>as>e g>tm>at>e",
    message("Go") + signal("Alarm"),
)
BEGUN = bpmn(
    "begun",
    event("startEvent", "s", on_message("Begin")) + each("endEvent", "e") + each("userTask", "t"),
    "s>t>e",
    message("Begin"),
)


def tree(rest: Rest, case: str) -> Any:
    """Ids of activities, and inside them; transition instances with a mark."""

    def shown(one: Any) -> Any:
        inside = [shown(child) for child in one["childActivityInstances"]]
        inside += [f"~{child['activityId']}" for child in one["childTransitionInstances"]]
        name = one["activityId"]
        return name if not inside else {name: sorted(inside, key=str)}

    return shown(rest("GET", f"/process-instance/{case}/activity-instances"))


def executions(rest: Rest, case: str) -> int:
    return int(rest("GET", "/execution/count", query_string={"processInstanceId": case})["count"])


def test_trees_and_executions(hall: Rest) -> None:
    hall.put(BARE, FORK, NESTED, MANY, TURNS, LATER, BORDER, WAITS)
    for key, shape, count in (
        ("bare", {"bare": ["t"]}, 1),
        ("fork", {"fork": ["a", "b"]}, 3),
        ("nested", {"nested": [{"sub": ["a", "b"]}]}, 4),
        ("many", {"many": [{"t#multiInstanceBody": ["t", "t", "t"]}]}, 5),
        ("turns", {"turns": [{"t#multiInstanceBody": ["t"]}]}, 2),
        ("later", {"later": ["~t"]}, 1),
        ("border", {"border": ["t"]}, 2),
        ("waits", {"waits": ["g"]}, 2),
    ):
        case = hall.start(key)
        assert tree(hall, case) == shape, key
        assert executions(hall, case) == count, key


def test_fields_of_the_tree(hall: Rest) -> None:
    hall.put(BARE, LATER, FORK)
    case = hall.start("bare")
    root = hall("GET", f"/process-instance/{case}/activity-instances")
    assert (root["id"], root["activityId"], root["activityType"], root["executionIds"]) == (
        case,
        "bare",
        "processDefinition",
        [case],
    )
    (task,) = root["childActivityInstances"]
    assert (task["parentActivityInstanceId"], task["activityType"], task["name"]) == (case, "userTask", "T")
    assert task["executionIds"] == [case]
    (found,) = hall.tasks(case)
    assert found["executionId"] == case
    case = hall.start("later")
    (moving,) = hall("GET", f"/process-instance/{case}/activity-instances")["childTransitionInstances"]
    assert (moving["activityId"], moving["activityType"], moving["executionId"]) == ("t", "userTask", case)
    assert (moving["processInstanceId"], moving["parentActivityInstanceId"]) == (case, case)
    (job,) = hall("GET", "/job", query_string={"processInstanceId": case})
    assert job["executionId"] == case
    hall("GET", "/process-instance/12345/activity-instances", status=404)
    case = hall.start("fork")
    ids = {task["executionId"] for task in hall.tasks(case)}
    assert len(ids) == 2
    assert case not in ids
    for id in ids:
        assert hall("GET", f"/execution/{id}") == {
            "id": id,
            "processInstanceId": case,
            "ended": False,
            "tenantId": None,
        }
        assert len(hall("GET", "/task", query_string={"executionId": id})) == 1
    hall("GET", "/execution/12345", status=404)


def test_starting(hall: Rest) -> None:
    hall.put(BARE, bpmn("empty", ENDS, "s>e"))
    made = hall("POST", "/process-definition/key/bare/start", {"businessKey": "B1", "variables": values({"a": 1})})
    assert (made["businessKey"], made["ended"], made["suspended"], made["definitionKey"]) == (
        "B1",
        False,
        False,
        "bare",
    )
    assert made["definitionId"].startswith("bare:")
    assert made["links"][0]["rel"] == "self"
    told = hall(
        "POST", "/process-definition/key/bare/start", {"variables": values({"a": 1}), "withVariablesInReturn": True}
    )
    assert told["variables"]["a"] == {"type": "Integer", "value": 1, "valueInfo": {}}
    ended = hall(
        "POST", "/process-definition/key/empty/start", {"variables": values({"a": 1}), "withVariablesInReturn": True}
    )
    assert ended["ended"] is True
    assert ended["variables"]["a"]["value"] == 1
    hall("GET", f"/process-instance/{ended['id']}", status=404)
    hall("POST", "/process-definition/key/nothing/start", {}, 404)
    hall("POST", "/process-definition/bare:1:99999/start", {}, 404)
    hall("POST", "/process-definition/key/bare/start", {"unheardOf": 1}, 400)
    wrong = {"variables": {"a": {"value": "x", "type": "Integer"}}}
    assert hall("POST", "/process-definition/key/bare/start", wrong, 400)["type"] in (
        "InvalidRequestException",
        "RestException",
    )
    hall("POST", f"/process-definition/{made['definitionId']}/start", {}, 200)
    hall("POST", "/process-definition/key/bare/start", None, 200)


def test_deleting(hall: Rest) -> None:
    hall.put(BARE)
    case = hall.start("bare")
    hall("DELETE", f"/process-instance/{case}", status=204)
    missing = hall("DELETE", f"/process-instance/{case}", status=404)
    assert missing["message"] == f"Process instance with id {case} does not exist"
    hall("DELETE", f"/process-instance/{case}", status=204, query_string={"failIfNotExists": "false"})
    told = hall("GET", f"/history/process-instance/{case}")
    assert (told["state"], told["deleteReason"], told["endActivityId"]) == ("EXTERNALLY_TERMINATED", None, None)
    (task,) = hall("GET", "/history/task", query_string={"processInstanceId": case})
    assert task["deleteReason"] == "deleted"
    (step,) = hall("GET", "/history/activity-instance", query_string={"processInstanceId": case, "activityId": "t"})
    assert (step["canceled"], step["completeScope"]) == (True, False)
    case = hall.start("bare")
    query = {"skipCustomListeners": "true", "skipIoMappings": "true", "skipSubprocesses": "true"}
    hall("DELETE", f"/process-instance/{case}", status=204, query_string=query)


def test_suspension_of_instances(hall: Rest) -> None:
    hall.put(BARE, CAUGHT, LATER)
    case = hall.start("bare")
    hall("PUT", f"/process-instance/{case}/suspended", {"suspended": True}, 204)
    assert hall("GET", f"/process-instance/{case}")["suspended"] is True
    (task,) = hall.tasks(case)
    assert task["suspended"] is True
    hall("POST", f"/task/{task['id']}/complete", {}, 400)
    hall("POST", f"/task/{task['id']}/claim", {"userId": "x"}, 400)
    assert hall("GET", f"/history/process-instance/{case}")["state"] == "SUSPENDED"
    assert (
        hall("GET", "/process-instance/count", query_string={"processInstanceIds": case, "suspended": "true"})["count"]
        == 1
    )
    assert (
        hall("GET", "/process-instance/count", query_string={"processInstanceIds": case, "active": "true"})["count"]
        == 0
    )
    hall("PUT", f"/process-instance/{case}/variables/a", {"value": 1}, 204)
    hall("PUT", f"/process-instance/{case}/suspended", {"suspended": False}, 204)
    hall("POST", f"/task/{task['id']}/complete", {}, 204)
    hall("PUT", f"/process-instance/{case}/suspended", {"suspended": True}, 404)
    case = hall.start("caught")
    hall("PUT", "/process-instance/suspended", {"processInstanceIds": [case], "suspended": True}, 204)
    hall("POST", "/message", {"messageName": "M", "processInstanceId": case}, 400)
    hall("PUT", "/process-instance/suspended", {"processDefinitionKey": "caught", "suspended": False}, 204)
    hall("POST", "/message", {"messageName": "M", "processInstanceId": case}, 204)
    hall("PUT", "/process-instance/suspended", {"suspended": True}, 400)
    case = hall.start("later")
    hall("PUT", f"/process-instance/{case}/suspended", {"suspended": True}, 204)
    (job,) = hall("GET", "/job", query_string={"processInstanceId": case})
    assert job["suspended"] is True


def test_suspension_of_definitions(hall: Rest) -> None:
    hall.put(BARE.replace(b'"bare"', b'"held"'))
    case = hall.start("held")
    hall("PUT", "/process-definition/key/held/suspended", {"suspended": True}, 204)
    assert hall("GET", "/process-definition/key/held")["suspended"] is True
    hall("POST", "/process-definition/key/held/start", {}, 400)
    assert hall("GET", f"/process-instance/{case}")["suspended"] is False
    hall("PUT", "/process-definition/key/held/suspended", {"suspended": True}, 204)
    hall("PUT", "/process-definition/key/held/suspended", {"suspended": False}, 204)
    hall.start("held")
    hall(
        "PUT",
        "/process-definition/suspended",
        {"processDefinitionKey": "held", "suspended": True, "includeProcessInstances": True},
        204,
    )
    assert hall("GET", f"/process-instance/{case}")["suspended"] is True
    hall("POST", "/process-definition/key/held/start", {}, 400)
    id = hall("GET", "/process-definition/key/held")["id"]
    hall("PUT", f"/process-definition/{id}/suspended", {"suspended": False, "includeProcessInstances": True}, 204)
    assert hall("GET", f"/process-instance/{case}")["suspended"] is False
    hall.start("held")
    hall("PUT", "/process-definition/key/none/suspended", {"suspended": False}, 404)


def test_variables_of_an_instance(hall: Rest) -> None:
    hall.put(BARE)
    case = hall.start("bare", a=1)
    at = f"/process-instance/{case}/variables"
    hall("PUT", f"{at}/b", {"value": "x", "type": "String"}, 204)
    hall("PUT", f"{at}/c", {"value": True, "type": "Boolean"}, 204)
    hall("POST", at, {"modifications": values({"d": 1.5}), "deletions": ["a"]}, 204)
    told = hall("GET", at)
    assert {name: (one["type"], one["value"]) for name, one in told.items()} == {
        "b": ("String", "x"),
        "c": ("Boolean", True),
        "d": ("Double", 1.5),
    }
    hall("DELETE", f"{at}/b", status=204)
    wrong = hall("GET", f"{at}/b", status=404)
    assert wrong["message"] == "process instance variable with name b does not exist"
    hall("DELETE", f"{at}/b", status=204)
    hall("GET", "/process-instance/12345/variables", status=404)
    hall("PUT", "/process-instance/12345/variables/x", {"value": 1}, 404)
    hall("PUT", f"{at}/z", {"value": "abc", "type": "Integer"}, 400)
    hall("PUT", f"{at}/z", {"value": 1, "type": "Nonsense"}, 400)
    found = hall("GET", "/variable-instance", query_string={"processInstanceIdIn": case, "variableName": "c"})
    assert [(one["name"], one["value"], one["executionId"]) for one in found] == [("c", True, case)]
    assert hall("GET", f"/variable-instance/{found[0]['id']}")["name"] == "c"
    assert hall("GET", "/variable-instance/count", query_string={"processInstanceIdIn": case})["count"] == 2
    assert hall("GET", f"/execution/{case}/localVariables/c")["value"] is True


def test_lists_of_instances(hall: Rest) -> None:
    hall.put(BARE, FORK)
    cases = [hall.start("bare", f"list{n}", n=n) for n in range(3)]
    ids = {"processInstanceIds": ",".join(cases)}

    def found(**query: Any) -> list[str]:
        return [one["id"] for one in hall("GET", "/process-instance", query_string=query)]

    assert found(businessKey="list1") == [cases[1]]
    assert len(found(businessKeyLike="list%")) == 3
    assert found(**ids, sortBy="businessKey", sortOrder="desc") == cases[::-1]
    assert found(**ids, variables="n_eq_1") == []  # a text in the query
    body = {"processInstanceIds": cases, "variables": [{"name": "n", "operator": "gteq", "value": 1}]}
    assert {one["id"] for one in hall("POST", "/process-instance", body)} == set(cases[1:])
    assert hall("POST", "/process-instance/count", body) == {"count": 2}
    body = {"processInstanceIds": cases, "orQueries": [{"businessKey": "list0", "businessKeyLike": "%2"}]}
    assert {one["id"] for one in hall("POST", "/process-instance", body)} == {cases[0], cases[2]}
    assert len(found(**ids, activityIdIn="t")) == 3
    assert found(**ids, activityIdIn="u") == []
    assert len(found(**ids, maxResults=2, firstResult=2)) == 1
    assert len(found(**ids, rootProcessInstances="true", leafProcessInstances="true")) == 3
    assert len(found(**ids, processDefinitionKeyIn="bare,fork")) == 3
    assert found(**ids, processDefinitionKeyNotIn="bare") == []
    assert len(found(**ids, tenantIdIn="x")) == 0
    assert len(found(**ids, withoutTenantId="true")) == 3
    hall("GET", "/process-instance", status=400, query_string={"sortBy": "x", "sortOrder": "asc"})


def test_messages(hall: Rest) -> None:
    hall.put(CAUGHT, BEGUN)
    one, two = hall.start("caught", "K1", n=1), hall.start("caught", "K2", n=2)
    wrong = hall("POST", "/message", {"messageName": "M"}, 400)
    assert wrong["type"] == "RestException"
    assert "MismatchingMessageCorrelationException" in wrong["message"]
    hall("POST", "/message", {"messageName": "None"}, 400)
    hall("POST", "/message", {}, 400)
    keys = {"n": {"value": 2, "type": "Integer"}}
    (told,) = hall(
        "POST",
        "/message",
        {
            "messageName": "M",
            "correlationKeys": keys,
            "resultEnabled": True,
            "processVariables": values({"got": "yes"}),
            "variablesInResultEnabled": True,
        },
    )
    assert (told["resultType"], told["execution"]["processInstanceId"], told["processInstance"]) == (
        "Execution",
        two,
        None,
    )
    assert told["variables"]["got"]["value"] == "yes"
    assert hall.names(two) == ["T"]
    hall("POST", "/message", {"messageName": "M", "businessKey": "K2"}, 400)
    hall("POST", "/message", {"messageName": "M", "businessKey": "K1", "processVariablesLocal": values({"l": 1})}, 204)
    assert hall.names(one) == ["T"]
    (told,) = hall(
        "POST",
        "/message",
        {"messageName": "Begin", "businessKey": "New", "resultEnabled": True, "processVariables": values({"v": 1})},
    )
    assert (told["resultType"], told["execution"]) == ("ProcessDefinition", None)
    assert told["processInstance"]["businessKey"] == "New"
    case = told["processInstance"]["id"]
    assert hall("GET", f"/process-instance/{case}/variables/v")["value"] == 1
    three, four = hall.start("caught", "K3"), hall.start("caught", "K3")
    results = hall("POST", "/message", {"messageName": "M", "businessKey": "K3", "all": True, "resultEnabled": True})
    assert {one["execution"]["processInstanceId"] for one in results} == {three, four}
    assert hall("POST", "/message", {"messageName": "M", "all": True, "resultEnabled": True}) == []
    hall("POST", "/message", {"messageName": "M", "variablesInResultEnabled": True}, 400)
    hall("POST", "/process-definition/key/begun/start", {}, 400)  # nothing but a message starts it


def test_an_answer_without_content_has_no_type_of_content(hall: Rest) -> None:
    answer = hall.caller("POST", "/engine-rest/message", {"messageName": "Nobody waits", "all": True})
    assert (answer.status_code, answer.headers.get("Content-Type")) == (204, None)


def test_messages_to_executions(hall: Rest) -> None:
    hall.put(CAUGHT)
    case = hall.start("caught")
    (wait,) = hall("GET", "/event-subscription", query_string={"processInstanceId": case})
    assert (wait["eventType"], wait["eventName"], wait["activityId"]) == ("message", "M", "c")
    (execution,) = hall(
        "GET", "/execution", query_string={"messageEventSubscriptionName": "M", "processInstanceId": case}
    )
    assert execution["id"] == wait["executionId"] != case  # a catching event is a scope
    at = f"/execution/{execution['id']}/messageSubscriptions"
    assert hall("GET", f"{at}/M")["eventName"] == "M"
    hall("GET", f"{at}/N", status=404)
    hall("POST", f"{at}/N/trigger", {}, 400)
    hall("POST", f"{at}/M/trigger", {"variables": values({"x": 1})}, 204)
    assert hall("GET", f"/process-instance/{case}/variables/x")["value"] == 1
    hall("GET", "/execution/12345/messageSubscriptions/M", status=404)


def test_receive_task_by_signal_of_the_execution(hall: Rest) -> None:
    hall.put(bpmn("received", ENDS + each("receiveTask", "r") + each("userTask", "t"), "s>r>t>e"))
    case = hall.start("received")
    assert tree(hall, case) == {"received": ["r"]}
    hall("POST", f"/execution/{case}/signal", {"variables": values({"x": 1})}, 204)
    assert hall.names(case) == ["T"]
    hall("POST", "/execution/12345/signal", {}, 400)


def test_event_based_gateway(hall: Rest) -> None:
    hall.put(WAITS)
    for what, then in (("message", "am"), ("signal", "as"), ("timer", "at")):
        case = hall.start("waits")
        of = {"processInstanceId": case}
        waits = hall("GET", "/event-subscription", query_string=of)
        assert {(one["eventType"], one["activityId"]) for one in waits} == {("message", "m"), ("signal", "g2")}
        (job,) = hall("GET", "/job", query_string=of)
        execution = waits[0]["executionId"]
        if what == "message":
            hall("POST", f"/execution/{execution}/messageSubscriptions/Go/trigger", {}, 204)
        elif what == "signal":
            hall("POST", "/signal", {"name": "Alarm", "executionId": execution}, 204)
        else:
            hall("POST", f"/job/{job['id']}/execute", status=204)
        (task,) = hall.tasks(case)
        assert task["taskDefinitionKey"] == then
        assert hall("GET", "/event-subscription/count", query_string=of)["count"] == 0
        assert hall("GET", "/job/count", query_string=of)["count"] == 0


def test_signals(hall: Rest) -> None:
    hall.put(
        bpmn(
            "bell",
            ENDS + event("intermediateCatchEvent", "c", on_signal("Bell")) + each("userTask", "t"),
            "s>c>t>e",
            signal("Bell"),
        ),
        bpmn(
            "rung",
            event("startEvent", "s", on_signal("Bell")) + each("endEvent", "e") + each("userTask", "t"),
            "s>t>e",
            signal("Bell"),
        ),
    )
    one, two = hall.start("bell"), hall.start("bell")
    (found,) = hall("GET", "/execution", query_string={"signalEventSubscriptionName": "Bell", "processInstanceId": one})
    hall("POST", "/signal", {"name": "Bell", "executionId": found["id"], "variables": values({"x": 1})}, 204)
    assert (hall.names(one), hall.names(two)) == (["T"], [])
    assert hall("GET", f"/process-instance/{one}/variables/x")["value"] == 1
    hall("POST", "/signal", {"name": "Bell"}, 204)
    assert hall.names(two) == ["T"]
    assert len(hall.tasks(processDefinitionKey="rung")) == 1
    hall("POST", "/signal", {"name": "Unheard"}, 204)
    hall("POST", "/signal", {}, 400)
    hall("POST", "/signal", {"name": "Bell", "executionId": one}, 400)


def test_conditions(hall: Rest) -> None:
    hall.put(
        bpmn(
            "asked",
            ENDS
            + each("endEvent", "x", "y")
            + each("userTask", "t", "after", "also")
            + boundary("b", "t", on_condition("${x > 5}"))
            + boundary("n", "t", on_condition("${y == 1}"), False),
            "s>t>e b>after>x n>also>y",
        )
    )
    case = hall.start("asked", x=1, y=0)
    hall("PUT", f"/process-instance/{case}/variables/x", {"value": 3, "type": "Integer"}, 204)
    assert hall.names(case) == ["T"]
    hall("PUT", f"/process-instance/{case}/variables/y", {"value": 1, "type": "Integer"}, 204)
    assert hall.names(case) == ["Also", "T"]
    hall("POST", f"/process-instance/{case}/variables", {"modifications": values({"x": 9})}, 204)
    assert hall.names(case) == ["After", "Also"]
    types = {one["eventType"] for one in hall("GET", "/event-subscription", query_string={"processInstanceId": case})}
    assert types == set()


def test_conditional_start(hall: Rest) -> None:
    hall.put(
        bpmn(
            "once",
            event("startEvent", "s", on_condition("${temperature > 30}"))
            + each("endEvent", "e")
            + each("userTask", "t"),
            "s>t>e",
        )
    )
    told = hall("POST", "/condition", {"variables": values({"temperature": 35}), "businessKey": "hot"})
    assert [(one["businessKey"], one["definitionKey"]) for one in told] == [("hot", "once")]
    assert hall("POST", "/condition", {"variables": values({"temperature": 5})}) == []
    hall("POST", "/condition", {}, 400)


def test_message_boundary_events(hall: Rest) -> None:
    hall.put(
        BORDER,
        bpmn(
            "beside",
            ENDS
            + each("endEvent", "x")
            + each("userTask", "t", "more")
            + boundary("b", "t", on_message("Note"), False),
            "s>t>e b>more>x",
            message("Note"),
        ),
    )
    case = hall.start("border")
    assert hall("GET", "/event-subscription/count", query_string={"processInstanceId": case})["count"] == 1
    hall("POST", "/message", {"messageName": "Stop", "processInstanceId": case}, 204)
    assert hall.names(case) == ["After"]
    hall("POST", "/message", {"messageName": "Stop", "processInstanceId": case}, 400)
    case = hall.start("beside")
    for count in (1, 2):
        hall("POST", "/message", {"messageName": "Note", "processInstanceId": case}, 204)
        assert len(hall.tasks(case, taskDefinitionKey="more")) == count
    hall.complete(case, "t")
    assert hall("GET", "/event-subscription/count", query_string={"processInstanceId": case})["count"] == 0
    assert len(hall.tasks(case)) == 2
    assert hall.runs(case)


def test_called_processes(hall: Rest) -> None:
    call = '<callActivity id="c" name="C" calledElement="called"><extensionElements><camunda:in variables="all"/>'
    call += '<camunda:in businessKey="#{execution.processBusinessKey}"/>'
    call += '<camunda:out source="r" target="res"/></extensionElements></callActivity>'
    hall.put(
        bpmn("called", ENDS + each("userTask", "u"), "s>u>e"),
        bpmn("caller", ENDS + call + each("userTask", "t"), "s>c>t>e"),
    )
    case = hall.start("caller", "BK", a=1)
    assert tree(hall, case) == {"caller": ["c"]}
    (inner,) = hall("GET", "/process-instance", query_string={"superProcessInstance": case})
    assert inner["businessKey"] == "BK"
    assert [
        one["id"] for one in hall("GET", "/process-instance", query_string={"subProcessInstance": inner["id"]})
    ] == [case]
    assert hall("GET", f"/process-instance/{inner['id']}/variables/a")["value"] == 1
    (step,) = hall("GET", "/history/activity-instance", query_string={"processInstanceId": case, "activityId": "c"})
    assert (step["calledProcessInstanceId"], step["activityType"]) == (inner["id"], "callActivity")
    told = hall("GET", f"/history/process-instance/{inner['id']}")
    assert (told["superProcessInstanceId"], told["rootProcessInstanceId"]) == (case, case)
    hall.complete(inner["id"], "u", r="done")
    assert hall("GET", f"/process-instance/{case}/variables/res")["value"] == "done"
    assert hall("GET", f"/history/process-instance/{inner['id']}")["state"] == "COMPLETED"
    case = hall.start("caller")
    (inner,) = hall("GET", "/process-instance", query_string={"superProcessInstance": case})
    hall("DELETE", f"/process-instance/{case}", status=204)
    assert hall("GET", f"/history/process-instance/{inner['id']}")["state"] == "EXTERNALLY_TERMINATED"
    case = hall.start("caller")
    (inner,) = hall("GET", "/process-instance", query_string={"superProcessInstance": case})
    hall("PUT", f"/process-instance/{inner['id']}/suspended", {"suspended": True}, 204)
    assert hall("GET", f"/process-instance/{inner['id']}")["suspended"] is True


def test_ends_from_inside(hall: Rest) -> None:
    terminate = event("endEvent", "x", "<terminateEventDefinition/>")
    hall.put(
        bpmn("stopped", ENDS + terminate + each("userTask", "a", "b") + each("parallelGateway", "f"), "s>f>a>e f>b>x")
    )
    case = hall.start("stopped")
    hall.complete(case, "b")
    assert not hall.runs(case)
    told = hall("GET", f"/history/process-instance/{case}")
    assert (told["state"], told["endActivityId"]) == ("COMPLETED", "x")
    (step,) = hall("GET", "/history/activity-instance", query_string={"processInstanceId": case, "activityId": "a"})
    assert step["canceled"] is True


def test_event_subprocess(hall: Rest) -> None:
    inside = (
        event("startEvent", "es", on_message("Inner"), 'isInterrupting="true"')
        + each("endEvent", "ee")
        + each("userTask", "et")
    )
    hall.put(
        bpmn(
            "guarded",
            ENDS + each("userTask", "t") + sub("ev", inside, "es>et>ee", 'triggeredByEvent="true"'),
            "s>t>e",
            message("Inner"),
        )
    )
    case = hall.start("guarded")
    assert tree(hall, case) == {"guarded": ["t"]}
    (wait,) = hall("GET", "/event-subscription", query_string={"processInstanceId": case})
    assert wait["activityId"] == "es"
    hall("POST", "/message", {"messageName": "Inner", "processInstanceId": case}, 204)
    assert tree(hall, case) == {"guarded": [{"ev": ["et"]}]}
    hall.complete(case, "et")
    assert not hall.runs(case)
