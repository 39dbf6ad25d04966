"""Variables that are taken away (Camunda 7's removeVariable): from where, what is told of it, and what follows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bpmn.diagram import Listener, Script
from tests.engine.flow.kit import (
    Player,
    boundary,
    condition,
    diagram,
    element,
    end,
    play,
    puts,
    scope,
    start,
    sub,
    user,
)  # fmt: skip
from tests.engine.flow.test_languages import RealHost, juel


def work(text: str, id: str = "w", **parts: Any) -> Any:
    return element("serviceTask", id, script=Script(juel("${" + text + "}")), **parts)


def in_a_row(*inside: Any) -> Any:
    row = " > ".join(["s", *(one.id for one in inside), "e"])
    return diagram(scope(row, start(), *inside, end()), "camunda7")


@pytest.fixture(params=[False, True], ids=["live", "restored"])
def real(request: pytest.FixtureRequest) -> Any:
    def begin(drawn: Any, **given: Any) -> Player:
        return Player(drawn, request.param, RealHost(), **given).start()

    return begin


def removed(case: Player) -> list[tuple[str, Any, bool]]:
    """Name, value before, and whether it was one of the process instance."""
    return [
        (fact.detail["name"], fact.detail["before"], fact.detail["scope"] is None)
        for fact in case.facts
        if fact.kind == "variable_removed"
    ]


def test_it_is_gone_and_the_trail_says_what_it_was(real: Any) -> None:
    case = real(in_a_row(work("execution.removeVariable('x')"), user("t")), x=[1], y=2)
    assert case.variables[1] == {"y": 2}
    assert removed(case) == [("x", [1], True)]
    assert case.complete("t", x=3).variables[1] == {"y": 2, "x": 3}


def test_what_is_not_there_is_passed_over(real: Any) -> None:
    case = real(in_a_row(work("execution.removeVariables(names)")), names=["x", "y", "z"], y=2)
    assert case.state == "completed"
    assert case.variables[1] == {"names": ["x", "y", "z"]}
    assert removed(case) == [("y", 2, True)]


def test_set_and_removed_in_one_step_it_was_never_there(real: Any) -> None:
    drawn = in_a_row(work("execution.setVariable('x', 1)"), work("execution.removeVariable('x')", "v"), user("t"))
    assert real(drawn, x=0).variables[1] == {}
    assert real(drawn).variables[1] == {}


def test_removed_and_set_again_in_one_step_it_is_there(real: Any) -> None:
    drawn = in_a_row(work("execution.removeVariable('x')"), work("execution.setVariable('x', 2)", "v"), user("t"))
    assert real(drawn, x=1).variables[1] == {"x": 2}


def test_the_nearest_scope_loses_it_and_the_one_outside_is_seen_again(real: Any) -> None:
    inside = scope("si > v > ti", start("si"), work("execution.removeVariable('x')", "v"), user("ti"))
    ti = user("ti", inputs=(replace(puts(seen="x")[0], source=juel("${x}")),))
    inside = replace(inside, elements=(*inside.elements[:2], ti))
    around = sub("p", inside, inputs=(replace(puts(x="1")[0], source=juel("${x + 1}")),))
    case = real(in_a_row(around), x=1)
    assert removed(case) == [("x", 2, False)]
    assert case.variables[1] == {"x": 1}
    sets = [fact.detail for fact in case.facts if fact.kind == "variable_set" and fact.detail["name"] == "seen"]
    assert [one["after"] for one in sets] == [1]


def test_only_its_own_go_with_local(real: Any) -> None:
    own = tuple(replace(one, source=juel("${1}")) for one in puts(a="1", b="1"))
    case = real(in_a_row(work("execution.removeVariablesLocal()", inputs=own), user("t")), a=5, c=6)
    assert removed(case) == [("a", 1, False), ("b", 1, False)]
    assert case.variables[1] == {"a": 5, "c": 6}
    case = real(in_a_row(work("execution.removeVariableLocal('c')", inputs=own), user("t")), c=6)
    assert removed(case) == []


def test_a_list_is_a_list(real: Any) -> None:
    case = real(in_a_row(work("execution.removeVariables('x')")), x=1)
    assert case.incident() == ("w", "EXTRACT_VALUE_ERROR")
    assert case.variables[1] == {"x": 1}


def test_a_task_listener_takes_variables_away(real: Any) -> None:
    drawn = in_a_row(user("t", listeners=(Listener("complete", juel("${task.removeVariable('x')}")),)), user("u"))
    assert real(drawn, x=1).complete("t").variables[1] == {}


def test_conditions_are_asked_again_when_a_variable_goes() -> None:
    def watched(*events: str) -> Player:
        late = boundary("b", "t", condition("x is None", variable_events=events), interrupting=True)
        inside = scope("s > t > e; b > late", start(), user("t"), late, user("late"), end())
        case = play(diagram(inside, "camunda7"), x=1)
        case.case.remove_variables(["x", "never"])
        return case.settle()

    assert watched("delete").at() == ["late"]
    assert watched().at() == ["late"]
    assert watched("create", "update").at() == ["t"]
