"""The history: chained, tamper-evident, values apart and erasable; folded it is the state."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from engine import CancelInstance, ClaimTask, CompleteTask, Engine, Person, SetVariables
from engine.history.canonical import canonical
from engine.history.events import KINDS
from engine.history.replay import ERASED, replay
from engine.history.verify import Verified, verify
from tests.engine import diagrams
from tests.engine.cases import EVERYBODY, deploy, instance, kinds, rows, start, tasks, variables


@pytest.fixture
def case(engine: Engine) -> int:
    deploy(engine, approval=diagrams.APPROVAL, decision_form=diagrams.DECISION)
    key = start(engine, "approval", applicant={"nik": "3201", "age": 41, "share": 0.1 + 0.2, "big": 1e300})
    start(engine, "approval")
    task = tasks(engine, key)["decide"]
    engine.do(ClaimTask(task), by=EVERYBODY)
    engine.do(CompleteTask(task, {"approved": False, "note": "yes"}), by=EVERYBODY)
    return key


def checked(engine: Engine, key: int | None = None) -> Verified:
    with engine.read(snapshot=True) as connection:
        return verify(connection, key)


def change(engine: Engine, sql: str, **values: Any) -> None:
    """What a person with access to the database could do."""
    with engine._bind.begin() as connection:
        assert connection.execute(text(sql), values).rowcount > 0


def test_what_nobody_touched_is_in_order(engine: Engine, case: int) -> None:
    found = checked(engine)
    assert found.broken is None
    assert found.chains == 3
    assert found.events == len(rows(engine, "SELECT 1 FROM history_event"))
    assert found.values == len(rows(engine, "SELECT 1 FROM history_value")) > 0
    assert checked(engine, case).chains == 1


@pytest.mark.parametrize(
    ("sql", "seq", "says"),
    [
        ("UPDATE history_event SET actor = 'x' WHERE root_key = :c AND seq = 4", 4, "Event 4 .* has been changed"),
        ("UPDATE history_event SET at = at + interval '1 microsecond' WHERE root_key = :c AND seq = 2", 2, "Event 2"),
        ("UPDATE history_event SET detail = detail || '{\"x\": 1}' WHERE root_key = :c AND seq = 1", 1, "Event 1"),
        ("UPDATE history_event SET acting_for = 'x' WHERE root_key = :c AND seq = 5", 5, "Event 5"),
        ("UPDATE history_event SET hash = '\\x00' WHERE root_key = :c AND seq = 3", 3, "Event 3"),
        ("DELETE FROM history_event WHERE root_key = :c AND seq = 5", 5, "Event 5 is missing; 6 follows"),
        ("DELETE FROM history_event WHERE root_key = :c AND seq > 7", 8, "The history ends at event 7"),
        ("DELETE FROM history_event WHERE root_key = :c", 1, "whole history of the case is missing"),
        ("UPDATE history_event SET seq = seq + 100 WHERE root_key = :c AND seq = 9", 9, "Event 9 is missing"),
        ("UPDATE history_value SET value = '5' WHERE root_key = :c AND seq = 1 AND place = 'variables'", 1, "value"),
        ("UPDATE history_value SET salt = '\\x00' WHERE root_key = :c AND seq = 1", 1, "value"),
        ("UPDATE process_instance SET last_hash = '\\x00' WHERE key = :c", None, "does not end with the hash"),
    ],
)
def test_whatever_is_changed_is_found_and_named(
    engine: Engine, case: int, sql: str, seq: int | None, says: str
) -> None:
    change(engine, sql, c=case)
    broken = checked(engine).broken
    assert broken is not None
    assert broken.root_key == case
    assert broken.seq == (seq or instance(engine, case).last_seq)
    import re

    assert re.search(says, str(broken.sentence)), str(broken.sentence)


def test_an_event_slipped_in_between_is_found(engine: Engine, case: int) -> None:
    change(engine, "UPDATE history_event SET seq = -seq WHERE root_key = :c AND seq > 4", c=case)
    change(engine, "UPDATE history_event SET seq = 1 - seq WHERE root_key = :c AND seq < 0", c=case)
    change(
        engine,
        "INSERT INTO history_event SELECT root_key, 5, at, kind, actor, acting_for, channel, instance_key, token,"
        " element_id, flow_id, detail, hash FROM history_event WHERE root_key = :c AND seq = 4",
        c=case,
    )
    broken = checked(engine).broken
    assert broken is not None
    assert (broken.root_key, broken.seq) == (case, 5)


def test_a_value_nobody_wrote_is_found(engine: Engine, case: int) -> None:
    change(engine, "INSERT INTO history_value VALUES (:c, 2, 'extra', '\\x00', '1')", c=case)
    broken = checked(engine).broken
    assert broken is not None
    assert (broken.root_key, broken.seq) == (case, 2)


def test_an_erased_value_leaves_the_proof_whole(engine: Engine, case: int) -> None:
    change(engine, "DELETE FROM history_value WHERE root_key = :c AND seq = 1", c=case)
    found = checked(engine)
    assert (found.broken, found.erased) == (None, 1)


def test_the_chain_holds_no_value_of_a_person(engine: Engine, case: int) -> None:
    assert rows(engine, "SELECT 1 FROM history_event WHERE detail::text LIKE '%3201%'") == []
    assert rows(engine, "SELECT 1 FROM history_value WHERE value::text LIKE '%3201%'") != []


def test_the_same_value_never_has_the_same_commitment(engine: Engine, case: int) -> None:
    start(engine, "approval", x=1)
    start(engine, "approval", x=1)
    found = rows(engine, "SELECT detail ->> 'after' AS c FROM history_event WHERE detail ->> 'name' = 'x'")
    assert len({row.c for row in found}) == len(found) == 2


def test_folded_it_is_the_state_at_any_event(engine: Engine, case: int, analyst: Person) -> None:
    engine.do(SetVariables(case, {"n": 1}), by=analyst)
    engine.do(SetVariables(case, {"n": 2}), by=analyst)
    events = rows(engine, "SELECT seq, kind FROM history_event WHERE root_key = :c ORDER BY seq", c=case)
    first = next(row.seq for row in events if row.kind == "variables_changed") + 1
    with engine.read() as connection:
        now, then, begun = replay(connection, case), replay(connection, case, first), replay(connection, case, 2)
    assert now.variables[case] == variables(engine, case)
    assert list(now.tokens.values()) == ["file"]
    assert then.variables[case]["n"] == 1
    assert (begun.tokens, begun.variables) == ({}, {case: {}})


def test_an_erased_value_is_marked_in_the_replay(engine: Engine, case: int) -> None:
    change(engine, "DELETE FROM history_value WHERE root_key = :c AND place = 'after'", c=case)
    with engine.read() as connection:
        assert replay(connection, case).variables[case]["applicant"] == ERASED


def test_all_events_of_one_command_have_one_moment_and_one_actor(engine: Engine, case: int, clock: Any) -> None:
    from datetime import timedelta

    clock.move(timedelta(seconds=1))
    engine.do(CancelInstance(case, "enough"), by=EVERYBODY)
    last = rows(engine, "SELECT DISTINCT at, actor, channel FROM history_event WHERE root_key = :c AND seq >= "
                "(SELECT seq FROM history_event WHERE root_key = :c AND kind = 'case_cancelled')", c=case)  # fmt: skip
    assert [(row.at, row.actor) for row in last] == [(clock.now(), "root")]


def test_every_kind_that_was_written_is_in_the_table(engine: Engine, case: int) -> None:
    assert set(kinds(engine, case)) <= set(KINDS)


@pytest.mark.parametrize(
    ("one", "other"),
    [(1, 1.0), (1e3, 1000), (0, -0.0), (1e300, 10**300), ({"b": 1, "a": 2}, {"a": 2, "b": 1}), ([1.5], (1.5,))],
)
def test_one_value_has_one_text(one: Any, other: Any) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"), [(1, True), (1, "1"), (None, "null"), (0.1, 0.1000001), ([], {}), ("", None)]
)
def test_different_values_have_different_texts(one: Any, other: Any) -> None:
    assert canonical(one) != canonical(other)
