"""Elements of the diagram: sequences of calls, with the activities that Camunda 7 then has active."""

from __future__ import annotations

from tests.web.api.camunda7.conftest import Rest
from tests.web.api.camunda7.drawing import boundary, bpmn, each, error, event, on_error, on_time, sub
from tests.web.api.camunda7.test_sequences_runtime import tree

ENDS = each("startEvent", "s") + each("endEvent", "e")
INSIDE = each("startEvent", "is") + each("userTask", "a")


def test_an_error_leaves_a_subprocess(hall: Rest) -> None:
    inside = INSIDE + event("endEvent", "ie", on_error("E"))
    hall.put(
        bpmn(
            "failing",
            ENDS
            + each("endEvent", "x")
            + sub("sub", inside, "is>a>ie")
            + each("userTask", "fix")
            + boundary("b", "sub", on_error("E")),
            "s>sub>e b>fix>x",
            error("E"),
        )
    )
    case = hall.start("failing")
    assert tree(hall, case) == {"failing": [{"sub": ["a"]}]}
    hall.complete(case, "a")
    assert tree(hall, case) == {"failing": ["fix"]}
    steps = hall("GET", "/history/activity-instance", query_string={"processInstanceId": case})
    kinds = {one["activityId"]: (one["activityType"], one["canceled"]) for one in steps}
    assert kinds["ie"] == ("errorEndEvent", False)
    assert kinds["b"] == ("boundaryError", False)
    assert kinds["sub"] == ("subProcess", True)


def test_an_error_crosses_a_call_activity(hall: Rest) -> None:
    hall.put(
        bpmn("inner", INSIDE + event("endEvent", "ie", on_error("E")), "is>a>ie", error("E")),
        bpmn(
            "outer",
            ENDS
            + each("endEvent", "x")
            + '<callActivity id="c" calledElement="inner"/>'
            + each("userTask", "fix")
            + boundary("b", "c", on_error("E")),
            "s>c>e b>fix>x",
            error("E"),
        ),
    )
    case = hall.start("outer")
    (inner,) = hall("GET", "/process-instance", query_string={"superProcessInstance": case})
    hall.complete(inner["id"], "a")
    assert tree(hall, case) == {"outer": ["fix"]}
    assert hall("GET", f"/history/process-instance/{inner['id']}")["endTime"]


def test_a_timer_beside_a_task(hall: Rest) -> None:
    hall.put(
        bpmn(
            "beside",
            ENDS + each("endEvent", "x") + each("userTask", "t", "more") + boundary("b", "t", on_time("PT1H"), False),
            "s>t>e b>more>x",
        )
    )
    case = hall.start("beside")
    (job,) = hall("GET", "/job", query_string={"processInstanceId": case})
    hall("POST", f"/job/{job['id']}/execute", status=204)
    assert tree(hall, case) == {"beside": ["more", "t"]}
    assert hall("GET", "/job/count", query_string={"processInstanceId": case}) == {"count": 0}
    hall.complete(case, "t")
    hall.complete(case, "more")
    assert not hall.runs(case)


def test_several_times_until_a_condition_holds(hall: Rest) -> None:
    until = "<completionCondition>${nrOfCompletedInstances == 2}</completionCondition>"
    loop = f"<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality>{until}"
    hall.put(
        bpmn(
            "until",
            ENDS + f'<userTask id="t">{loop}</multiInstanceLoopCharacteristics></userTask>' + each("userTask", "after"),
            "s>t>after>e",
        )
    )
    case = hall.start("until")
    for left in (3, 2):
        assert tree(hall, case) == {"until": [{"t#multiInstanceBody": ["t"] * left}]}
        hall("POST", f"/task/{hall.tasks(case)[0]['id']}/complete", {}, 204)
    assert tree(hall, case) == {"until": ["after"]}
    steps = hall("GET", "/history/activity-instance", query_string={"processInstanceId": case, "activityId": "t"})
    assert sorted(one["canceled"] for one in steps) == [False, False, True]


def test_a_transaction_is_cancelled(hall: Rest) -> None:
    inside = INSIDE + each("userTask", "undo", attributes='isForCompensation="true"')
    inside += event("endEvent", "ie", "<cancelEventDefinition/>")
    inside += event("boundaryEvent", "cb", "<compensateEventDefinition/>", 'attachedToRef="a"')
    inside += '<association id="as" sourceRef="cb" targetRef="undo" associationDirection="One"/>'
    transaction = sub("tx", inside, "is>a>ie").replace("subProcess", "transaction")
    hall.put(
        bpmn(
            "trans",
            ENDS
            + each("endEvent", "x")
            + transaction
            + each("userTask", "after")
            + event("boundaryEvent", "b", "<cancelEventDefinition/>", 'attachedToRef="tx"'),
            "s>tx>e b>after>x",
        )
    )
    case = hall.start("trans")
    hall.complete(case, "a")
    assert [task["taskDefinitionKey"] for task in hall.tasks(case)] == ["undo"]
    hall.complete(case, "undo")
    assert tree(hall, case) == {"trans": ["after"]}


def test_a_loop_and_a_choice(hall: Rest) -> None:
    gate = '<exclusiveGateway id="g" default="g_e"/>'
    hall.put(bpmn("round", ENDS + each("userTask", "t") + gate, "s>t>g>e g>t|${again}"))
    case = hall.start("round")
    hall.complete(case, "t", again=True)
    hall.complete(case, "t", again=True)
    steps = hall("GET", "/history/activity-instance", query_string={"processInstanceId": case, "activityId": "t"})
    assert len(steps) == 3
    hall.complete(case, "t", again=False)
    assert not hall.runs(case)
