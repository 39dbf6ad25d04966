"""Camunda 8's task listeners: a change of a task waits until workers have agreed; they may deny it and correct it."""

from __future__ import annotations

from typing import Any

import pytest

from bpmn.diagram import Assignment, Element, Expression, JobSpec, Listener
from bpmn.sentence import say
from engine.flow import NotWaiting
from tests.engine.flow.kit import (
    Player,
    boundary,
    diagram,
    end,
    message,
    repeated,
    scope,
    start,
    toy,
    user,
)

HEADER = "io.camunda.zeebe:"


def listens(on: str, *types: str) -> tuple[Listener, ...]:
    return tuple(Listener(on, job=JobSpec(Expression("literal", one), headers=(("own", "x"),))) for one in types)


@pytest.fixture(params=[False, True], ids=["live", "restored"])
def play(request: pytest.FixtureRequest) -> Any:
    def begin(task: Element, *beside: Element, **variables: Any) -> Player:
        flows = "; ".join(f"{one.id} > {one.id}_x" for one in beside)
        extra = [user(f"{one.id}_x") for one in beside]
        drawn = diagram(scope(f"s > t > e; {flows}", start(), task, end(), *beside, *extra), "camunda8")
        return Player(drawn, restart=request.param, **variables).start()

    return begin


def task(*listeners: Listener, **assignment: str) -> Element:
    plan = Assignment(**{name: Expression("literal", text) for name, text in assignment.items()})
    return user("t", listeners=listeners, assignment=plan)


def change(player: Player, phase: str, **wanted: Any) -> Player:
    player.case.change_task(player.token("t", "user"), phase, wanted, {"action": phase, "by": "ana", "task": 7})
    return player.settle()


def answer(player: Player, **result: Any) -> Player:
    (job,) = [row.token for row in player.rows.values() if row.kind == "job"]
    player.case.complete(job, result=result)
    return player.settle()


def jobs(player: Player) -> list[str | None]:
    return [row.name for row in player.rows.values() if row.kind == "job"]


def of_task(player: Player, name: str) -> Any:
    return player.rows[player.token("t", "user")].detail.get(name)


def test_an_assignment_waits_for_one_worker_after_the_other(play: Any) -> None:
    player = change(play(task(*listens("assigning", "first", "second"))), "assigning", assignee="ana")
    assert (jobs(player), of_task(player, "assignee"), of_task(player, "change")) == (["first"], None, "assigning")
    answer(player)
    assert (jobs(player), of_task(player, "assignee")) == (["second"], None)
    answer(player)
    assert (jobs(player), of_task(player, "assignee"), of_task(player, "change")) == ([], "ana", None)


def test_a_denied_assignment_leaves_the_task_as_it_was(play: Any) -> None:
    player = change(play(task(*listens("assigning", "first", "second"))), "assigning", assignee="ana")
    answer(player, corrections={"priority": 80})
    answer(player, denied="not ana")
    assert (jobs(player), of_task(player, "assignee"), of_task(player, "priority")) == ([], None, 50)
    assert player.case.task_change(player.token("t", "user")) == {"phase": "assigning", "reason": "not ana"}
    change(player, "assigning", assignee="budi")
    assert jobs(player) == ["first"]  # as if nothing had been


def test_what_workers_correct_holds_with_the_change(play: Any) -> None:
    player = change(play(task(*listens("assigning", "first", "second"))), "assigning", assignee="ana")
    answer(player, corrections={"assignee": "budi", "priority": 80, "candidate_groups": ["heads"]})
    (job,) = [row for row in player.rows.values() if row.kind == "job"]
    assert job.detail["headers"][f"{HEADER}assignee"] == "budi"
    assert job.detail["headers"][f"{HEADER}changedAttributes"] == '["assignee", "priority", "candidateGroups"]'
    answer(player, corrections={"priority": 50})
    assert [of_task(player, name) for name in ("assignee", "priority", "candidate_groups")] == ["budi", 50, ["heads"]]


def test_the_job_tells_of_the_task(play: Any) -> None:
    player = change(play(task(*listens("assigning", "first"), candidate_groups="clerks")), "assigning", assignee="ana")
    (job,) = [row for row in player.rows.values() if row.kind == "job"]
    assert job.detail["headers"] == {
        "own": "x", f"{HEADER}action": "assigning", f"{HEADER}assignee": "ana", f"{HEADER}priority": "50",
        f"{HEADER}candidateGroups": '["clerks"]', f"{HEADER}changedAttributes": '["assignee"]',
        f"{HEADER}userTaskKey": "7",
    }  # fmt: skip


def test_while_one_change_waits_there_is_no_other(play: Any) -> None:
    player = change(play(task(*listens("assigning", "first"))), "assigning", assignee="ana")
    with pytest.raises(NotWaiting, match="being changed already"):
        change(player, "updating", priority=1)
    with pytest.raises(NotWaiting, match="being changed already"):
        change(player, "assigning", assignee="budi")


