"""Conditional events: asked on arrival and after each change of a variable they see, before anything else goes on."""

from __future__ import annotations

from typing import Any

import pytest

from bpmn.diagram import Call
from tests.engine.flow.kit import (
    TestHost,
    boundary,
    condition,
    diagram,
    element,
    end,
    literal,
    message,
    puts,
    repeated,
    scope,
    script,
    start,
    sub,
    toy,
    user,
    watch,
)  # fmt: skip

BOTH: Any = pytest.mark.parametrize("dialect", ["camunda7", "camunda8"])


def catching(**parts: Any) -> Any:
    catch = element("intermediateCatchEvent", "c", events=(condition("n == 1", **parts),))
    return scope("s > c > e", start(), catch, end())


def watched(interrupting: bool = True, dialect: Any = "camunda8", **parts: Any) -> Any:
    on = boundary("on", "a", condition("(n or 0) > 1", **parts), interrupting=interrupting)
    return diagram(scope("s > a > e; on > x", start(), user("a"), end(), on, user("x")), dialect)


def test_a_catch_event_waits_until_it_holds(play: Any) -> None:
    case = play(diagram(catching()))
    assert case.at() == ["c"]
    assert case.set(m=1).at() == ["c"]
    assert case.set(n=2).at() == ["c"]
    assert case.set(n=1).ended_at == "e"


def test_a_catch_event_that_holds_already_is_passed(play: Any) -> None:
    assert play(diagram(catching()), n=1).ended_at == "e"


def test_an_interrupting_boundary_event(play: Any) -> None:
    case = play(watched())
    assert (case.at(), case.guards()) == (["a"], ["on"])
    assert case.set(n=1).at() == ["a"]
    assert case.set(n=2).at() == ["x"]


def test_what_is_not_true_does_not_hold(play: Any) -> None:
    on = boundary("on", "a", condition("flag"))
    case = play(diagram(scope("s > a > e; on > x", start(), user("a"), end(), on, user("x"))), flag="yes")
    assert case.at() == ["a"]
    for value in (1, "true", [True]):
        assert case.set(flag=value).at() == ["a"]
    assert case.set(flag=True).at() == ["x"]


def test_it_holds_on_arrival(play: Any) -> None:
    case = play(watched(), n=2)
    assert case.at() == ["x"]
    assert "a" not in case.passed()


@BOTH
def test_one_that_does_not_interrupt_comes_with_every_change(play: Any, dialect: str) -> None:
    case = play(watched(False, dialect)).set(n=2)
    assert (case.at(), case.guards()) == (["a", "x"], ["on"])
    assert case.set(n=3).at() == ["a", "x", "x"]
    assert case.set(n=0).at() == ["a", "x", "x"]
    assert case.complete("a").guards() == []


@pytest.mark.parametrize(("dialect", "times"), [("camunda7", 2), ("camunda8", 1)])
def test_only_camunda_7_asks_after_a_change_of_any_variable(play: Any, dialect: str, times: int) -> None:
    case = play(watched(False, dialect)).set(n=2).set(other=1)
    assert case.at() == ["a", *["x"] * times]


def test_two_changes_in_one_command_are_one(play: Any) -> None:
    assert play(watched(False, "camunda7")).set(n=2, m=3).at() == ["a", "x"]


def test_only_the_variable_that_is_named(play: Any) -> None:
    case = play(watched(False, "camunda7", variable_names=("m",))).set(n=2)
    assert case.at() == ["a"]
    assert case.set(m=1).at() == ["a", "x"]


def test_only_the_kind_of_change_that_is_named(play: Any) -> None:
    case = play(watched(False, "camunda7", variable_events=("create",))).set(n=2)
    assert case.at() == ["a", "x"]
    assert case.set(n=3).at() == ["a", "x"]
    case = play(watched(False, "camunda8", variable_events=("update",))).set(n=2)
    assert case.at() == ["a"]
    assert case.set(n=3).at() == ["a", "x"]


def test_results_of_the_activity_itself_come_too_late(play: Any) -> None:
    assert play(watched()).complete("a", n=2).ended_at == "e"


def test_an_input_mapping_is_seen_by_the_boundary_event(play: Any) -> None:
    on = boundary("on", "a", condition("n == 2"))
    drawn = diagram(scope("s > a > e; on > x", start(), user("a", inputs=puts(n="2")), end(), on, user("x")))
    assert play(drawn).at() == ["x"]


def test_what_cannot_be_worked_out_does_not_hold(play: Any) -> None:
    on = boundary("on", "a", condition("fail.x"))
    assert play(diagram(scope("s > a; on > x", start(), user("a"), on, user("x")))).set(fail=1).at() == ["a"]


def test_an_event_subprocess_comes_before_the_next_element(play: Any) -> None:
    inside = watch("w", condition("n == 2"), user("x"))
    drawn = diagram(scope("s > t > u > e", start(), script("t", "n", "2"), script("u", "m", "1"), end(), inside))
    case = play(drawn)
    assert case.at() == ["x"]
    assert case.variables[1] == {"n": 2}


