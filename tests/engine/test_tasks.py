"""ClaimTask, UnclaimTask, AssignTask, SaveDraft, CompleteTask: who may, and what it writes."""

from __future__ import annotations

import pytest

from engine import (
    AssignTask,
    CancelInstance,
    ClaimTask,
    CompleteTask,
    Conflict,
    Engine,
    InvalidValues,
    NotAllowed,
    NotFound,
    Person,
    SaveDraft,
    StandIn,
    UnclaimTask,
    WrongState,
)
from tests.engine import diagrams
from tests.engine.cases import EVERYBODY, deploy, instance, kinds, rows, start, tasks, variables


@pytest.fixture
def case(engine: Engine) -> int:
    deploy(engine, approval=diagrams.APPROVAL, decision_form=diagrams.DECISION)
    return start(engine, "approval", amount=3)


@pytest.fixture
def decide(engine: Engine, case: int) -> int:
    """A task of the group heads; bob is in it, ana and charlie are not."""
    return tasks(engine, case)["decide"]


def candidates(engine: Engine) -> list[str]:
    return [row.name for row in rows(engine, "SELECT name FROM task_candidate ORDER BY name")]


def row(engine: Engine, key: int) -> object:
    return rows(engine, "SELECT * FROM task WHERE key = :key", key=key)[0]


def test_a_new_task_is_offered_to_its_group_with_its_form(engine: Engine, decide: int) -> None:
    made = rows(engine, "SELECT t.*, f.form_id FROM task t JOIN form f ON f.key = t.form_key")[0]
    assert (made.key, made.form_id, made.candidate_groups, made.priority) == (decide, "decision", ["heads"], 50)
    assert candidates(engine) == ["heads"]


def test_a_candidate_claims_and_it_is_gone_from_the_others(engine: Engine, decide: int, bob: Person, case: int) -> None:
    engine.do(ClaimTask(decide), by=bob)
    assert row(engine, decide).assignee == "bob"
    assert candidates(engine) == []
    engine.do(ClaimTask(decide), by=bob)
    assert kinds(engine, case).count("task_claimed") == 1


def test_the_second_to_claim_is_told_who_was_faster(engine: Engine, decide: int, bob: Person) -> None:
    engine.do(ClaimTask(decide), by=bob)
    with pytest.raises(Conflict, match="bob was faster"):
        engine.do(ClaimTask(decide), by=Person("rini", roles=frozenset({"staff"}), groups=frozenset({"heads"})))


def test_a_stranger_may_not_and_that_is_in_the_history(engine: Engine, decide: int, charlie: Person, case: int) -> None:
    for command in (ClaimTask(decide), CompleteTask(decide, {"note": "x"}), SaveDraft(decide, {})):
        with pytest.raises(NotAllowed, match="offered to heads"):
            engine.do(command, by=charlie)
    refused = rows(engine, "SELECT actor, detail FROM history_event WHERE kind = 'refused' ORDER BY seq")
    assert [(r.actor, r.detail["command"]) for r in refused] == [
        ("charlie", "ClaimTask"),
        ("charlie", "CompleteTask"),
        ("charlie", "SaveDraft"),
    ]
    assert row(engine, decide).assignee is None


def test_released_it_is_offered_again(engine: Engine, decide: int, bob: Person, ana: Person) -> None:
    engine.do(ClaimTask(decide), by=bob)
    with pytest.raises(NotAllowed, match="can release"):
        engine.do(UnclaimTask(decide), by=ana)
    engine.do(UnclaimTask(decide), by=bob)
    assert row(engine, decide).assignee is None
    assert candidates(engine) == ["heads"]


def test_only_the_assignee_completes(engine: Engine, decide: int, bob: Person, admin: Person) -> None:
    engine.do(ClaimTask(decide), by=bob)
    with pytest.raises(NotAllowed, match="assigned to bob"):
        engine.do(CompleteTask(decide, {"note": "x"}), by=Person("rini", groups=frozenset({"heads"})))
    done = engine.do(CompleteTask(decide, {"note": "x"}), by=admin)
    assert done.state == "active"


def test_a_substitute_does_what_the_represented_may(engine: Engine, decide: int, bob: Person) -> None:
    engine.do(ClaimTask(decide), by=bob)
    substitute = Person("rini", roles=frozenset({"staff"}), stands_in=(StandIn("bob"),))
    engine.do(CompleteTask(decide, {"note": "x", "approved": True}), by=substitute)
    event = rows(engine, "SELECT * FROM history_event WHERE kind = 'task_completed'")[0]
    assert (event.actor, event.acting_for) == ("rini", "bob")


def test_an_administrator_assigns_to_an_active_person(engine: Engine, decide: int, admin: Person, ana: Person) -> None:
    with pytest.raises(NotFound, match="nobody"):
        engine.do(AssignTask(decide, "nobody"), by=admin)
    with engine._bind.begin() as connection:  # people are another room's verbs
        connection.exec_driver_sql("INSERT INTO person (login, name, created_at) VALUES ('ana', 'Ana', now())")
    with pytest.raises(NotAllowed):
        engine.do(AssignTask(decide, "ana"), by=ana)
    engine.do(AssignTask(decide, "ana"), by=admin)
    assert row(engine, decide).assignee == "ana"
    engine.do(CompleteTask(decide, {"note": "x"}), by=ana)


