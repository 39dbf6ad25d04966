"""Transactions of Camunda 7: they succeed like a subprocess, are cancelled and undone, or end by an error."""

from __future__ import annotations

from typing import Any

from bpmn.diagram import Element, Event, Scope
from tests.engine.flow.kit import (
    both,
    boundary,
    diagram,
    element,
    end,
    error,
    repeated,
    scope,
    start,
    timer,
    toy,
    user,
    xor,
)  # fmt: skip
from tests.engine.flow.test_compensation import inner, sub, throw, undone

CANCEL = Event("cancel")


def transaction(id: str, inside: Scope, **parts: Any) -> Element:
    return element("transaction", id, scope=inside, **parts)


def trip(*more: Element) -> Scope:
    return scope(
        "s2 > a > f > how > well; how > no; how > bad; f > c > e3", start("s2"), user("a"), both("f"), user("c"),
        xor("how", default="how_well"), end("well"), end("no", events=(CANCEL,)), end("bad", events=(error("E"),)),
        end("e3"), *undone("a"), *more, when={"how_no": "how == 'no'", "how_bad": "how == 'bad'"},
    )  # fmt: skip


def around(tx: Element, *more: Element) -> Any:
    return diagram(
        scope(
            "s > tx > t > e; cancelled > sorry > e; broken > phone > e", start(), tx, throw(), user("sorry"),
            user("phone"), end(), boundary("cancelled", "tx", CANCEL), boundary("broken", "tx", error()), *more,
        ),
        "camunda7",
    )  # fmt: skip


def test_a_cancelled_transaction_ends_what_runs_and_waits_for_what_it_undoes(play: Any) -> None:
    case = play(around(transaction("tx", trip())), how="no").complete("a")
    assert case.at() == ["undo_a"]
    case.complete("undo_a")
    assert case.at() == ["sorry"]
    assert case.passed()[-2:] == ["no", "cancelled"]
    assert case.complete("sorry").ended_at == "e"


def test_one_that_succeeds_may_be_undone_later(play: Any) -> None:
    case = play(around(transaction("tx", trip())), how="well").complete("a").complete("c")
    assert case.at() == ["undo_a"]
    assert case.complete("undo_a").ended_at == "e"


def test_an_error_undoes_nothing(play: Any) -> None:
    assert play(around(transaction("tx", trip())), how="bad").complete("a").at() == ["phone"]


def test_with_nothing_to_undo_it_is_left_at_once(play: Any) -> None:
    inside = scope("s2 > no", start("s2"), end("no", events=(CANCEL,)))
    assert play(around(transaction("tx", inside))).at() == ["sorry"]


def test_completed_subprocesses_inside_are_undone_and_running_ones_are_not(play: Any) -> None:
    inside = scope(
        "s2 > f > p > w > no; f > q > e3", start("s2"), both("f"), sub("p", inner()), user("w"),
        transaction("q", scope("s4 > z > late > e4", start("s4"), user("z"), user("late"), end("e4"), *undone("z"))),
        end("no", events=(CANCEL,)), end("e3"),
    )  # fmt: skip
    case = play(around(transaction("tx", inside))).complete("x").complete("y").complete("z").complete("w")
    assert case.at() == ["undo_x", "undo_y"]
    assert case.complete("undo_y").complete("undo_x").at() == ["sorry"]


def test_one_of_many_cancels_them_all(play: Any) -> None:
    inside = scope(
        "s2 > a > b > how > well; how > no", start("s2"), user("a"), user("b"), xor("how", default="how_well"),
        end("well"), end("no", events=(CANCEL,)), *undone("a"), when={"how_no": "how == 'no'"},
    )  # fmt: skip
    many = repeated(transaction("tx", inside), cardinality=toy("3"))
    case = play(around(many), how="").complete("a").complete("a").complete("a").complete("b", how="no")
    assert case.at() == ["b", "b", "undo_a"]
    assert case.complete("undo_a").at() == ["sorry"]


def test_a_timer_on_it_may_interrupt_the_undoing(play: Any) -> None:
    late = boundary("late", "tx", timer("duration", "PT1H"))
    drawn = around(transaction("tx", trip()), late)
    case = play(drawn, how="no").complete("a").after(hours=2)
    assert "undo_a" not in case.at()
    assert case.state == "completed"


def test_compensation_inside_a_transaction_stays_inside(play: Any) -> None:
    inside = scope("s2 > a > u > b > e2", start("s2"), user("a"), throw("u"), user("b"), end("e2"), *undone("a"))
    drawn = around(transaction("tx", inside))
    case = play(drawn).complete("a").complete("undo_a").complete("b")
    assert case.ended_at == "e"
