"""Error event definitions of external tasks: what a worker reports may be an error of the diagram (Camunda 7)."""

from __future__ import annotations

from typing import Any

import pytest

from bpmn.diagram import Event, JobSpec, ReportedError
from tests.engine.flow.kit import Player, boundary, diagram, element, end, error, literal, repeated, scope, start, toy

STOCK = "externalTask['errorMessage'] == 'no stock'"


@pytest.fixture(params=[False, True], ids=["live", "restored"])
def restart(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def job(*definitions: tuple[str, str], **parts: Any) -> Any:
    errors = tuple(ReportedError(code, toy(when)) for code, when in definitions)
    return element("serviceTask", "t", job=JobSpec(literal("ship"), errors=errors), **parts)


def begun(work: Any, restart: bool, caught: Event | None = None, **variables: Any) -> Player:
    caught = caught or error("none", code_variable="code", message_variable="message")
    inside = scope("s > t > e; b > caught", start(), work, boundary("b", "t", caught), end("caught"), end())
    return Player(diagram(inside, "camunda7"), restart, **variables).start()


def test_a_failure_may_be_an_error(restart: bool) -> None:
    case = begun(job(("none", STOCK)), restart)
    assert not case.fails("t", "no lorry")
    assert case.at() == ["t"]
    assert case.fails("t", "no stock", found=0)
    assert case.ended_at == "caught"
    assert case.variables[1] == {"found": 0, "code": "none", "message": "no stock"}


def test_the_first_definition_that_is_true_counts(restart: bool) -> None:
    case = begun(job(("other", "False"), ("none", "True"), ("third", "True")), restart)
    assert case.fails("t", "x")
    assert case.variables[1]["code"] == "none"


def test_a_result_may_be_an_error(restart: bool) -> None:
    case = begun(job(("none", "left == 0")), restart).complete("t", left=0)
    assert case.ended_at == "caught"
    assert case.variables[1]["left"] == 0
    assert case.variables[1]["message"] is None
    assert begun(job(("none", "left == 0")), restart).complete("t", left=1).ended_at == "e"


def test_what_was_said_before_is_known_when_it_is_done(restart: bool) -> None:
    case = begun(job(("none", f"late and {STOCK}")), restart, late=False)
    assert not case.fails("t", "no stock")
    case.complete("t", late=True)
    assert (case.ended_at, case.variables[1]["message"]) == ("caught", "no stock")


def test_only_true_is_true(restart: bool) -> None:
    assert begun(job(("none", "1")), restart).complete("t").ended_at == "e"


def test_a_definition_without_a_value_is_false_of_a_failure_and_stuck_of_a_result(restart: bool) -> None:
    case = begun(job(("none", "missing.x")), restart)
    assert not case.fails("t", "x")
    assert case.complete("t", a=1).incident() == ("t", "EXTRACT_VALUE_ERROR")
    assert case.variables[1]["a"] == 1


def test_an_error_nobody_catches_is_an_incident(restart: bool) -> None:
    case = begun(job(("wild", "bad")), restart, bad=True).complete("t")
    assert case.incident() == ("t", "UNHANDLED_ERROR_EVENT")
    assert case.set(bad=False).retry("t").ended_at == "e"
    case = begun(job(("wild", "True")), restart)
    assert case.fails("t", "x")
    assert case.incident() == ("t", "UNHANDLED_ERROR_EVENT")


def test_one_item_that_fails_ends_them_all(restart: bool) -> None:
    case = begun(repeated(job(("none", STOCK)), cardinality=toy("2")), restart)
    assert case.fails("t", "no stock")
    assert case.ended_at == "caught"


def test_an_error_end_event_says_its_message(restart: bool) -> None:
    thrown = end("bad", events=(error("none", message=toy("'no ' + what")),))
    inside = scope("s > bad", start(), thrown)
    caught = error("none", code_variable="code", message_variable="message")
    around = scope(
        "s > u > e; b > caught", start(), element("subProcess", "u", scope=inside), boundary("b", "u", caught),
        end("caught"), end(),
    )  # fmt: skip
    case = Player(diagram(around, "camunda7"), restart, what="stock").start()
    assert case.variables[1]["message"] == "no stock"
