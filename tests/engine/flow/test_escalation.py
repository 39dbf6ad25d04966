"""Escalations: outward like errors, but what throws goes on unless it is interrupted, and nobody has to catch."""

from __future__ import annotations

from typing import Any

import pytest

from bpmn.diagram import Call
from tests.engine.flow.kit import (
    TestHost,
    both,
    boundary,
    diagram,
    element,
    end,
    escalation,
    literal,
    puts,
    repeated,
    scope,
    start,
    sub,
    toy,
    user,
)  # fmt: skip


def rises(code: str | None = "LATE") -> Any:
    throws = element("intermediateThrowEvent", "up", events=(escalation(code),))
    return scope("s2 > a > up > b > e2", start("s2"), user("a"), throws, user("b"), end("e2"))


def caught(*catchers: Any, inside: Any = None, flows: str = "", dialect: Any = "camunda8") -> Any:
    tasks = [user(name) for name in ("x", "y") if name in flows]
    return diagram(
        scope(f"s > p > e; {flows}", start(), sub("p", inside or rises()), end(), *catchers, *tasks), dialect
    )


def test_nobody_has_to_catch_it(play: Any) -> None:
    case = play(caught()).complete("a")
    assert (case.at(), case.stuck) == (["b"], {})
    assert case.complete("b").ended_at == "e"


def test_beside_the_activity(play: Any) -> None:
    case = play(caught(boundary("on", "p", escalation("LATE"), interrupting=False), flows="on > x")).complete("a")
    assert case.at() == ["b", "x"]
    assert case.flows() == ["s_p", "s2_a", "a_up", "up_b", "on_x"]
    assert case.complete("b").complete("x").state == "completed"


def test_interrupting_the_activity(play: Any) -> None:
    case = play(caught(boundary("on", "p", escalation("LATE")), flows="on > x")).complete("a")
    assert case.at() == ["x"]
    assert case.passed() == ["s", "s2", "a", "up", "on"]


def test_an_end_event_throws_and_ends_its_branch(play: Any) -> None:
    inside = scope("s2 > f > a > up; f > b > e2", start("s2"), both("f"), user("a"), user("b"), end("e2"),
                   end("up", events=(escalation("LATE"),)))  # fmt: skip
    drawn = caught(boundary("on", "p", escalation("LATE"), interrupting=False), inside=inside, flows="on > x")
    case = play(drawn).complete("a")
    assert case.at() == ["b", "x"]
    case.complete("b")
    assert "p" in case.passed()


def test_the_last_end_event_throws_and_the_subprocess_ends_well(play: Any) -> None:
    inside = scope("s2 > a > up", start("s2"), user("a"), end("up", events=(escalation("LATE"),)))
    drawn = caught(boundary("on", "p", escalation(), interrupting=False), inside=inside, flows="on > x")
    case = play(drawn).complete("a")
    assert case.at() == ["x"]
    assert "p" in case.passed()
    assert case.complete("x").state == "completed"


@pytest.mark.parametrize(("code", "at"), [("LATE", "x"), ("OTHER", "y")])
def test_the_specific_catcher_comes_before_the_catch_all(play: Any, code: str, at: str) -> None:
    drawn = caught(
        boundary("every", "p", escalation()), boundary("one", "p", escalation("LATE")),
        inside=rises(code), flows="every > y; one > x",
    )  # fmt: skip
    assert play(drawn).complete("a").at() == [at]


def test_without_a_code_only_a_catch_all_catches(play: Any) -> None:
    drawn = caught(
        boundary("every", "p", escalation(), interrupting=False), boundary("one", "p", escalation("LATE")),
        inside=rises(None), flows="every > y; one > x",
    )  # fmt: skip
    assert play(drawn).complete("a").at() == ["b", "y"]


@pytest.mark.parametrize("interrupting", [True, False])
def test_over_a_call_activity(play: Any, interrupting: bool) -> None:
    host = TestHost()
    host.deploy(diagram(rises(), "camunda7", "q"), "q")
    call = Call(literal("q"), all_in=False, all_out=False, outputs=puts(seen="found"))
    on = boundary("on", "c", escalation("LATE", code_variable="code"), interrupting=interrupting)
    drawn = diagram(
        scope("s > c > e; on > x", start(), element("callActivity", "c", call=call), end(), on, user("x")), "camunda7"
    )
    case = play(host.deploy(drawn), host=host).complete("a", found=7)
    assert case.at() == (["x"] if interrupting else ["b", "x"])
    assert case.variables[1] == {"seen": 7, "code": "LATE"}


def test_from_an_item_of_a_multi_instance(play: Any) -> None:
    body = repeated(sub("p", rises()), cardinality=toy("2"))
    on = boundary("on", "p", escalation("LATE"), interrupting=False)
    case = play(diagram(scope("s > p > e; on > x", start(), body, end(), on, user("x"))))
    assert case.complete("a").at() == ["a", "b", "x"]
    assert case.complete("a").at() == ["b", "b", "x", "x"]


def test_thrown_again_from_outside_the_catcher(play: Any) -> None:
    """What the boundary event leads to may escalate further out, to the next scope."""
    again = element("intermediateThrowEvent", "again", events=(escalation("LATE"),))
    middle = scope("s1 > p > e1; on > again > y", start("s1"), sub("p", rises()), end("e1"),
                   boundary("on", "p", escalation("LATE"), interrupting=False), again, user("y"))  # fmt: skip
    out = boundary("out", "q", escalation("LATE"), interrupting=False)
    drawn = diagram(scope("s > q > e; out > x", start(), sub("q", middle), end(), out, user("x")))
    assert play(drawn).complete("a").at() == ["b", "x", "y"]
