"""Gateways, conditions, default flows, several flows."""

from __future__ import annotations

from typing import Any

import pytest

from bpmn.diagram import Event, Repeat
from engine.flow import NotRunnable, compile_process
from tests.engine.flow.kit import both, diagram, element, end, message, scope, some, start, timer, user, xor


def test_exclusive_takes_the_first_true_flow_in_document_order(play: Any) -> None:
    drawn = diagram(
        scope(
            "s > g > a; g > b; g > c", start(), xor("g", default="g_c"), user("a"), user("b"), user("c"),
            when={"g_a": "x > 10", "g_b": "x > 5"},
        )
    )  # fmt: skip
    assert play(drawn, x=20).at() == ["a"]
    assert play(drawn, x=6).at() == ["b"]
    assert play(drawn, x=1).at() == ["c"]


def test_a_default_flow_drawn_first_is_still_last(play: Any) -> None:
    drawn = diagram(
        scope("s > g > a; g > b", start(), xor("g", default="g_a"), user("a"), user("b"), when={"g_b": "x"})
    )
    assert play(drawn, x=True).at() == ["b"]
    assert play(drawn, x=False).at() == ["a"]


@pytest.mark.parametrize("value", [None, "no", 1, 0, [], "true"])
def test_a_condition_that_is_not_boolean_is_an_incident(play: Any, value: Any) -> None:
    drawn = diagram(
        scope("s > g > a; g > b", start(), xor("g", default="g_b"), user("a"), user("b"), when={"g_a": "x"})
    )
    case = play(drawn, x=value)
    assert case.incident() == ("g", "EXTRACT_VALUE_ERROR")
    assert "g_a" in str(case.case.incidents()[0].sentence)
    case.set(x=True).retry("g")
    assert case.at() == ["a"]
    assert not case.stuck


def test_no_flow_to_take_is_an_incident(play: Any) -> None:
    case = play(diagram(scope("s > g > a", start(), xor("g"), user("a"), when={"g_a": "x == 1"})), x=2)
    assert case.incident() == ("g", "CONDITION_ERROR")
    case.set(x=1).retry("g").complete("a")
    assert case.state == "completed"


def test_parallel_waits_for_every_flow(play: Any) -> None:
    drawn = diagram(scope("s > f > a > j > e; f > b > j", start(), both("f"), user("a"), user("b"), both("j"), end()))
    case = play(drawn)
    assert case.at() == ["a", "b"]
    case.complete("b")
    assert case.at() == ["a"]
    case.complete("a")
    assert case.ended_at == "e"
    assert [fact.kind for fact in case.facts].count("merged") == 1


def test_nested_forks_join_where_drawn(play: Any) -> None:
    drawn = diagram(
        scope(
            "s > t0 > f > a > j > c > e; f > b > f2 > b1 > j2 > j; f2 > b2 > j2",
            start(), user("t0"), both("f"), user("a"), user("b"), both("f2"), user("b1"), user("b2"), both("j2"),
            both("j"), user("c"), end(),
        )
    )  # fmt: skip
    case = play(drawn)
    case.complete("t0")
    assert case.at() == ["a", "b"]
    case.complete("a")
    assert case.at() == ["b"]
    case.complete("b")
    assert case.at() == ["b1", "b2"]
    case.complete("b1").complete("b2")
    assert case.at() == ["c"]


def test_a_join_keeps_the_second_token_of_one_flow_for_later(play: Any) -> None:
    """Two tokens come by one flow before the other flow has any: the join fires once per pair."""
    drawn = diagram(
        scope(
            "s > f > a > j > e; f > a2 > m > b > j; f > a3 > m", start(), both("f"), user("a"), user("a2"), user("a3"),
            xor("m"), element("task", "b"), both("j"), end(),
        )
    )  # fmt: skip
    case = play(drawn)
    case.complete("a2").complete("a3")
    assert case.at() == ["a"]
    case.complete("a")
    # one pair has joined; the third token waits for ever, and the case says so
    assert case.passed().count("j") == 1
    assert case.incident() == ("j", "DEADLOCK")
    case.retry("j")
    assert case.incident() == ("j", "DEADLOCK")