def test_an_event_subprocess_that_holds_at_once(play: Any) -> None:
    case = play(diagram(scope("s > a > e", start(), user("a"), end(), watch("w", condition("n == 2"), user("x")))), n=2)
    assert (case.at(), case.passed()) == (["x"], ["s", "w_s"])


def test_an_event_subprocess_beside_the_flow(play: Any) -> None:
    beside = watch("w", condition("n == 2"), user("x"), interrupting=False)
    case = play(diagram(scope("s > a > e", start(), user("a"), end(), beside)))
    assert case.set(n=2).set(n=2).at() == ["a", "x", "x"]
    case.complete("a").complete("x").complete("x")
    assert case.state == "completed"


def test_a_candidate_of_an_event_based_gateway(play: Any) -> None:
    catch = element("intermediateCatchEvent", "c", events=(condition("n == 1"),))
    other = element("intermediateCatchEvent", "m", events=(message("go"),))
    drawn = diagram(scope("s > g > c > x; g > m > y", start(), element("eventBasedGateway", "g"), catch, other,
                          user("x"), user("y")))  # fmt: skip
    assert play(drawn).set(n=1).at() == ["x"]
    assert play(drawn, n=1).at() == ["x"]
    assert play(drawn).trigger("m").at() == ["y"]


def test_the_outer_scope_comes_first(play: Any) -> None:
    inner = boundary("in", "a", condition("n == 1"))
    inside = scope("s2 > a > e2; in > y", start("s2"), user("a"), end("e2"), inner, user("y"))
    out = boundary("out", "p", condition("n == 1"))
    drawn = diagram(scope("s > p > e; out > x", start(), sub("p", inside), end(), out, user("x")))
    case = play(drawn).set(n=1)
    assert case.at() == ["x"]
    assert "in" not in case.passed()


def test_the_outer_scope_comes_first_also_if_it_waits_for_less_time(play: Any) -> None:
    """The outer event has come before, so that its guard is younger; then both come with one change."""
    again = "(n or 0) > {}"
    inside = scope(
        "s2 > a > e2; in > ti > ei", start("s2"), user("a"), end("e2"),
        script("ti", "order", "order + 'in '"), end("ei"),
        boundary("in", "a", condition(again.format(1)), interrupting=False),
    )  # fmt: skip
    drawn = scope(
        "s > p > e; out > to > eo", start(), sub("p", inside), end(),
        script("to", "order", "order + 'out '"), end("eo"),
        boundary("out", "p", condition(again.format(0)), interrupting=False),
    )  # fmt: skip
    case = play(diagram(drawn), order="").set(n=1)
    assert case.variables[1]["order"] == "out "
    assert case.row("out").token > case.row("in").token
    assert case.set(n=2).variables[1]["order"] == "out out in "


def test_a_local_change_concerns_those_who_see_it(play: Any) -> None:
    inside = scope("s2 > a > e2; on > x", start("s2"), user("a"), end("e2"),
                   boundary("on", "a", condition("n == item"), interrupting=False), user("x"))  # fmt: skip
    body = repeated(sub("p", inside, inputs=puts(n="0")), collection=toy("[1, 2]"), item="item")
    case = play(diagram(scope("s > p > e", start(), body, end())))
    first = min(row.token for row in case.rows.values() if row.element == "a")
    case.case.set_variables({"n": 1}, token=first)
    case.settle()
    assert case.at() == ["a", "a", "x"]


def test_in_a_called_process_only_its_own_variables_count(play: Any) -> None:
    host = TestHost()
    host.deploy(diagram(catching(), process_id="q"), "q")
    call = element("callActivity", "k", call=Call(literal("q")))
    case = play(host.deploy(diagram(scope("s > k > e", start(), call, end()))), host=host).set(n=1)
    assert case.at() == ["c"]
    case.case.set_variables({"n": 1}, instance=2)
    assert case.settle().ended_at == "e"


def test_from_outside_it_may_be_triggered_as_well(play: Any) -> None:
    assert play(watched()).trigger("on").at() == ["x"]


def test_after_a_job_done_elsewhere(play: Any) -> None:
    on = boundary("on", "a", condition("n == 2"))
    drawn = diagram(
        scope("s > f; f > a > e; f > b > e; on > x", start(), element("parallelGateway", "f"), user("a"), user("b"),
              end(), on, user("x"))
    )  # fmt: skip
    assert play(drawn).complete("b", n=2).at() == ["x"]


def test_what_changes_in_a_called_process_is_no_reason_to_ask_again(play: Any) -> None:
    host = TestHost()
    inner = scope("s > w > t > e", start(), user("w"), script("t", "n", "1"), end())
    host.deploy(diagram(inner, "camunda7", "child"), "child")
    catch = element("intermediateCatchEvent", "c", events=(condition("(m or 0) > 1"),))
    call = element("callActivity", "call", call=Call(literal("child"), all_in=False, all_out=False))
    drawn = scope("s > f > c > e; f > call > e", start(), element("parallelGateway", "f"), catch, call, end())
    case = play(diagram(drawn, "camunda7"), host=host)
    asked = host.evaluated.count("(m or 0) > 1")
    case.complete("w")
    assert case.variables[2] == {"n": 1}
    assert host.evaluated.count("(m or 0) > 1") == asked
