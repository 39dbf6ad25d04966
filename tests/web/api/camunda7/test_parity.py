"""The behaviours of Camunda 7's own engine tests, by HTTP: the same calls, the same outcomes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.web.api.camunda7.conftest import CORPUS, Rest

People = Callable[..., None]


def test_exclusive_gateway_with_a_default_flow(rest: Rest, corpus: Path) -> None:
    rest.deploy(corpus / "gateway/ExclusiveGatewayTest.testDefaultSequenceFlow.bpmn20.xml")
    assert rest.names(rest.start("exclusiveGwDefaultSequenceFlow", input=1)) == ["Input is one"]
    assert rest.names(rest.start("exclusiveGwDefaultSequenceFlow", input=5)) == ["Default input"]


@pytest.mark.parametrize(("given", "expected"), [(1, "123"), (2, "23"), (3, "3")])
def test_inclusive_gateway(rest: Rest, corpus: Path, given: int, expected: str) -> None:
    rest.deploy(corpus / "gateway/InclusiveGatewayTest.testDivergingInclusiveGateway.bpmn20.xml")
    found = rest.names(rest.start("inclusiveGwDiverging", input=given))
    assert found == [f"Task {number}" for number in expected]


def test_nested_fork_and_join(rest: Rest, corpus: Path) -> None:
    rest.deploy(corpus / "gateway/ParallelGatewayTest.testNestedForkJoin.bpmn20.xml")
    case = rest.start("nestedForkJoin")
    for done, expected in (
        ("Task 0", ["Task A", "Task B"]), ("Task A", ["Task B"]), ("Task B", ["Task B1", "Task B2"]),
        ("Task B1", ["Task B2"]), ("Task B2", ["Task C"]),
    ):  # fmt: skip
        rest.complete(case, done)
        assert rest.names(case) == expected


def test_event_based_gateway_the_message_wins(rest: Rest, corpus: Path) -> None:
    rest.deploy(corpus / "gateway/EventBasedGatewayTest.testCatchSignalAndMessageAndTimer.bpmn20.xml")
    case = rest.start("catchSignal")
    of = {"processInstanceId": case}
    assert {each["eventType"] for each in rest("GET", "/event-subscription", query_string=of)} == {"signal", "message"}
    assert rest("GET", "/job/count", query_string={**of, "timers": "true"}) == {"count": 1}
    (execution,) = rest("GET", "/execution", query_string={**of, "messageEventSubscriptionName": "newInvoice"})
    rest("POST", f"/execution/{execution['id']}/messageSubscriptions/newInvoice/trigger", {"variables": {}}, 204)
    assert rest("GET", "/event-subscription/count", query_string=of) == {"count": 0}
    assert rest("GET", "/job/count", query_string=of) == {"count": 0}
    (task,) = rest.tasks(case)
    rest.complete(case, task["name"])
    assert not rest.runs(case)


def test_a_timer_with_a_cycle(rest: Rest, corpus: Path) -> None:
    file = "event/timer/BoundaryTimerNonInterruptingEventTest.testTimerWithCycle.bpmn20.xml"
    rest.deploy(corpus / file)
    case = rest.start("nonInterruptingCycle")
    for count in (1, 2):
        (job,) = rest("GET", "/job", query_string={"processInstanceId": case})
        rest("POST", f"/job/{job['id']}/execute", status=204)
        assert len(rest.tasks(case, taskDefinitionKey="timerFiredTask")) == count
    rest.complete(case, "task")
    assert rest("GET", "/job", query_string={"processInstanceId": case}) == []
    assert len(rest.tasks(case, taskDefinitionKey="timerFiredTask")) == 2


def test_multi_instance_over_a_collection(rest: Rest, corpus: Path) -> None:
    rest.deploy(corpus / "multiinstance/MultiInstanceTest.testParallelUserTasksBasedOnCollection.bpmn20.xml")
    people = ["kermit", "gonzo", "mispiggy", "fozzie", "bubba"]
    case = rest.start("miParallelUserTasksBasedOnCollection", assigneeList=people)
    assert sorted(task["assignee"] for task in rest.tasks(case)) == sorted(people)
    for task in rest.tasks(case)[:3]:
        assert rest.runs(case)
        rest("POST", f"/task/{task['id']}/complete", {}, 204)
    assert rest.tasks(case) == []
    assert not rest.runs(case)


def test_error_end_event_loops_back(rest_of: Callable[[str], Rest], rest: Rest, corpus: Path, people: People) -> None:
    people(kermit="management", gonzo="accountancy,management")
    kermit = rest_of("kermit")
    rest.deploy(corpus / "event/error/reviewSalesLead.bpmn20.xml")
    case = kermit.start("reviewSaledLead", details="very interesting", customerName="Alfresco")
    (task,) = rest.tasks(case)
    assert (task["name"], task["assignee"]) == ("Provide new sales lead", "kermit")
    kermit.complete(case, "Provide new sales lead")
    assert (
        len(rest.tasks(case, candidateGroup="accountancy")) == len(rest.tasks(case, candidateGroup="management")) == 1
    )
    rest.complete(case, "Review profitability", notEnoughInformation=True)
    assert rest.names(case) == ["Provide additional details"]
    rest.complete(case, "Provide additional details", details="more")
    assert rest.names(case) == ["Review customer rating", "Review profitability"]
    rest.complete(case, "Review customer rating")
    rest.complete(case, "Review profitability", notEnoughInformation=False)
    assert not rest.runs(case)


def test_an_interrupting_message_boundary_event(rest: Rest, corpus: Path) -> None:
    rest.deploy(corpus / "event/message/MessageBoundaryEventTest.testSingleBoundaryMessageEvent.bpmn20.xml")
    first = rest.start("process")
    (found,) = rest(
        "POST", "/message", {"messageName": "messageName", "processInstanceId": first, "resultEnabled": True}
    )
    assert (found["resultType"], found["execution"]["processInstanceId"]) == ("Execution", first)
    (task,) = rest.tasks(first)
    assert task["taskDefinitionKey"] == "taskAfterMessage"
    rest.complete(first, "taskAfterMessage")
    assert not rest.runs(first)
    second = rest.start("process")
    rest.complete(second, "task")
    assert rest("GET", "/event-subscription", query_string={"processInstanceId": second}) == []
    refused = rest("POST", "/message", {"messageName": "messageName"}, status=400)
    assert refused["type"] in ("RestException", "MismatchingMessageCorrelationException")
    rest.complete(second, "taskAfterTask")
    assert not rest.runs(second)


def test_a_call_activity(rest: Rest, corpus: Path) -> None:
    rest.deploy(*(corpus / "callactivity" / f"{name}Process.bpmn20.xml" for name in ("order", "checkCredit")))
    case = rest.start("orderProcess")
    (task,) = rest.tasks(name="Verify credit history")
    (called,) = rest("GET", "/process-instance", query_string={"superProcessInstance": case})
    assert task["processInstanceId"] == called["id"]
    rest.complete(called["id"], "Verify credit history", creditApproved=True)
    assert rest.names(case) == ["Prepare and Ship"]
    assert not rest.runs(called["id"])
    told = rest("GET", f"/history/process-instance/{called['id']}")
    assert (told["superProcessInstanceId"], told["state"]) == (case, "COMPLETED")


def test_candidate_groups_and_claiming(
    rest_of: Callable[[str], Rest], rest: Rest, corpus: Path, people: People
) -> None:
    people(kermit="management", gonzo="accountancy,management", fozzie="sales")
    rest.deploy(corpus / "usertask/TaskCandidateTest.testMultipleCandidateGroups.bpmn20.xml")
    case = rest.start("multipleCandidatesGroup")
    (task,) = rest.tasks(case)

    def offered(**query: str) -> int:
        return len(rest.tasks(**query))

    for group in ("management", "accountancy"):
        assert offered(candidateGroup=group) == 1
    assert offered(candidateGroup="sales") == 0
    assert offered(candidateGroups="sales,management") == 1
    links = rest("GET", f"/task/{task['id']}/identity-links")
    assert {link["groupId"] for link in links} == {"management", "accountancy"}
    rest("POST", f"/task/{task['id']}/claim", {"userId": "gonzo"}, 204)
    assert offered(candidateGroup="management") == 0
    assert offered(assignee="gonzo") == 1
    refused = rest("POST", f"/task/{task['id']}/claim", {"userId": "kermit"}, 400)
    assert "already claimed" in refused["message"]
    rest("POST", f"/task/{task['id']}/complete", {}, 204)
    assert not rest.runs(case)


def test_the_invoice(rest: Rest, corpus: Path, people: People) -> None:
    folder = CORPUS / "examples/invoice/src/main/resources"
    people(mary="accounting", demo="management")
    rest.deploy(*(folder / name for name in ("invoice.v2.bpmn", "reviewInvoice.bpmn", "invoiceBusinessDecisions.dmn")))
    given: dict[str, Any] = {
        "creditor": "Great Pizza", "amount": 300.0, "invoiceCategory": "Travel Expenses",
        "invoiceNumber": "GPFE-23232323",
    }  # fmt: skip
    case = rest.start("invoice", **given)
    (task,) = rest.tasks(case)
    links = rest("GET", f"/task/{task['id']}/identity-links")
    assert {link["groupId"] for link in links} == {"accounting", "sales"}
    rest("POST", f"/task/{task['id']}/claim", {"userId": "mary"}, 204)
    assert rest("GET", f"/task/{task['id']}/variables")["approver"]["value"] == "mary"
    rest.complete(case, "approveInvoice", approved=True)
    rest.complete(case, "prepareBankTransfer")
    for job in rest("GET", "/job", query_string={"processInstanceId": case}):
        rest("POST", f"/job/{job['id']}/execute", status=204)
    topic = "org.camunda.bpm.example.invoice.service.ArchiveInvoiceService"
    wanted = {"workerId": "w", "maxTasks": 1, "topics": [{"topicName": topic, "lockDuration": 1000}]}
    (work,) = rest("POST", "/external-task/fetchAndLock", wanted)
    rest("POST", f"/external-task/{work['id']}/complete", {"workerId": "w"}, 204)
    told = rest("GET", f"/history/process-instance/{case}")
    assert (told["state"], told["endActivityId"]) == ("COMPLETED", "invoiceProcessed")


def test_the_invoice_is_not_approved(rest: Rest, corpus: Path, people: People) -> None:
    folder = CORPUS / "examples/invoice/src/main/resources"
    people(peter="sales", demo="management")
    rest.deploy(*(folder / name for name in ("invoice.v2.bpmn", "reviewInvoice.bpmn", "invoiceBusinessDecisions.dmn")))
    case = rest.start("invoice", creditor="P", amount=300.0, invoiceCategory="Travel Expenses", invoiceNumber="1")
    rest.complete(case, "approveInvoice", approved=False)
    (called,) = rest("GET", "/process-instance", query_string={"superProcessInstance": case})
    rest.complete(called["id"], "assignReviewer", reviewer="peter")
    rest.complete(called["id"], "reviewInvoice", clarified=False)
    assert not rest.runs(case)
    done = rest("GET", "/history/activity-instance", query_string={"processInstanceId": case, "finished": "true"})
    assert {"approveInvoice", "reviewInvoice", "invoiceNotProcessed"} <= {each["activityId"] for each in done}