def test_completing_writes_the_values_and_goes_on(engine: Engine, decide: int, bob: Person, case: int) -> None:
    engine.do(SaveDraft(decide, {"note": "half"}), by=bob)
    assert row(engine, decide).draft == {"note": "half"}
    done = engine.do(CompleteTask(decide, {"approved": False, "note": "no", "amount": 99}), by=bob)
    assert variables(engine, case) == {"amount": 3, "approved": False, "note": "no"}
    assert (done.instance_key, done.state, done.next_tasks) == (case, "active", (tasks(engine, case)["file"],))
    ended = row(engine, decide)
    assert (ended.state, ended.completed_by, ended.draft) == ("completed", "bob", None)
    assert candidates(engine) == []


def test_the_history_holds_what_was_submitted_and_what_was_before(engine: Engine, decide: int, bob: Person) -> None:
    engine.do(CompleteTask(decide, {"approved": True, "note": "yes"}), by=bob)
    event = rows(engine, "SELECT * FROM history_event WHERE kind = 'task_completed'")[0]
    kept = rows(engine, "SELECT * FROM history_value WHERE root_key = :r AND seq = :s", r=event.root_key, s=event.seq)
    assert {v.place: v.value for v in kept} == {
        "before": {"approved": None, "note": None},
        "submitted": {"approved": True, "note": "yes"},
    }
    assert (event.element_id, event.actor, event.detail["task"]) == ("decide", "bob", decide)


def test_wrong_values_are_named_by_field_and_nothing_moves(engine: Engine, decide: int, bob: Person, case: int) -> None:
    before = instance(engine, case)
    with pytest.raises(InvalidValues) as refused:
        engine.do(CompleteTask(decide, {"approved": True, "note": "x" * 21}), by=bob)
    assert list(refused.value.fields) == ["note"]
    assert instance(engine, case) == before


def test_the_last_task_ends_the_case(engine: Engine, decide: int, bob: Person, case: int) -> None:
    assert engine.do(CompleteTask(decide, {"approved": True, "note": "yes"}), by=bob).state == "completed"
    row = instance(engine, case)
    assert (row.state, row.end_element_id, row.snapshot) == ("completed", "granted", None)
    assert row.ended_at is not None
    assert kinds(engine, case)[-1] == "instance_completed"


def test_a_done_task_is_refused_in_a_sentence(engine: Engine, decide: int, bob: Person) -> None:
    engine.do(CompleteTask(decide, {"note": "yes"}), by=bob)
    for command in (
        CompleteTask(decide, {"note": "no"}),
        ClaimTask(decide),
        UnclaimTask(decide),
        SaveDraft(decide, {}),
    ):
        with pytest.raises(WrongState, match="bob has completed the task Do decide already"):
            engine.do(command, by=bob)


def test_a_task_of_a_cancelled_case_is_not_needed_any_more(engine: Engine, decide: int, bob: Person, case: int) -> None:
    engine.do(CancelInstance(case, "withdrawn by the applicant"), by=EVERYBODY)
    with pytest.raises(WrongState, match="not needed any more"):
        engine.do(CompleteTask(decide, {"note": "yes"}), by=bob)
    assert row(engine, decide).state == "cancelled"


def test_a_task_that_never_was(engine: Engine, bob: Person) -> None:
    with pytest.raises(NotFound, match="There is no task 5"):
        engine.do(CompleteTask(5), by=bob)


def test_a_task_without_candidates_is_for_all_staff_and_takes_all_values(
    engine: Engine, charlie: Person, analyst: Person
) -> None:
    deploy(engine, both=diagrams.BOTH)
    case = start(engine, "both")
    left = tasks(engine, case)["left"]
    with pytest.raises(NotAllowed, match="offered to staff"):
        engine.do(CompleteTask(left), by=analyst)
    engine.do(CompleteTask(left, {"anything": 1}), by=charlie)
    assert variables(engine, case) == {"anything": 1}


def test_a_task_whose_form_vanished_is_an_incident_that_deploying_it_resolves(engine: Engine) -> None:
    """A form named by an expression cannot be looked for at deployment."""
    dynamic = diagrams.user("work", form="=which")
    deploy(engine, dynamic=diagrams.diagram("dynamic", [diagrams.start(), dynamic, diagrams.end()], "start>work>end"))
    case = start(engine, "dynamic", which="decision")
    stuck = rows(engine, "SELECT * FROM incident WHERE state = 'open'")
    assert [(i.code, i.element_id, i.places) for i in stuck] == [("FORM_NOT_FOUND", "work", {"form": "decision"})]
    assert tasks(engine, case) == {}
    deploy(engine, decision_form=diagrams.DECISION)
    from engine import RetryIncident

    engine.do(RetryIncident(stuck[0].key), by=EVERYBODY)
    engine.do(CompleteTask(tasks(engine, case)["work"], {"note": "x"}), by=EVERYBODY)
    assert instance(engine, case).state == "completed"
