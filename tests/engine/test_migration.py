"""Cases go on in a new version: rows, drafts and the history go with them, all or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine import ClaimTask, CompleteTask, Engine, InvalidCommand, NotAllowed, NotFound, Person, SaveDraft, WrongState
from engine.commands.migration import MigrateInstances, PreviewMigration
from engine.commands.modification import ModifyInstance
from engine.flow.moving import Leave
from engine.flow.places import Begin
from engine.history.replay import replay
from tests.engine.cases import EVERYBODY, deploy, incidents, instance, rows, start, subscriptions, tasks
from tests.engine.test_projection import kernel, kernel_waits, waiting_rows

STORIES = Path(__file__).resolve().parents[1] / "stories" / "moves"
ANA = Person("ana", "Ana", frozenset({"staff"}), frozenset({"clerks"}))


def deployed(engine: Engine, name: str) -> int:
    return deploy(engine, permit=(STORIES / name).read_bytes()).definitions[0].key


def whole(engine: Engine, case: int) -> None:
    """Rows, kernel and replayed history say the same."""
    found = kernel(engine, case)
    assert waiting_rows(engine, case) == kernel_waits(found)
    with engine.read() as connection:
        replayed = replay(connection, case)
    assert replayed.tokens == {number: token.node.element.id for number, token in found.index.items()}


@pytest.fixture
def case(engine: Engine) -> int:
    deployed(engine, "permit.bpmn")
    return start(engine, "permit")


def migrate(engine: Engine, *cases: int, to: int, by: Person = EVERYBODY, reason: str = "New regulation",
            **elements: str) -> None:  # fmt: skip
    plan = {id: id for id in ("check", "examination", "visit", "late", "sign", "remind")} | elements
    engine.do(MigrateInstances(cases, to, reason, plan), by)


def test_a_task_keeps_its_key_its_person_and_its_draft(engine: Engine, case: int) -> None:
    task = tasks(engine, case)["check"]
    engine.do(ClaimTask(task), ANA)
    engine.do(SaveDraft(task, {"note": "half done"}), ANA)
    due = subscriptions(engine, case)["late"].due_at
    to = deployed(engine, "permit-second.bpmn")
    migrate(engine, case, to=to)
    (row,) = rows(engine, "SELECT * FROM task WHERE key = :key", key=task)
    assert (row.assignee, row.definition_key, row.state) == ("ana", to, "open")
    assert rows(engine, "SELECT draft FROM task WHERE key = :key", key=task)[0].draft == {"note": "half done"}
    assert subscriptions(engine, case)["late"].due_at == due
    assert instance(engine, case).definition_key == to
    whole(engine, case)
    engine.do(CompleteTask(task), ANA)
    assert set(tasks(engine, case)) == {"visit"}
    whole(engine, case)


def test_elements_are_mapped(engine: Engine, case: int) -> None:
    engine.do(ModifyInstance(case, (Begin("report"), Leave(element="check")), "Checked already"), EVERYBODY)
    key = tasks(engine, case)["report"]
    migrate(engine, case, to=deployed(engine, "permit-second.bpmn"), report="write")
    assert tasks(engine, case) == {"write": key}
    whole(engine, case)
    engine.do(CompleteTask(key), EVERYBODY)
    assert set(tasks(engine, case)) == {"advise"}


def test_all_cases_or_none(engine: Engine, case: int) -> None:
    other = start(engine, "permit")
    engine.do(ModifyInstance(other, (Begin("report"), Leave(element="check")), "Checked already"), EVERYBODY)
    before, to = instance(engine, case).definition_key, deployed(engine, "permit-second.bpmn")
    with pytest.raises(WrongState, match="report is not mapped"):
        migrate(engine, case, other, to=to)
    assert {instance(engine, one).definition_key for one in (case, other)} == {before}
    found = engine.do(PreviewMigration(other, to), EVERYBODY)
    assert [(one.element, one.target, one.why_not is None) for one in found] == [
        ("examination", "examination", True), ("report", None, False)]  # fmt: skip
    migrate(engine, case, other, to=to, report="write")
    assert {instance(engine, one).definition_key for one in (case, other)} == {to}


def test_what_is_refused(engine: Engine, case: int) -> None:
    to = deployed(engine, "permit-second.bpmn")
    with pytest.raises(InvalidCommand, match="why"):
        migrate(engine, case, to=to, reason=" ")
    with pytest.raises(NotAllowed):
        migrate(engine, case, to=to, by=ANA)
    with pytest.raises(NotFound):
        migrate(engine, case, to=99)
    with pytest.raises(InvalidCommand, match="no element nothing"):
        migrate(engine, case, to=to, nothing="check")
    assert instance(engine, case).definition_key != to


def test_the_history_says_who_when_and_why(engine: Engine, case: int) -> None:
    migrate(engine, case, to=(to := deployed(engine, "permit-second.bpmn")))
    (event,) = rows(engine, "SELECT * FROM history_event WHERE kind = 'case_migrated' AND root_key = :c", c=case)
    assert (event.actor, event.detail["to_definition"], event.detail["to_version"]) == ("root", to, 2)
    (kept,) = rows(engine, "SELECT value FROM history_value WHERE root_key = :c AND seq = :s", c=case, s=event.seq)
    assert kept.value == "New regulation"


def test_moves_are_kept_with_who_and_why(engine: Engine, case: int) -> None:
    by: dict[str, Any] = {"reason": "Wrong desk", "moves": (Begin("sign", values={"x": 1}), Leave(element="check"))}
    engine.do(ModifyInstance(case, **by), EVERYBODY)
    (event,) = rows(engine, "SELECT * FROM history_event WHERE kind = 'case_modified' AND root_key = :c", c=case)
    assert (event.actor, event.detail["begins"], event.detail["ends"]) == (
        "root", [{"at": "sign", "how": "before"}], [{"at": "check"}])  # fmt: skip
    whole(engine, case)
    for reason, moves, person in (("", by["moves"], EVERYBODY), ("x", (), EVERYBODY), ("x", (Begin("no"),), EVERYBODY)):
        with pytest.raises(InvalidCommand):
            engine.do(ModifyInstance(case, moves, reason), person)
    with pytest.raises(NotAllowed):
        engine.do(ModifyInstance(case, by["moves"], "x"), ANA)
    engine.do(ModifyInstance(case, (Leave(element="sign"),), "Withdrawn"), EVERYBODY)
    assert instance(engine, case).state == "terminated"
    assert incidents(engine, case) == []
