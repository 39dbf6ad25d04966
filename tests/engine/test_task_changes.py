"""What the rows say of a task while workers are asked about a change, and after it; UpdateTask."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine import (
    AssignTask,
    ClaimTask,
    CompleteJob,
    CompleteTask,
    Engine,
    InvalidCommand,
    NotAllowed,
    Person,
    SaveDraft,
    UnclaimTask,
    UpdateTask,
    WrongState,
)
from tests.engine import diagrams
from tests.engine.cases import EVERYBODY, deploy, jobs, kinds, rows, start, tasks

STORIES = Path(__file__).resolve().parents[1] / "stories" / "listeners"
LISTENED = (STORIES / "task-listeners.bpmn").read_bytes()
TASK_KEY = "io.camunda.zeebe:userTaskKey"


@pytest.fixture
def case(engine: Engine) -> int:
    deploy(engine, listened=LISTENED)
    return start(engine, "task-listeners", number=7, head="citra")


def row(engine: Engine, key: int) -> Any:
    return rows(engine, "SELECT * FROM task WHERE key = :key", key=key)[0]


def candidates(engine: Engine, key: int) -> list[tuple[str, str]]:
    found = rows(engine, "SELECT kind, name FROM task_candidate WHERE task_key = :k ORDER BY kind, name", k=key)
    return [(one.kind, one.name) for one in found]


def done(engine: Engine, case: int, **result: Any) -> None:
    engine.do(CompleteJob(jobs(engine, case)["check"].key, result=result or None), by=EVERYBODY)


def test_a_claim_that_waits_changes_nothing_but_says_so(engine: Engine, case: int, ana: Person) -> None:
    check = tasks(engine, case)["check"]
    engine.do(SaveDraft(check, {"note": "mine"}), by=ana)
    engine.do(ClaimTask(check), by=ana)
    found = row(engine, check)
    assert (found.state, found.change, found.assignee, found.claimed_at) == ("open", "assigning", None, None)
    assert candidates(engine, check) == [("group", "clerks")]
    job = jobs(engine, case)["check"]
    assert job.headers[TASK_KEY] == str(check)
    assert job.headers["io.camunda.zeebe:action"] == "claim"
    assert "task_assignment_asked" in kinds(engine, case)
    assert "task_claimed" not in kinds(engine, case)
    for command in (SaveDraft(check, {}), CompleteTask(check), AssignTask(check, "ana")):
        with pytest.raises(WrongState, match="Another program is being asked"):
            engine.do(command, by=EVERYBODY)
    done(engine, case)
    done(engine, case, corrections={"dueDate": "2026-02-01T00:00:00Z", "priority": 80})
    found = row(engine, check)
    assert (found.change, found.assignee, found.priority, found.draft) == (None, "ana", 80, {"note": "mine"})
    assert (found.due_at.isoformat()[:10], found.claimed_at is not None) == ("2026-02-01", True)
    assert candidates(engine, check) == []


def test_what_was_submitted_is_the_draft_until_it_holds(engine: Engine, case: int, ana: Person) -> None:
    check = tasks(engine, case)["check"]
    engine.do(CompleteTask(check, {"verdict": "hasty"}), by=ana)
    assert (row(engine, check).change, row(engine, check).draft) == ("completing", {"verdict": "hasty"})
    assert "task_handed_in" in kinds(engine, case)
    done(engine, case, denied=True, deniedReason="no")
    found = row(engine, check)
    assert (found.state, found.change, found.draft) == ("open", None, {"verdict": "hasty"})
    engine.do(CompleteTask(check, {"verdict": "good"}), by=ana)
    done(engine, case)
    found = row(engine, check)
    assert (found.state, found.completed_by, found.draft) == ("completed", "ana", None)


def test_giving_back_waits_too(engine: Engine, case: int, ana: Person) -> None:
    check = tasks(engine, case)["check"]
    engine.do(ClaimTask(check), by=ana)
    done(engine, case)
    done(engine, case)
    engine.do(UnclaimTask(check), by=ana)
    assert (row(engine, check).assignee, candidates(engine, check)) == ("ana", [])
    done(engine, case)
    done(engine, case)
    assert (row(engine, check).assignee, candidates(engine, check)) == (None, [("group", "clerks")])


def test_a_task_that_the_diagram_assigns_knows_its_key_from_the_first_job_on(
    engine: Engine, case: int, ana: Person
) -> None:
    engine.do(CompleteTask(tasks(engine, case)["check"]), by=ana)
    done(engine, case)
    engine.do(CompleteJob(jobs(engine, case)["sign"].key), by=EVERYBODY)
    sign = tasks(engine, case)["sign"]
    job = jobs(engine, case)["sign"]
    assert (job.type, job.headers[TASK_KEY], row(engine, sign).change) == ("may-sign", str(sign), "assigning")
    engine.do(CompleteJob(job.key), by=EVERYBODY)
    assert (row(engine, sign).assignee, row(engine, sign).change) == ("citra", None)


@pytest.mark.parametrize("platform", ["Camunda Cloud", "Camunda Platform"])
def test_an_update_that_nobody_listens_to_holds_at_once(engine: Engine, ana: Person, platform: str) -> None:
    deploy(engine, approval=diagrams.APPROVAL.replace(b'"Camunda Cloud"', f'"{platform}"'.encode()),
           decision_form=diagrams.DECISION) if platform == "Camunda Cloud" else deploy(engine, old=OLD)  # fmt: skip
    case = start(engine, "approval" if platform == "Camunda Cloud" else "ways-out-7")
    (key,) = tasks(engine, case).values()
    changes = {"candidateGroups": ["heads", "clerks"], "candidateUsers": ["citra"], "priority": 90,
               "dueDate": "2026-02-01T00:00:00Z", "followUpDate": None}  # fmt: skip
    engine.do(UpdateTask(key, changes), by=EVERYBODY)
    found = row(engine, key)
    assert (found.candidate_groups, found.candidate_users, found.priority) == (["heads", "clerks"], ["citra"], 90)
    assert candidates(engine, key) == [("group", "clerks"), ("group", "heads"), ("user", "citra")]
    assert rows(engine, "SELECT DISTINCT due_at FROM task_candidate")[0].due_at == found.due_at
    assert "task_updated" in kinds(engine, case)
    engine.do(ClaimTask(key), by=ana)
    engine.do(UpdateTask(key, {"candidateGroups": [], "dueDate": ""}), by=EVERYBODY)
    found = row(engine, key)
    assert (found.assignee, found.candidate_groups, found.due_at, candidates(engine, key)) == ("ana", [], None, [])
    engine.do(UnclaimTask(key), by=ana)
    assert candidates(engine, key) == [("user", "citra")]


def test_who_may_update_and_with_what(engine: Engine, case: int, ana: Person) -> None:
    check = tasks(engine, case)["check"]
    with pytest.raises(NotAllowed):
        engine.do(UpdateTask(check, {"priority": 1}), by=ana)
    for changes in ({"priority": True}, {"dueDate": "soon"}, {"candidateUsers": "ana"}, {"assignee": "ana"}):
        with pytest.raises(InvalidCommand):
            engine.do(UpdateTask(check, changes), by=EVERYBODY)
    assert "task_update_asked" not in kinds(engine, case)


def test_a_result_for_another_job_is_not_read(engine: Engine) -> None:
    deploy(engine, shipping=diagrams.SHIPPING)
    case = start(engine, "shipping")
    engine.do(CompleteJob(jobs(engine, case)["ship"].key, result={"denied": True}), by=EVERYBODY)
    assert list(tasks(engine, case)) == ["check"]


OLD = (STORIES.parent / "tasks" / "ways-out-7.bpmn").read_bytes()