@pytest.mark.parametrize(("x", "open_"), [(1, ["a", "b", "c"]), (2, ["b", "c"]), (3, ["c"])])
def test_inclusive_takes_every_true_flow_and_joins_them(play: Any, x: int, open_: list[str]) -> None:
    drawn = diagram(
        scope(
            "s > g > a > j > e; g > b > j; g > c > j", start(), some("g"), user("a"), user("b"), user("c"), some("j"),
            end(), when={"g_a": "x < 2", "g_b": "x < 3", "g_c": "x < 4"},
        )
    )  # fmt: skip
    case = play(drawn, x=x)
    assert case.at() == open_
    for one in reversed(open_):
        assert case.state == "active"
        case.complete(one)
    assert case.ended_at == "e"
    assert case.passed().count("e") == 1


def test_inclusive_default_only_when_nothing_else(play: Any) -> None:
    drawn = diagram(
        scope("s > g > a; g > b", start(), some("g", default="g_b"), user("a"), user("b"), when={"g_a": "x"})
    )
    assert play(drawn, x=True).at() == ["a"]
    assert play(drawn, x=False).at() == ["b"]


def test_inclusive_join_waits_for_a_token_behind_a_boundary_event(play: Any) -> None:
    from tests.engine.flow.kit import boundary

    drawn = diagram(
        scope(
            "s > g > a > j > e; g > b > x; t > late > j",
            start(), some("g"), user("a"), user("b"), end("x"), boundary("t", "b", timer("duration", "PT1H")),
            user("late"), some("j"), end(),
        )
    )  # fmt: skip
    case = play(drawn).complete("a")
    assert case.at() == ["b"], "the timer may still send a token to the join"
    case.after(hours=2)
    assert case.at() == ["late"]
    case.complete("late")
    assert case.passed().count("j") == 1
    assert case.ended_at == "e"


def test_several_flows_out_of_a_task_fork(play: Any) -> None:
    case = play(diagram(scope("s > t > a; t > b", start(), element("task", "t"), user("a"), user("b"))))
    assert case.at() == ["a", "b"]


def test_conditions_and_default_on_a_task(play: Any) -> None:
    drawn = diagram(
        scope(
            "s > t > a; t > b; t > c", start(), user("t", default="t_c"), user("a"), user("b"), user("c"),
            when={"t_a": "x > 1", "t_b": "x > 2"},
        )
    )  # fmt: skip
    assert play(drawn).complete("t", x=3).at() == ["a", "b"]
    assert play(drawn).complete("t", x=2).at() == ["a"]
    assert play(drawn).complete("t", x=0).at() == ["c"]


def test_a_failing_condition_does_not_complete_the_task_twice(play: Any) -> None:
    drawn = diagram(
        scope("s > t > a; t > b", start(), user("t", default="t_b"), user("a"), user("b"), when={"t_a": "y > 1"})
    )
    case = play(drawn).complete("t", x=3)
    assert case.incident() == ("t", "EXTRACT_VALUE_ERROR")
    assert case.at() == [], "the person's work is done, the task is not open again"
    writes = [fact for fact in case.facts if fact.kind == "variable_set"]
    case.set(y=5).retry("t")
    assert case.at() == ["a"]
    assert [fact for fact in case.facts if fact.kind == "variable_set" and fact.detail["name"] == "x"] == writes


def test_an_incident_leaves_the_other_branches_alone(play: Any) -> None:
    drawn = diagram(
        scope(
            "s > f > g > a > j > e; f > b > c > j", start(), both("f"), xor("g"), user("a"), user("b"), user("c"),
            both("j"), end(), when={"g_a": "ok"},
        )
    )  # fmt: skip
    case = play(drawn)
    assert case.incident()[0] == "g"
    case.complete("b")
    assert case.at() == ["c"]
    case.set(ok=True).retry("g").complete("a").complete("c")
    assert case.ended_at == "e"


