"""User tasks: who, until when, which form; jobs; what passes through."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bpmn.diagram import Assignment, Expression, FormLink, JobSpec
from bpmn.sentence import say
from engine.flow import NotWaiting
from tests.engine.flow.kit import diagram, element, end, literal, message, scope, start, toy, user


def one(dialect: Any = "camunda8", **parts: Any) -> Any:
    return diagram(scope("s > t > e", start(), user("t", **parts), end()), dialect)


def test_assignment_is_worked_out_on_arrival(play: Any) -> None:
    plan = Assignment(
        assignee=toy("boss"), candidate_users=toy("users"), candidate_groups=literal("petugas-loket, lurah"),
        due_date=literal("2026-02-01T09:00:00+07:00"), priority=toy("p"),
    )  # fmt: skip
    form = FormLink("id", literal("cuti"), "deployment")
    case = play(one(name="Periksa", assignment=plan, form=form), boss="ana", users=["bob", "cici"], p=70)
    assert dict(case.row("t").detail) == {
        "name": "Periksa", "assignee": "ana", "candidate_users": ["bob", "cici"],
        "candidate_groups": ["petugas-loket", "lurah"], "due_at": "2026-02-01T02:00:00+00:00", "follow_up_at": None,
        "priority": 70,
        "form": {"kind": "id", "reference": "cuti", "binding": "deployment", "version": None, "version_tag": None},
    }  # fmt: skip
    case.set(boss="dita")
    assert case.row("t").detail["assignee"] == "ana"


def test_nobody_and_no_date(play: Any) -> None:
    plan = Assignment(assignee=toy("nobody"), candidate_groups=toy("nothing"), due_date=toy("never"))
    detail = play(one(assignment=plan)).row("t").detail
    assert (detail["assignee"], detail["candidate_groups"], detail["due_at"]) == (None, [], None)
    assert detail["priority"] == 50


@pytest.mark.parametrize(
    ("plan", "good"),
    [
        (Assignment(assignee=toy("x")), "ana"),
        (Assignment(candidate_groups=toy("x")), ["a"]),
        (Assignment(due_date=toy("x")), "2026-02-01T09:00:00Z"),
        (Assignment(priority=toy("x")), 1),
    ],
)
def test_a_wrong_value_is_an_incident_until_it_is_right(play: Any, plan: Assignment, good: Any) -> None:
    case = play(one(assignment=plan), x={"no": "good"})
    assert case.incident() == ("t", "EXTRACT_VALUE_ERROR")
    assert case.at() == []
    case.set(x=good).retry("t")
    assert case.at() == ["t"]


def test_due_date_as_a_duration(play: Any) -> None:
    case = play(one("camunda7", assignment=Assignment(due_date=literal("P1D"))))
    assert case.row("t").detail["due_at"] == datetime(2026, 1, 6, 1, 0, tzinfo=UTC).isoformat()


def test_a_name_with_an_expression_is_worked_out_in_camunda_7_only(play: Any) -> None:
    case = play(one("camunda8", name="Cek ${x}"))
    assert case.row("t").detail["name"] == "Cek ${x}"
    case = play(one("camunda7", name="Cek ${x}"))
    assert case.incident()[0] == "t", "the toy host does not know JUEL: it was asked"


def test_tasks_without_type_pass_through(play: Any) -> None:
    drawn = diagram(
        scope("s > a > b > c > e", start(), element("task", "a"), element("manualTask", "b"),
              element("intermediateThrowEvent", "c"), end())
    )  # fmt: skip
    case = play(drawn)
    assert case.passed() == ["s", "a", "b", "c", "e"]
    assert case.ended_at == "e"


def test_no_end_event_is_an_end_too(play: Any) -> None:
    assert play(diagram(scope("s > t", start(), user("t")))).complete("t").ended_at == "t"


def test_a_done_task_cannot_be_done_again(play: Any) -> None:
    case = play(one())
    token = case.token("t")
    case.complete("t")
    with pytest.raises(NotWaiting):
        case.case.complete(token)
    with pytest.raises(NotWaiting):
        case.case.cancel()


def test_a_task_is_not_a_message(play: Any) -> None:
    case = play(one())
    with pytest.raises(NotWaiting):
        case.case.trigger(case.token("t"))
    with pytest.raises(NotWaiting):
        case.case.retry(case.token("t"))
    with pytest.raises(NotWaiting):
        case.case.complete(99)


def test_a_job_without_retries_is_stuck_until_retried(play: Any) -> None:
    job = JobSpec(toy("kind"), retries=toy("n"))
    case = play(diagram(scope("s > t > e", start(), element("serviceTask", "t", job=job), end())), kind="ship", n="2")
    assert case.row("t").detail["retries"] == 2
    case.case.stick(case.token("t"), "JOB_NO_RETRIES", say("It failed: {why}", why=say("no stock")))
    case.settle()
    assert case.incident() == ("t", "JOB_NO_RETRIES")
    assert str(case.case.incidents()[0].sentence) == "It failed: no stock"
    assert case.at() == []
    case.retry("t")
    assert case.at() == ["t"]
    case.complete("t")
    assert case.ended_at == "e"


def test_a_job_type_that_is_no_text_is_an_incident(play: Any) -> None:
    job = JobSpec(toy("kind"))
    case = play(diagram(scope("s > t > e", start(), element("serviceTask", "t", job=job), end())))
    assert case.incident() == ("t", "EXTRACT_VALUE_ERROR")


def test_send_by_worker_or_to_the_outside(play: Any) -> None:
    job = JobSpec(literal("mail"))
    drawn = diagram(
        scope("s > a > b > e", start(), element("sendTask", "a", job=job),
              element("intermediateThrowEvent", "b", events=(message("paid", "key"),)),
              end(events=(message("done"),), job=JobSpec(literal("bye"))))
    )  # fmt: skip
    case = play(drawn, key=5)
    assert case.row("a").name == "mail"
    case.complete("a")
    assert case.published == [{"kind": "message", "name": "paid", "key": "5", "variables": {}}]
    assert case.row("e").name == "bye"
    case.complete("e")
    assert case.ended_at == "e"


def test_receive_task(play: Any) -> None:
    drawn = diagram(scope("s > r > e", start(), element("receiveTask", "r", events=(message("m", "k"),)), end()))
    case = play(drawn, k=2.0)
    assert (case.row("r").kind, case.row("r").name, case.row("r").key) == ("message", "m", "2")
    case.trigger("r", x=1)
    assert case.variables[1]["x"] == 1
    assert case.ended_at == "e"


def test_an_unknown_language_is_an_incident(play: Any) -> None:
    case = play(one(assignment=Assignment(assignee=Expression("groovy", "x"))))
    assert case.incident() == ("t", "EXTRACT_VALUE_ERROR")


def test_cancel_ends_everything(play: Any) -> None:
    case = play(one()).cancel()
    assert case.state == "terminated"
    assert [fact.kind for fact in case.facts][-2:] == ["element_terminated", "instance_terminated"]
