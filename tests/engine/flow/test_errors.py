"""Errors: outward, the specific catcher first, uncaught ones are incidents; step limit and deadlock."""

from __future__ import annotations

from typing import Any

import pytest

from bpmn.diagram import JobSpec
from engine.flow import Case, running
from tests.engine.flow.kit import (
    both,
    boundary,
    diagram,
    element,
    end,
    error,
    literal,
    message,
    scope,
    start,
    sub,
    timer,
    user,
    xor,
)  # fmt: skip


def job(id: str, **parts: Any) -> Any:
    return element("serviceTask", id, job=JobSpec(literal("work")), **parts)


def thrower(code: str = "E1") -> Any:
    return scope("s2 > a > boom", start("s2"), user("a"), end("boom", events=(error(code),)))


def test_error_end_is_caught_at_the_subprocess(play: Any) -> None:
    drawn = diagram(
        scope("s > p > e; b > x > e", start(), sub("p", thrower()), boundary("b", "p", error("E1")), user("x"), end())
    )
    case = play(drawn).complete("a")
    assert case.at() == ["x"]
    assert case.passed() == ["s", "s2", "a", "boom", "b"]
    case.complete("x")
    assert case.ended_at == "e"


def test_an_error_ends_everything_in_the_scope_of_its_catcher(play: Any) -> None:
    inside = scope(
        "s2 > f > a > boom; f > other > e2", start("s2"), both("f"), user("a"), user("other"), end("e2"),
        end("boom", events=(error("E1"),)), boundary("late", "other", timer("duration", "PT1H")),
    )  # fmt: skip
    drawn = diagram(scope("s > p; b > x", start(), sub("p", inside), boundary("b", "p", error("E1")), user("x")))
    case = play(drawn).complete("a")
    assert (case.at(), case.guards()) == (["x"], [])


@pytest.mark.parametrize(("code", "at"), [("E1", "x"), ("E2", "y")])
def test_the_specific_catcher_comes_before_the_catch_all(play: Any, code: str, at: str) -> None:
    drawn = diagram(
        scope("s > p; every > y; one > x", start(), sub("p", thrower(code)), boundary("every", "p", error()),
              boundary("one", "p", error("E1")), user("x"), user("y"))
    )  # fmt: skip
    assert play(drawn).complete("a").at() == [at]


def test_a_catch_all_inside_comes_before_the_specific_one_outside(play: Any) -> None:
    outer = scope(
        "s1 > p > e1; every > y",
        start("s1"),
        sub("p", thrower()),
        boundary("every", "p", error()),
        user("y"),
        end("e1"),
    )
    drawn = diagram(scope("s > q; one > x", start(), sub("q", outer), boundary("one", "q", error("E1")), user("x")))
    assert play(drawn).complete("a").at() == ["y"]


def test_the_error_travels_over_scopes_that_do_not_catch_it(play: Any) -> None:
    outer = scope(
        "s1 > p > e1; other > y",
        start("s1"),
        sub("p", thrower()),
        boundary("other", "p", error("E9")),
        user("y"),
        end("e1"),
    )
    drawn = diagram(scope("s > q; one > x", start(), sub("q", outer), boundary("one", "q", error("E1")), user("x")))
    case = play(drawn).complete("a")
    assert case.at() == ["x"]
    assert [fact.element for fact in case.facts if fact.kind == "element_terminated"] == ["p", "q"]


def test_an_uncaught_error_is_an_incident_at_the_end_event(play: Any) -> None:
    case = play(diagram(scope("s > p > e", start(), sub("p", thrower()), end()))).complete("a")
    assert case.incident() == ("boom", "UNHANDLED_ERROR_EVENT")
    case.retry("boom")
    assert case.incident() == ("boom", "UNHANDLED_ERROR_EVENT")
    assert case.state == "active"


def test_a_job_throws_at_its_own_boundary(play: Any) -> None:
    catch = boundary("b", "t", error("NO_STOCK", code_variable="code", message_variable="why"))
    case = play(diagram(scope("s > t; b > x", start(), job("t"), catch, user("x")), "camunda7"))
    case.throws("t", "NO_STOCK", left=0)
    assert case.at() == ["x"]
    assert case.variables[1] == {"left": 0, "code": "NO_STOCK", "why": "NO_STOCK happened"}


