"""CorrelateMessage as Camunda 7's API offers it: who fits, to all, to one execution, with variables of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine import (
    BroadcastSignal,
    CancelInstance,
    CorrelateMessage,
    Engine,
    InvalidCommand,
    NotFound,
    StartInstance,
    SuspendInstance,
    WrongState,
)
from tests.engine import diagrams
from tests.engine.cases import EVERYBODY, deploy, kinds, rows, start, subscriptions, tasks, variables
from tests.engine.test_broadcasts import GATE, STARTED

STORIES = Path(__file__).resolve().parents[1] / "stories" / "messages"
NAME = "goods arrived"


@pytest.fixture(autouse=True)
def _deployed(engine: Engine) -> None:
    files = {name: (STORIES / f"{name}-7.bpmn").read_bytes() for name in ("correlated", "unexpected")}
    deploy(engine, **files)


def correlate(engine: Engine, name: str | None = NAME, **parts: Any) -> Any:
    return engine.do(CorrelateMessage(name, **parts), by=EVERYBODY)


def unexpected(engine: Engine) -> int:
    return len(rows(engine, "SELECT 1 FROM process_instance WHERE process_id = 'unexpected'"))


def test_two_events_of_one_case_are_too_many_for_one_message(engine: Engine) -> None:
    case = start(engine, "deliveries", origin=1)
    with pytest.raises(WrongState, match="2 were found"):
        correlate(engine)
    assert set(subscriptions(engine, case)) == {"desk", "chair"}


def test_one_of_them_gets_it_by_its_own_key(engine: Engine) -> None:
    case = start(engine, "deliveries", origin=1)
    key = subscriptions(engine, case)["desk"].key
    (got,) = correlate(engine, subscription_key=key)
    assert (got.subscription_key, got.element_id, got.instance_key) == (key, "desk", case)
    assert set(subscriptions(engine, case)) == {"chair"}
    with pytest.raises(WrongState, match="0 were found"):
        correlate(engine, subscription_key=key)
    with pytest.raises(WrongState, match="0 were found"):
        correlate(engine, "another", subscription_key=subscriptions(engine, case)["chair"].key)


def test_all_get_it_case_by_case_and_every_start_event_starts(engine: Engine) -> None:
    first, second = start(engine, "deliveries", origin=1), start(engine, "deliveries", origin=2)
    got = correlate(engine, all=True, variables={"origin": 3})
    assert [one.instance_key for one in got[:4]] == [first, first, second, second]
    assert sorted(one.element_id for one in got[:4]) == ["chair", "chair", "desk", "desk"]
    assert (got[4].token, got[4].element_id, unexpected(engine)) == (None, "came", 1)
    assert got[3].state == "completed"
    assert variables(engine, second)["origin"] == 3
    assert kinds(engine, first).count("message_correlated") == 2
    assert len(correlate(engine, all=True)) == 1, "only the start event is left"


def test_values_of_the_process_and_of_the_event_itself_say_who_fits(engine: Engine) -> None:
    start(engine, "deliveries", origin="a", number=1)
    case = start(engine, "deliveries", origin="b", number=1)
    with pytest.raises(WrongState, match="2 were found"):
        correlate(engine, correlation_keys={"origin": "b", "number": 1})
    keys = {"correlation_keys": {"origin": "b"}, "local_correlation_keys": {"what": "chair"}}
    (got,) = correlate(engine, **keys)
    assert (got.instance_key, got.element_id) == (case, "chair")
    assert [one.instance_key for one in correlate(engine, None, correlation_keys={"origin": "b"})] == [case]
    with pytest.raises(WrongState, match="2 were found"):
        correlate(engine, correlation_keys={"number": 1.0})
    assert correlate(engine, correlation_keys={"number": True})[0].token is None, "nobody fits: a case is started"


def test_variables_of_the_event_do_not_leave_it(engine: Engine) -> None:
    case = start(engine, "deliveries")
    key = subscriptions(engine, case)["chair"].key
    correlate(engine, subscription_key=key, local_variables={"origin": "here"}, variables={"seen": 1})
    assert variables(engine, case) == {"chair_of": "here", "seen": 1}


def test_a_started_case_has_all_variables(engine: Engine) -> None:
    (got,) = correlate(engine, business_key="b", variables={"a": 1}, local_variables={"b": 2})
    assert variables(engine, got.process_instance_key) == {"a": 1, "b": 2}


def test_business_key_and_case(engine: Engine) -> None:
    cases = [
        engine.do(StartInstance("deliveries", business_key=key, variables={"origin": key}), by=EVERYBODY).instance_key
        for key in ("k1", "k2")
    ]
    assert {one.instance_key for one in correlate(engine, None, business_key="k1", all=True)} == {cases[0]}
    assert len(correlate(engine, instance_key=cases[1], all=True)) == 2
    assert unexpected(engine) == 0


def test_whom_it_is_for_has_to_be_said(engine: Engine) -> None:
    with pytest.raises(InvalidCommand):
        correlate(engine, None, local_correlation_keys={"what": "desk"})


def test_cases_that_are_held_or_over_get_nothing(engine: Engine) -> None:
    held, over = start(engine, "deliveries", origin=1), start(engine, "deliveries", origin=1)
    engine.do(SuspendInstance(held), by=EVERYBODY)
    engine.do(CancelInstance(over, "over"), by=EVERYBODY)
    assert [one.token for one in correlate(engine, all=True)] == [None]


def test_if_one_cannot_get_it_nobody_does(engine: Engine) -> None:
    """The first event of a case interrupts what the second stands in: all is undone."""
    again = diagrams.diagram(
        "again",
        [diagrams.start(), diagrams.user("work"), *(_rung(name) for name in ("first", "second")),
         diagrams.end(), diagrams.end("e1"), diagrams.end("e2")],
        "start>work>end first>e1 second>e2", diagrams.message("M", NAME, "=1"),
    )  # fmt: skip
    deploy(engine, again=again)
    case = start(engine, "again")
    other = start(engine, "deliveries", origin=1)
    with pytest.raises(NotFound):
        correlate(engine, all=True)
    assert set(tasks(engine, case)) == {"work"}
    assert set(subscriptions(engine, other)) == {"desk", "chair"}


def _rung(id: str) -> diagrams.Node:
    inside = f'<bpmn:messageEventDefinition id="{id}_d" messageRef="M"/>'
    return diagrams.Node("boundaryEvent", id, inside=inside, attributes='attachedToRef="work"')


def test_a_signal_for_one_execution(engine: Engine) -> None:
    deploy(engine, gate=GATE, started=STARTED)
    first, second = start(engine, "gate"), start(engine, "gate")
    key = subscriptions(engine, first)["opened"].key
    assert engine.do(BroadcastSignal("open", {"x": 1}, key), by=EVERYBODY).receivers == 1
    assert (set(tasks(engine, first)), set(tasks(engine, second))) == ({"enter"}, set())
    assert rows(engine, "SELECT 1 FROM process_instance WHERE process_id = 'started'") == []
    for gone in (
        BroadcastSignal("open", {}, key),
        BroadcastSignal("shut", {}, subscriptions(engine, second)["opened"].key),
    ):
        with pytest.raises(WrongState):
            engine.do(gone, by=EVERYBODY)
