"""Camunda 7's parameters: what each of them sees, and what they may change; all of it is done or nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bpmn.diagram import Expression, ListValue, Repeat, ValueMapping
from tests.engine.flow.kit import Player, boundary, diagram, end, message, scope, start, sub, user
from tests.engine.flow.test_languages import RealHost, juel

Parameters = tuple[ValueMapping, ...]


@pytest.fixture(params=[False, True], ids=["live", "restored"])
def real(request: pytest.FixtureRequest) -> Any:
    def begin(*inside: Any, **given: Any) -> Player:
        row = " > ".join(["s", *(one.id for one in inside), "e"])
        drawn = diagram(scope(row, start(), *inside, end()), "camunda7")
        return Player(drawn, request.param, RealHost(), **given).start()

    return begin


def parameters(**texts: str) -> Parameters:
    return tuple(ValueMapping(source=juel("${" + text + "}"), target=name) for name, text in texts.items())


def sets(name: str, value: str, method: str = "setVariable") -> str:
    return f"execution.{method}('{name}', {value})"


def written(case: Player) -> list[tuple[str, Any, bool]]:
    """Name, value, and whether it is one of the process instance."""
    return [
        (fact.detail["name"], fact.detail["after"], fact.detail["scope"] is None)
        for fact in case.facts
        if fact.kind == "variable_set" and fact.token is not None
    ]


def test_an_input_sees_no_other_input(real: Any) -> None:
    case = real(user("t", inputs=parameters(x="1", y="x"), outputs=parameters(z="y")), x=10)
    assert case.complete("t").variables[1] == {"x": 10, "z": 10}


def test_an_output_sees_those_before_unless_the_activity_has_a_variable_of_that_name(real: Any) -> None:
    outputs = parameters(x="x + 1", seen="x", n="n + 1", m="n")
    case = real(user("t", inputs=parameters(x="1"), outputs=outputs), n=5).complete("t")
    assert case.variables[1] == {"x": 2, "seen": 1, "n": 6, "m": 6}


def test_an_input_changes_a_variable_outside_and_the_next_one_sees_it(real: Any) -> None:
    case = real(user("t", inputs=parameters(a=sets("n", "n + 1"), b="n"), outputs=parameters(c="b")), n=1)
    assert written(case) == [("n", 2, True), ("a", None, False), ("b", 2, False)]
    assert case.complete("t").variables[1] == {"n": 2, "c": 2}


def test_a_script_changes_variables_in_a_parameter(real: Any) -> None:
    text = Expression("javascript", 'execution.setVariable("score", 5); execution.removeVariable("old"); "done"')
    case = real(user("t", inputs=(ValueMapping(source=text, target="a"),), outputs=parameters(b="a")), old=1)
    assert case.variables[1] == {"score": 5}
    assert case.complete("t").variables[1] == {"score": 5, "b": "done"}


def test_values_of_lists_change_variables_in_their_order(real: Any) -> None:
    items = ListValue(tuple(juel("${" + text + "}") for text in (sets("n", "n + 1"), "n", sets("n", "n + 1"), "n")))
    case = real(user("t", inputs=(ValueMapping(source=items, target="a"),), outputs=parameters(b="a")), n=0).complete(
        "t"
    )
    assert case.variables[1] == {"n": 2, "b": [None, 1, None, 2]}


def test_if_one_parameter_fails_nothing_has_happened(real: Any) -> None:
    inputs = parameters(a=sets("n", "n + 1"), gone="execution.removeVariable('old')", b="missing")
    case = real(user("t", inputs=inputs), n=1, old=2)
    assert case.incident() == ("t", "IO_MAPPING_ERROR")
    assert case.variables[1] == {"n": 1, "old": 2}
    assert written(case) == []
    case.set(missing=3).retry("t")
    assert case.at() == ["t"]
    assert case.variables[1] == {"n": 2, "missing": 3}


def test_if_an_output_fails_nothing_has_happened(real: Any) -> None:
    outputs = parameters(a="1", b=sets("n", "n + 1"), c="missing")
    case = real(user("t", outputs=outputs), n=1).complete("t")
    assert case.incident() == ("t", "IO_MAPPING_ERROR")
    assert case.variables[1] == {"n": 1}
    assert case.set(missing=3).retry("t").variables[1] == {"n": 2, "missing": 3, "a": 1, "b": None, "c": 3}


def test_a_value_of_the_wrong_kind_is_an_incident_of_the_parameter(real: Any) -> None:
    case = real(user("t", inputs=parameters(a=sets("x", "1"), b="execution.setVariable(name, 2)")), name=5)
    assert case.incident() == ("t", "IO_MAPPING_ERROR")
    assert case.variables[1] == {"name": 5}


def test_local_in_an_input_is_the_scope_around_and_in_an_output_the_activity(real: Any) -> None:
    task = user(
        "t",
        inputs=parameters(a=sets("outer", "1", "setVariableLocal")),
        outputs=parameters(b=sets("inner", "2", "setVariableLocal"), c="inner"),
    )
    inside = scope("s2 > t > e2", start("s2"), task, end("e2"))
    case = real(sub("p", inside, inputs=parameters(own="0")), user("after"))
    (found,) = [row for row in written(case) if row[0] == "outer"]
    assert found == ("outer", 1, False), "it is the subprocess's"
    assert case.complete("t").variables[1] == {"b": None, "c": 2}


def test_items_see_their_own_item_and_change_what_is_around(real: Any) -> None:
    task = user("t", inputs=parameters(a=sets("total", "total + x")))
    case = real(replace(task, repeat=Repeat(False, collection=juel("${list}"), item="x")), list=[1, 2, 3], total=0)
    assert case.variables[1]["total"] == 6


def test_what_is_interrupted_still_changes_something(real: Any) -> None:
    task = user("t", outputs=parameters(a=sets("n", "n + 1")))
    drawn = diagram(scope("s > t > e; b > e", start(), task, boundary("b", "t", message("M")), end()), "camunda7")
    case = Player(drawn, False, RealHost(), n=1).start().trigger("b")
    assert case.state == "completed"
    assert case.variables[1]["n"] == 2
