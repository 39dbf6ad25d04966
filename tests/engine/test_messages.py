"""PublishMessage and CorrelateMessage: who gets a message, when, and that none is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine import (
    SYSTEM,
    CompleteTask,
    Conflict,
    CorrelateMessage,
    DeliverMessages,
    Engine,
    ForgetMessages,
    InvalidCommand,
    MovableClock,
    NotAllowed,
    Person,
    PublishMessage,
    WrongState,
)
from tests.engine import diagrams
from tests.engine.cases import EVERYBODY, deploy, instance, kinds, rows, start, subscriptions, tasks, variables

HOUR = timedelta(hours=1)


@pytest.fixture
def _deployed(engine: Engine) -> None:
    deploy(engine, payment=diagrams.PAYMENT, order=diagrams.ORDER)


def publish(engine: Engine, key: str, name: str = "paid", ttl: timedelta = timedelta(0), **variables: Any) -> Any:
    return engine.do(PublishMessage(name, key, variables, ttl), by=EVERYBODY)


def orders(engine: Engine) -> list[Any]:
    """x of the cases that a message has started, oldest first."""
    found = rows(engine, "SELECT v.value FROM variable v JOIN process_instance p ON p.key = v.instance_key"
                 " WHERE p.process_id = 'order' AND v.name = 'x' ORDER BY p.started_at, p.key")  # fmt: skip
    return [row.value for row in found]


@pytest.mark.usefixtures("_deployed")
def test_the_case_that_waits_for_the_key_gets_it(engine: Engine) -> None:
    first, second = start(engine, "payment", invoice="A"), start(engine, "payment", invoice="B")
    sent = publish(engine, "B", amount=5)
    assert sent.correlated == (second,)
    assert (set(tasks(engine, first)), set(tasks(engine, second))) == (set(), {"thank"})
    assert variables(engine, second) == {"invoice": "B", "amount": 5}
    assert "message_correlated" in kinds(engine, second)
    assert subscriptions(engine, second) == {}


@pytest.mark.usefixtures("_deployed")
def test_of_each_process_only_the_one_that_waited_longest(engine: Engine, clock: MovableClock) -> None:
    first = start(engine, "payment", invoice="A")
    clock.move(HOUR)
    second = start(engine, "payment", invoice="A")
    assert publish(engine, "A").correlated == (first,)
    assert publish(engine, "A").correlated == (second,)
    assert publish(engine, "A").correlated == ()


def test_two_processes_get_the_same_message(engine: Engine) -> None:
    other = diagrams.PAYMENT.replace(b'"payment"', b'"payment2"').replace(b"D_payment", b"D_payment2")
    deploy(engine, payment=diagrams.PAYMENT, payment2=other)
    both = {start(engine, "payment", invoice="A"), start(engine, "payment2", invoice="A")}
    assert set(publish(engine, "A").correlated) == both
    assert all(set(tasks(engine, case)) == {"thank"} for case in both)


@pytest.mark.usefixtures("_deployed")
def test_published_before_anybody_waits_it_is_kept_for_its_time(engine: Engine, clock: MovableClock) -> None:
    publish(engine, "A", ttl=HOUR, foo="bar")
    clock.move(HOUR / 2)
    case = start(engine, "payment", invoice="A")
    assert variables(engine, case) == {"invoice": "A", "foo": "bar"}
    assert set(tasks(engine, case)) == {"thank"}
    other = start(engine, "payment", invoice="A")
    assert set(tasks(engine, other)) == set(), "each process gets it once"


@pytest.mark.usefixtures("_deployed")
@pytest.mark.parametrize("ttl", [timedelta(0), HOUR])
def test_after_its_time_it_reaches_nobody(engine: Engine, clock: MovableClock, ttl: timedelta) -> None:
    publish(engine, "A", ttl=ttl)
    clock.move(HOUR)
    case = start(engine, "payment", invoice="A")
    engine.do(DeliverMessages(), by=SYSTEM)
    assert set(subscriptions(engine, case)) == {"paid"}
    engine.do(ForgetMessages(), by=SYSTEM)
    assert rows(engine, "SELECT 1 FROM message") == []


@pytest.mark.usefixtures("_deployed")
def test_a_start_event_makes_one_case_per_key_and_the_next_waits_for_its_end(engine: Engine) -> None:
    """Messages 1 and 2 have one key: 2 is buffered until the case of 1 has ended."""
    for key, x in (("k1", 1), ("k1", 2), ("k2", 3)):
        publish(engine, key, "order", HOUR, x=x)
    assert orders(engine) == [1, 3]
    first = rows(engine, "SELECT key FROM process_instance WHERE correlation_key = 'k1'")[0].key
    engine.do(CompleteTask(tasks(engine, first)["pack"]), by=EVERYBODY)
    assert sorted(orders(engine)) == [1, 2, 3]


@pytest.mark.usefixtures("_deployed")
def test_without_a_key_each_message_starts_a_case(engine: Engine) -> None:
    publish(engine, "", "order", x=1)
    publish(engine, "", "order", x=2)
    assert orders(engine) == [1, 2]


@pytest.mark.usefixtures("_deployed")
def test_the_answer_names_the_case_that_was_started(engine: Engine) -> None:
    (case,) = publish(engine, "k", "order", x=1).correlated
    assert (instance(engine, case).process_id, instance(engine, case).correlation_key) == ("order", "k")


@pytest.mark.usefixtures("_deployed")
def test_a_message_id_is_accepted_once_in_its_time(engine: Engine, clock: MovableClock) -> None:
    command = PublishMessage("paid", "A", ttl=HOUR, message_id="m-1")
    engine.do(command, by=EVERYBODY)
    with pytest.raises(Conflict, match="m-1"):
        engine.do(command, by=EVERYBODY)
    clock.move(HOUR)
    engine.do(command, by=EVERYBODY)


@pytest.mark.usefixtures("_deployed")
def test_what_was_not_delivered_because_the_process_died_is_delivered_by_the_sweep(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = start(engine, "payment", invoice="A")
    monkeypatch.setattr(engine, "_follow", lambda command, by: None)  # dies right after its commit
    publish(engine, "A", amount=1)
    publish(engine, "k", "order", x=1)
    monkeypatch.undo()
    assert (set(tasks(engine, case)), orders(engine)) == (set(), [])
    assert engine.do(DeliverMessages(), by=SYSTEM) == 2
    assert engine.do(DeliverMessages(), by=SYSTEM) == 0
    assert (set(tasks(engine, case)), orders(engine)) == ({"thank"}, [1])


@pytest.mark.usefixtures("_deployed")
def test_if_its_receiver_went_another_way_meanwhile_the_next_gets_it(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, clock: MovableClock
) -> None:
    first = start(engine, "payment", invoice="A")
    clock.move(HOUR)
    second = start(engine, "payment", invoice="A")
    monkeypatch.setattr(engine, "_follow", lambda command, by: None)
    publish(engine, "A")
    monkeypatch.undo()
    engine.do(CorrelateMessage("paid", "A", instance_key=first), by=EVERYBODY)
    engine.do(DeliverMessages(), by=SYSTEM)
    assert set(tasks(engine, second)) == {"thank"}


@pytest.mark.usefixtures("_deployed")
def test_correlate_needs_exactly_one_receiver(engine: Engine) -> None:
    with pytest.raises(WrongState, match="0 were found"):
        engine.do(CorrelateMessage("paid", "A"), by=EVERYBODY)
    first, second = start(engine, "payment", invoice="A"), start(engine, "payment", invoice="B")
    with pytest.raises(WrongState, match="2 were found"):
        engine.do(CorrelateMessage("paid"), by=EVERYBODY)
    (got,) = engine.do(CorrelateMessage("paid", "A", variables={"z": 1}), by=EVERYBODY)
    assert (got.instance_key, got.element_id, got.state) == (first, "paid", "active")
    assert engine.do(CorrelateMessage("paid", instance_key=second), by=EVERYBODY)[0].instance_key == second
    assert variables(engine, first)["z"] == 1


@pytest.mark.usefixtures("_deployed")
def test_correlate_starts_a_case_if_only_a_start_event_fits(engine: Engine) -> None:
    (started,) = engine.do(CorrelateMessage("order", business_key="no 1", variables={"x": 1}), by=EVERYBODY)
    case = started.instance_key
    assert (started.token, started.element_id) == (None, "ordered")
    assert (instance(engine, case).business_key, orders(engine)) == ("no 1", [1])


@pytest.mark.usefixtures("_deployed")
def test_who_may_and_a_name_is_needed(engine: Engine, ana: Person) -> None:
    for command in (PublishMessage("paid", "A"), CorrelateMessage("paid", "A")):
        with pytest.raises(NotAllowed):
            engine.do(command, by=ana)
    with pytest.raises(InvalidCommand):
        engine.do(PublishMessage("", "A"), by=EVERYBODY)