def test_event_gateway_takes_the_first_event(play: Any) -> None:
    drawn = diagram(
        scope(
            "s > g > m > a; g > t > b; g > r > c",
            start(), element("eventBasedGateway", "g"),
            element("intermediateCatchEvent", "m", events=(message("invoice", "key"),)),
            element("intermediateCatchEvent", "t", events=(timer("duration", "PT1H"),)),
            element("receiveTask", "r", events=(message("recall", "key"),)),
            user("a"), user("b"), user("c"),
        )
    )  # fmt: skip
    case = play(drawn, key="K1")
    assert case.guards() == ["m", "r", "t"]
    assert case.row("m").name == "invoice"
    assert case.row("m").key == "K1"
    case.trigger("m", paid=True)
    assert case.at() == ["a"]
    assert not case.guards()
    assert case.variables[1]["paid"] is True
    assert case.flows() == ["s_g", "g_m", "m_a"]

    case = play(drawn, key="K1").after(minutes=61)
    assert case.at() == ["b"]
    case = play(drawn, key="K1").trigger("r")
    assert case.at() == ["c"]


def test_event_gateway_without_a_key_is_an_incident(play: Any) -> None:
    drawn = diagram(
        scope(
            "s > g > m > a; g > t > b", start(), element("eventBasedGateway", "g"),
            element("intermediateCatchEvent", "m", events=(message("invoice", "key"),)),
            element("intermediateCatchEvent", "t", events=(timer("duration", "PT1H"),)), user("a"), user("b"),
        )
    )  # fmt: skip
    case = play(drawn)
    assert case.incident() == ("g", "EXTRACT_VALUE_ERROR")
    assert not case.guards()
    case.set(key=7).retry("g")
    assert case.row("m").key == "7"


def test_what_the_kernel_has_no_behaviour_for_is_not_runnable() -> None:
    drawn = diagram(scope("s > g", start(), element("complexGateway", "g")))
    with pytest.raises(NotRunnable) as refused:
        compile_process(drawn, "p")
    assert refused.value.element_id == "g"


@pytest.mark.parametrize(
    "wrong",
    [
        element("serviceTask", "w"),
        element("scriptTask", "w"),
        element("callActivity", "w"),
        element("receiveTask", "w"),
        element("intermediateCatchEvent", "w", events=(Event("timer"),)),
        element("intermediateThrowEvent", "w", events=(Event("link"),)),
        element("intermediateThrowEvent", "w", events=(Event("signal"),)),
        element("intermediateCatchEvent", "w", events=(Event("conditional"),)),
        element("subProcess", "w", scope=scope("a > b", user("a"), user("b"))),
        element("subProcess", "w", scope=scope("s2", start("s2")), event_subprocess=True),
        element("boundaryEvent", "w", events=(Event("message"),), attached_to="s"),
        element("boundaryEvent", "w", events=(Event("error"),), attached_to="nobody"),
        element("userTask", "w", repeat=Repeat(sequential=True)),
        element("endEvent", "w", events=(Event("error"), Event("terminate"))),
        element("eventBasedGateway", "w"),
    ],
)
def test_what_lacks_its_work_is_not_runnable(wrong: Any) -> None:
    with pytest.raises(NotRunnable) as refused:
        compile_process(diagram(scope("s > u", start(), user("u"), wrong)), "p")
    assert refused.value.element_id == "w"


def test_a_token_is_never_lost_when_several_ends_are_reached(play: Any) -> None:
    drawn = diagram(scope("s > f > a > e; f > b > e", start(), both("f"), user("a"), user("b"), end()))
    case = play(drawn).complete("a")
    assert case.state == "active"
    case.complete("b")
    assert case.state == "completed"
    assert case.passed().count("e") == 2