def test_a_job_error_nobody_catches_waits_again_after_retry(play: Any) -> None:
    case = play(diagram(scope("s > t > e", start(), job("t"), end()))).throws("t", "NO_STOCK")
    assert case.incident() == ("t", "UNHANDLED_ERROR_EVENT")
    assert case.at() == []
    case.retry("t")
    assert case.at() == ["t"]
    case.complete("t")
    assert case.ended_at == "e"


def test_error_loops_back(play: Any) -> None:
    """Scenario: both reviews run again after an error has ended the subprocess."""
    inside = scope(
        "s2 > f > review > g > boom; g > e2; f > rate > e2", start("s2"), both("f"), user("review"), user("rate"),
        xor("g", default="g_e2"), end("boom", events=(error("NEED_MORE"),)), end("e2"), when={"g_boom": "more"},
    )  # fmt: skip
    drawn = diagram(
        scope("s > enter > m > p > e; b > details > m", start(), user("enter"), xor("m"), sub("p", inside),
              boundary("b", "p", error("NEED_MORE")), user("details"), end())
    )  # fmt: skip
    case = play(drawn).complete("enter")
    assert case.at() == ["rate", "review"]
    case.complete("review", more=True)
    assert case.at() == ["details"]
    case.complete("details")
    assert case.at() == ["rate", "review"]
    case.complete("review", more=False).complete("rate")
    assert case.ended_at == "e"


def test_an_incident_inside_goes_with_its_scope(play: Any) -> None:
    inside = scope("s2 > f > a > boom; f > g > e2", start("s2"), both("f"), user("a"), xor("g"), end("e2"),
                   end("boom", events=(error("E1"),)), when={"g_e2": "missing"})  # fmt: skip
    drawn = diagram(scope("s > p; b > x", start(), sub("p", inside), boundary("b", "p", error("E1")), user("x")))
    case = play(drawn)
    assert case.incident()[0] == "g"
    case.complete("a")
    assert not case.stuck
    assert [fact.kind for fact in case.facts].count("incident_resolved") == 1


def test_an_endless_loop_is_an_incident(play: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "MOST_STEPS", 1000)
    case = play(diagram(scope("s > m > t > m", start(), xor("m"), element("task", "t"))))
    element_id, code = case.incident()
    assert (element_id in ("m", "t"), code) == (True, "STEP_LIMIT")
    case.cancel()
    assert case.state == "terminated"


def test_a_loop_that_forks_for_ever_is_an_incident(play: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "MOST_TOKENS", 100)
    case = play(diagram(scope("s > m > f > m; f > t > m", start(), xor("m"), both("f"), element("task", "t"))))
    assert {one.code for one in case.stuck.values()} == {"STEP_LIMIT"}


def test_the_real_limit_is_reached_in_time() -> None:
    from tests.engine.flow.kit import TestHost

    host = TestHost()
    definition = host.deploy(diagram(scope("s > m > t > m", start(), xor("m"), element("task", "t"))))
    case = Case.begin(definition, 1, {}, host)
    case.start()
    step = case.step()
    assert [incident.code for incident in step.raised] == ["STEP_LIMIT"]


def test_a_subprocess_that_is_interrupted_ends_no_instance(play: Any) -> None:
    inside = scope("s2 > a > e2", start("s2"), user("a"), end("e2"))
    drawn = diagram(scope("s > p > e; b > c > e3", start(), sub("p", inside), end(), boundary("b", "p", message("m")),
                          user("c"), end("e3")))  # fmt: skip
    case = play(drawn).trigger("b")
    assert case.at() == ["c"]
    assert "instance_terminated" not in [fact.kind for fact in case.facts]


@pytest.mark.parametrize(("dialect", "at"), [("camunda7", "x"), ("camunda8", "y")])
def test_camunda_7_takes_the_first_that_fits(play: Any, dialect: Any, at: str) -> None:
    inside = scope("i > bad", start("i"), end("bad", events=(error("E1"),)))
    drawn = diagram(
        scope("s > p > e; any > x; one > y", start(), sub("p", inside), boundary("any", "p", error()),
              boundary("one", "p", error("E1")), user("x"), user("y"), end()), dialect)  # fmt: skip
    assert play(drawn).at() == [at]