def test_what_the_diagram_assigns_is_asked_about_after_the_task_is_created(play: Any) -> None:
    player = play(task(*listens("creating", "new"), *listens("assigning", "first"), assignee="ana"))
    assert (player.at("user"), jobs(player)) == ([], ["new"])
    answer(player)
    assert (jobs(player), of_task(player, "assignee")) == (["first"], None)
    answer(player, denied="on leave")
    assert (player.at("user"), of_task(player, "assignee")) == (["t"], None)


def test_whom_a_worker_gives_a_new_task_has_it_without_being_asked_about(play: Any) -> None:
    player = play(task(*listens("creating", "new"), *listens("assigning", "first")))
    answer(player, corrections={"assignee": "budi", "due_at": "2026-02-01T00:00:00+00:00"})
    assert jobs(player) == []
    assert (of_task(player, "assignee"), of_task(player, "due_at")) == ("budi", "2026-02-01T00:00:00+00:00")


def test_an_update_waits_too_and_one_that_nobody_listens_to_holds_at_once(play: Any) -> None:
    player = change(play(task(*listens("updating", "first"))), "updating", priority=90)
    assert (jobs(player), of_task(player, "priority")) == (["first"], 50)
    answer(player)
    assert of_task(player, "priority") == 90
    change(player, "assigning", assignee="ana")
    assert (jobs(player), of_task(player, "assignee")) == ([], "ana")


def test_completion_waits_and_may_be_denied(play: Any) -> None:
    player = play(task(*listens("completing", "verify")))
    player.complete("t", verdict="good")
    assert (jobs(player), of_task(player, "change"), player.variables[1]) == (["verify"], "completing", {})
    (job,) = [row.token for row in player.rows.values() if row.kind == "job"]
    token = player.case.index[job]
    assert token.node.sight(token)["verdict"] == "good"
    answer(player, denied="no signature")
    assert (player.at(), player.variables[1]) == (["t"], {})
    player.complete(player.token("t", "user"), verdict="better")
    answer(player)
    assert (player.state, player.variables[1]) == ("completed", {"verdict": "better"})


def test_what_interrupts_ends_the_change_with_the_task(play: Any) -> None:
    gone = boundary("gone", "t", message("stop", "1"))
    player = change(play(task(*listens("assigning", "first")), gone), "assigning", assignee="ana")
    player.trigger("gone")
    assert player.at() == ["gone_x"]


def test_a_listener_s_job_fails_and_is_tried_again(play: Any) -> None:
    player = change(play(task(*listens("assigning", "first"))), "assigning", assignee="ana")
    (job,) = [row.token for row in player.rows.values() if row.kind == "job"]
    with pytest.raises(NotWaiting, match="cannot throw an error"):
        player.case.throw_error(job, "NO")
    player.case.stick(job, "JOB_NO_RETRIES", say("No retries are left."))
    player.settle()
    assert (jobs(player), player.at("user"), len(player.stuck)) == ([], ["t"], 1)
    player.case.retry(job)
    answer(player.settle())
    assert of_task(player, "assignee") == "ana"


def test_a_job_without_a_type_refuses_the_change_and_is_an_incident_of_what_the_diagram_assigns(play: Any) -> None:
    broken = Listener("assigning", job=JobSpec(toy("['x'][zero]")))
    player = play(task(broken), zero=5)
    with pytest.raises(NotWaiting):
        change(player, "assigning", assignee="ana")
    assert of_task(player, "change") is None
    player = play(task(broken, assignee="ana"), zero=5)
    assert (len(player.stuck), player.at()) == (1, [])
    player.set(zero=0)
    player.retry("t")
    assert (player.stuck, jobs(player), of_task(player, "assignee")) == ({}, ["x"], None)


def test_a_second_listener_without_a_type_is_an_incident_and_the_first_is_asked_again(play: Any) -> None:
    broken = Listener("assigning", job=JobSpec(toy("['x'][zero]")))
    player = change(play(task(*listens("assigning", "first"), broken), zero=5), "assigning", assignee="ana")
    answer(player)
    assert (jobs(player), len(player.stuck)) == ([], 1)
    player.set(zero=0)
    player.retry("t")
    answer(player)
    assert jobs(player) == ["x"]
    answer(player)
    assert of_task(player, "assignee") == "ana"


def test_each_item_is_changed_for_itself(play: Any) -> None:
    player = play(repeated(task(*listens("completing", "verify")), cardinality=toy("2")))
    first, second = [row.token for row in player.rows.values() if row.kind == "user"]
    player.complete(first)
    player.complete(second)
    assert jobs(player) == ["verify", "verify"]
    for job in [row.token for row in player.rows.values() if row.kind == "job"]:
        player.case.complete(job)
        player.settle()
    assert player.state == "completed"
