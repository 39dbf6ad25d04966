"""CancelInstance and SetVariables: by whom, with what, and what they leave."""

from __future__ import annotations

import pytest

from engine import CancelInstance, Engine, InvalidCommand, NotAllowed, NotFound, Person, SetVariables, WrongState
from tests.engine import diagrams
from tests.engine.cases import deploy, instance, kinds, rows, start, subscriptions, tasks, variables


@pytest.fixture
def case(engine: Engine) -> int:
    deploy(engine, outer=diagrams.OUTER, inner=diagrams.INNER, reminder=diagrams.REMINDER)
    return start(engine, "outer", a=1)


def test_a_cancelled_case_has_nothing_open_and_keeps_the_reason(engine: Engine, case: int, analyst: Person) -> None:
    engine.do(CancelInstance(case, " sent twice "), by=analyst)
    found = rows(engine, "SELECT state FROM process_instance WHERE root_key = :case", case=case)
    assert [row.state for row in found] == ["terminated", "terminated"]
    assert tasks(engine, case) == {}
    event = rows(engine, "SELECT * FROM history_event WHERE kind = 'case_cancelled'")[0]
    kept = rows(engine, "SELECT value FROM history_value WHERE root_key = :r AND seq = :s", r=case, s=event.seq)
    assert (event.actor, kept[0].value) == ("tono", "sent twice")


def test_cancelling_takes_its_timers_along(engine: Engine, analyst: Person, case: int) -> None:
    other = start(engine, "reminder")
    assert set(subscriptions(engine, other)) == {"nudge", "late"}
    engine.do(CancelInstance(other, "no longer needed"), by=analyst)
    assert subscriptions(engine, other) == {}


def test_a_reason_is_needed(engine: Engine, case: int, analyst: Person) -> None:
    with pytest.raises(InvalidCommand, match="say why"):
        engine.do(CancelInstance(case, "  "), by=analyst)
    assert instance(engine, case).state == "active"


def test_only_the_whole_case_is_cancelled(engine: Engine, case: int, analyst: Person) -> None:
    called = rows(engine, "SELECT key FROM process_instance WHERE parent_key = :case", case=case)[0].key
    with pytest.raises(InvalidCommand, match=f"called by case {case}"):
        engine.do(CancelInstance(called, "why not"), by=analyst)


def test_an_ended_case_stays_as_it_is(engine: Engine, case: int, analyst: Person) -> None:
    engine.do(CancelInstance(case, "once"), by=analyst)
    before = instance(engine, case)
    for command in (CancelInstance(case, "twice"), SetVariables(case, {"a": 2})):
        with pytest.raises(WrongState, match="ended already"):
            engine.do(command, by=analyst)
    assert instance(engine, case) == before
    with pytest.raises(NotFound):
        engine.do(CancelInstance(5, "x"), by=analyst)


def test_staff_may_neither_cancel_nor_change_data(engine: Engine, case: int, ana: Person) -> None:
    for command in (CancelInstance(case, "x"), SetVariables(case, {"a": 2})):
        with pytest.raises(NotAllowed):
            engine.do(command, by=ana)
    assert kinds(engine, case)[-2:] == ["refused", "refused"]


def test_variables_are_changed_and_the_history_says_so(engine: Engine, case: int, analyst: Person) -> None:
    engine.do(SetVariables(case, {"a": 2, "b": {"c": []}}), by=analyst)
    assert variables(engine, case) == {"a": 2, "b": {"c": []}}
    assert kinds(engine, case)[-3:] == ["variables_changed", "variable_set", "variable_set"]


def test_variables_of_a_called_process_are_its_own(engine: Engine, case: int, analyst: Person) -> None:
    called = rows(engine, "SELECT key FROM process_instance WHERE parent_key = :case", case=case)[0].key
    engine.do(SetVariables(called, {"a": 7}), by=analyst)
    assert (variables(engine, called), variables(engine, case)) == ({"a": 7}, {"a": 1})
