"""The kernel with the real languages and the real clock arithmetic, not the toy of the other tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from bpmn.diagram import Assignment, Dialect, Event, Expression, Timer, ValueMapping
from bpmn.languages import Evaluation, Moment, evaluate
from tests.engine.flow.kit import (
    Player,
    TestHost,
    boundary,
    diagram,
    end,
    repeated,
    scope,
    script,
    start,
    timer,
    user,
    xor,
)  # fmt: skip


class RealHost(TestHost):
    def evaluate(self, expression: Expression, variables: Mapping[str, object], moment: Moment) -> Evaluation:
        return evaluate(expression, variables, moment)


def feel(text: str) -> Expression:
    return Expression("feel", text)


def juel(text: str) -> Expression:
    return Expression("juel", text)


@pytest.fixture(params=[False, True], ids=["live", "restored"])
def real(request: pytest.FixtureRequest) -> Any:
    def begin(drawn: Any, **variables: Any) -> Player:
        return Player(drawn, request.param, RealHost(), **variables).start()

    return begin


def decision(language: Any, condition: str, dialect: Dialect) -> Any:
    inside = scope("s > g > a; g > b", start(), xor("g", default="g_b"), user("a"), user("b"))
    flows = tuple(
        replace(flow, condition=Expression(language, condition)) if flow.id == "g_a" else flow for flow in inside.flows
    )
    return diagram(replace(inside, flows=flows), dialect)


def test_feel_conditions_are_strict(real: Any) -> None:
    drawn = decision("feel", "amount > 100", "camunda8")
    assert real(drawn, amount=120).at() == ["a"]
    assert real(drawn, amount=20).at() == ["b"]
    case = real(drawn)
    assert case.incident() == ("g", "EXTRACT_VALUE_ERROR")
    case.set(amount=1).retry("g")
    assert case.at() == ["b"]


def test_juel_conditions(real: Any) -> None:
    drawn = decision("juel", "${amount > 100 && notEnough == 'true'}", "camunda7")
    assert real(drawn, amount=120, notEnough=True).at() == ["a"]
    assert real(drawn, amount=1, notEnough=True).at() == ["b"]
    case = real(drawn)
    assert case.incident() == ("g", "EXTRACT_VALUE_ERROR")


def test_feel_everywhere(real: Any) -> None:
    plan = Assignment(candidate_groups=feel('["lurah", kind]'), due_date=feel('now() + duration("P1D")'))
    task = replace(
        user("t", assignment=plan), inputs=(ValueMapping("who.name", feel("upper case(name)")),),
        outputs=(ValueMapping("result.text", feel("who.name + \"!\"")),),
    )  # fmt: skip
    late = boundary("b", "t", Event("timer", timer=Timer("duration", feel('duration("P" + string(days) + "D")'))))
    drawn = diagram(scope("s > t > c > e; b > e", start(), task, late, script("c", "x", "1"), end()))
    inside = drawn.processes[0].scope
    elements = tuple(
        replace(one, script=replace(one.script, expression=feel("count(result.text)"))) if one.script else one
        for one in inside.elements
    )
    drawn = diagram(replace(inside, elements=elements))
    case = real(drawn, name="ana", kind="loket", days=2)
    assert case.row("t").detail["candidate_groups"] == ["lurah", "loket"]
    assert case.row("t").detail["due_at"] == "2026-01-06T01:00:00+00:00"
    assert case.row("b").due.isoformat() == "2026-01-07T01:00:00+00:00"
    case.complete("t")
    assert case.variables[1]["result"] == {"text": "ANA!"}
    assert case.variables[1]["x"] == 1


def test_multi_instance_in_feel(real: Any) -> None:
    task = repeated(
        user("t", assignment=Assignment(assignee=feel("person"))), collection=feel("people"), item="person",
        output_collection="votes", output_item=feel("vote"),
        until=feel("numberOfCompletedInstances / numberOfInstances >= 0.6"),
    )  # fmt: skip
    case = real(diagram(scope("s > t > e", start(), task, end())), people=["a", "b", "c"])
    case.complete("t", vote=True).complete("t", vote=False)
    assert case.ended_at == "e"
    assert case.variables[1]["votes"] == [True, False, None]


def test_juel_in_assignments_and_collections(real: Any) -> None:
    task = repeated(
        user("t", name="Cek ${person}", assignment=Assignment(assignee=juel("${person}"))),
        collection=juel("${people}"), item="person", until=juel("${nrOfCompletedInstances/nrOfInstances >= 0.5}"),
    )  # fmt: skip
    case = real(diagram(scope("s > t > e", start(), task, end()), "camunda7"), people=["a", "b"])
    assert sorted(row.detail["name"] for row in case.rows.values()) == ["Cek a", "Cek b"]
    case.complete("t")
    assert case.ended_at == "e"


@pytest.mark.parametrize("text", ["not a time", "P1X", "R3/", ""])
def test_unreadable_times_are_incidents(real: Any, text: str) -> None:
    drawn = diagram(scope("s > t > e; b > e", start(), user("t"), boundary("b", "t", timer("duration", text)), end()))
    assert real(drawn).incident() == ("t", "EXTRACT_VALUE_ERROR")


def test_a_cycle_with_a_start_in_the_past_does_not_catch_up(real: Any) -> None:
    cycle = timer("cycle", "R/2025-01-01T08:00:00+07:00/PT1H")
    note = boundary("b", "t", cycle, interrupting=False)
    case = real(diagram(scope("s > t > e; b > k", start(), user("t"), note, end("k"), end())))
    assert case.row("b").due.isoformat() == "2026-01-05T01:00:00+00:00"
    case.after(hours=1)
    assert case.passed().count("k") == 2


def test_a_cycle_ends_at_its_end(real: Any) -> None:
    note = boundary("b", "t", timer("cycle", "R/P1D/2026-01-08T00:00:00Z"), interrupting=False)
    drawn = diagram(scope("s > t > e; b > k", start(), user("t"), note, end("k"), end()), "camunda7")
    assert real(drawn).after(days=9).passed().count("k") == 3, "it counts back from its end"
    refused = diagram(scope("s > t > e; b > k", start(), user("t"), note, end("k"), end()))
    assert real(refused).incident() == ("t", "EXTRACT_VALUE_ERROR")


def test_months_are_months(real: Any) -> None:
    case = real(
        diagram(scope("s > t > e; b > e", start(), user("t"), boundary("b", "t", timer("duration", "P1M")), end()))
    )
    assert case.row("b").due.isoformat() == "2026-02-05T01:00:00+00:00"


def test_sentences_say_why(real: Any) -> None:
    case = real(decision("feel", "missing > 5", "camunda8"))
    (incident,) = case.case.incidents()
    assert "true or false" in str(incident.sentence)
    assert "missing > 5" in str(incident.sentence)
