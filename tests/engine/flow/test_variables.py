"""Where variables live: writes to the nearest scope, mappings in and out, both dialects."""

from __future__ import annotations

from typing import Any

import pytest

from bpmn.diagram import Assignment, JobSpec
from engine.flow.variables import InstanceVariables
from tests.engine.flow.kit import both, diagram, element, end, literal, puts, scope, script, start, sub, toy, user


def one(dialect: Any = "camunda8", **parts: Any) -> Any:
    return diagram(scope("s > t > e", start(), user("t", **parts), end()), dialect)


def test_task_values_go_to_the_process_instance(play: Any) -> None:
    case = play(one()).complete("t", x=1)
    assert case.variables == {1: {"x": 1}}
    fact = next(fact for fact in case.facts if fact.kind == "variable_set")
    assert dict(fact.detail) == {"name": "x", "before": None, "after": 1, "scope": None}
    assert fact.element == "t"


def test_inputs_make_local_variables(play: Any) -> None:
    case = play(one(inputs=puts(x="y + 1")), y=1)
    assert case.variables == {1: {"y": 1}}
    case.complete("t", x=9)
    assert case.variables == {1: {"y": 1}}, "x is the task's own: its value does not leave the task"


def test_outputs_in_camunda_8_keep_everything_else_inside(play: Any) -> None:
    case = play(one(outputs=puts(total="a + b"))).complete("t", a=1, b=2)
    assert case.variables == {1: {"total": 3}}


def test_outputs_in_camunda_7_do_not_hold_back_task_values(play: Any) -> None:
    case = play(one("camunda7", outputs=puts(total="a + b"))).complete("t", a=1, b=2)
    assert case.variables == {1: {"a": 1, "b": 2, "total": 3}}


def test_outputs_pass_over_the_local_variable_of_the_same_name(play: Any) -> None:
    case = play(one(inputs=puts(x="1"), outputs=puts(x="x + 1")), x=10).complete("t", x=5)
    assert case.variables == {1: {"x": 6}}


def test_later_mappings_see_earlier_ones(play: Any) -> None:
    case = play(one(outputs=puts(a="1", b="a + 1"))).complete("t")
    assert case.variables == {1: {"a": 1, "b": 2}}


def test_dotted_targets_extend_contexts_without_touching_the_old_one(play: Any) -> None:
    case = play(one(outputs=puts(who__name="n", who__at__city="'X'")), who={"id": 7, "at": {"zip": 1}})
    case.complete("t", n="Ana")
    assert case.variables == {1: {"who": {"id": 7, "at": {"zip": 1, "city": "X"}, "name": "Ana"}}}
    fact = next(
        fact for fact in case.facts if fact.kind == "variable_set" and fact.detail["name"] == "who" and fact.token
    )
    assert fact.detail["before"] == {"id": 7, "at": {"zip": 1}}


def test_dotted_inputs_merge_among_themselves_only(play: Any) -> None:
    drawn = diagram(scope("s > t > e", start(), script("t", "seen", "who", inputs=puts(who__a="1", who__b="2")), end()))
    assert play(drawn, who={"c": 3}).variables[1]["seen"] == {"a": 1, "b": 2}


def test_a_dot_in_camunda_7_is_part_of_the_name(play: Any) -> None:
    case = play(one("camunda7", outputs=puts(a__b="1"))).complete("t")
    assert case.variables == {1: {"a.b": 1}}


def test_a_subprocess_shares_what_is_around_it_and_hides_its_own(play: Any) -> None:
    inside = scope("s2 > t > e2", start("s2"), user("t"), end("e2"))
    drawn = diagram(scope("s > p > e", start(), sub("p", inside, inputs=puts(own="1")), user("a"), end()))
    case = play(drawn, shared=1).complete("t", own=2, shared=2, new=3)
    assert case.variables == {1: {"shared": 2, "new": 3}}


def test_outputs_of_a_subprocess_read_its_own_variables(play: Any) -> None:
    inside = scope("s2 > t > e2", start("s2"), user("t"), end("e2"))
    drawn = diagram(scope("s > p > e", start(), sub("p", inside, inputs=puts(own="1"), outputs=puts(got="own")), end()))
    case = play(drawn).complete("t", own=2)
    assert case.variables == {1: {"got": 2}}


def test_parallel_branches_see_each_other_and_lose_nothing(play: Any) -> None:
    drawn = diagram(
        scope("s > f > a > j > e; f > b > j", start(), both("f"), user("a"), user("b"), both("j"), user("e"))
    )
    case = play(drawn, x=0, items=[1, 2, 3]).complete("a", x=1, items=[9]).complete("b", y=2)
    assert case.variables == {1: {"x": 1, "y": 2, "items": [9]}}


def test_a_script_stores_its_value(play: Any) -> None:
    drawn = diagram(scope("s > t > e", start(), script("t", "y", "x * 2"), end()))
    assert play(drawn, x=4).variables[1]["y"] == 8


def test_a_script_with_outputs_keeps_its_result_inside(play: Any) -> None:
    drawn = diagram(scope("s > t > e", start(), script("t", "y", "x * 2", outputs=puts(z="y + 1")), end()))
    assert play(drawn, x=4).variables[1] == {"x": 4, "z": 9}


def test_a_failing_input_is_an_incident_and_retry_goes_on(play: Any) -> None:
    case = play(one(inputs=puts(a="1 + foo")))
    assert case.incident() == ("t", "IO_MAPPING_ERROR")
    assert case.at() == []
    case.set(foo=1).retry("t")
    assert case.at() == ["t"]
    assert not case.stuck


def test_a_failing_output_does_not_lose_what_the_person_entered(play: Any) -> None:
    case = play(one(outputs=puts(total="a + b"))).complete("t", a=1)
    assert case.incident() == ("t", "IO_MAPPING_ERROR")
    assert case.at() == []
    case.set(b=2).retry("t")
    assert case.variables[1] == {"b": 2, "total": 3}
    assert case.ended_at == "e"


def test_a_failing_output_writes_none_of_the_mappings(play: Any) -> None:
    case = play(one(outputs=puts(good="1", bad="1 + None"))).complete("t")
    assert case.incident() == ("t", "IO_MAPPING_ERROR")
    assert case.variables == {1: {}}


def test_a_failing_script_is_an_incident(play: Any) -> None:
    drawn = diagram(scope("s > t > e", start(), script("t", "y", "1 / x"), end()))
    case = play(drawn, x=0)
    assert case.incident() == ("t", "EXTRACT_VALUE_ERROR")
    case.set(x=2).retry("t")
    assert case.variables[1]["y"] == 0.5


def test_job_results_and_headers(play: Any) -> None:
    job = JobSpec(literal("ship"), headers=(("url", "x"),))
    drawn = diagram(scope("s > t > e", start(), element("serviceTask", "t", job=job), end()))
    case = play(drawn)
    row = case.row("t")
    assert (row.kind, row.name, dict(row.detail)) == (
        "job",
        "ship",
        {"retries": 3, "priority": 0, "headers": {"url": "x"}},
    )
    case.complete("t", tracking="X")
    assert case.variables == {1: {"tracking": "X"}}


def test_set_variables_from_outside(play: Any) -> None:
    case = play(one(inputs=puts(own="1")), x=1)
    token = case.token("t")
    case.case.set_variables({"x": 2, "own": 5}, token=token)
    case.case.set_variables({"mine": 3}, token=token, local=True)
    case.settle()
    assert case.variables == {1: {"x": 2}}
    case.complete("t", mine=4)
    assert case.variables == {1: {"x": 2}}


def test_variables_of_the_host_may_be_lazy() -> None:
    """The kernel asks a restored mapping only for the names that are used."""
    from collections.abc import Iterator, Mapping

    from engine.flow import Case
    from tests.engine.flow.kit import TestHost

    class Lazy(Mapping[str, Any]):
        asked: list[str] = []

        def __getitem__(self, name: str) -> Any:
            self.asked.append(name)
            return {"x": 1}[name]

        def __contains__(self, name: object) -> bool:
            return name == "x"

        def __iter__(self) -> Iterator[str]:
            raise AssertionError("nobody needs all of them")

        def __len__(self) -> int:
            raise AssertionError("nobody needs to count them")

    host = TestHost()
    definition = host.deploy(diagram(scope("s > t > c > e", start(), user("t"), script("c", "y", "x + 1"), end())))
    case = Case.begin(definition, 1, {"x": 1}, host)
    case.start()
    stored = case.step().snapshot
    again = Case.restore(definition, stored, {1: Lazy()}, host)
    again.complete(2, {"z": 1})
    step = again.step()
    assert dict(step.variables) == {(1, "z"): 1, (1, "y"): 2}
    assert set(Lazy.asked) == {"x"}


@pytest.mark.parametrize("dialect", ["camunda7", "camunda8", "plain"])
def test_literal_mappings_are_texts(play: Any, dialect: Any) -> None:
    from bpmn.diagram import ValueMapping

    case = play(one(dialect, outputs=(ValueMapping("a", literal("1 + 1")),))).complete("t")
    assert case.variables == {1: {"a": "1 + 1"}}


def test_retry_does_not_write_outputs_twice(play: Any) -> None:
    """The outputs are written, then the condition of the flow fails: only the condition is tried again."""
    drawn = diagram(scope("s > t > e", start(), user("t", outputs=puts(n="n + 1")), end(), when={"t_e": "go"}))
    case = play(drawn, n=1).complete("t")
    assert case.incident() == ("t", "EXTRACT_VALUE_ERROR")
    case.set(go=True).retry("t")
    assert case.variables[1]["n"] == 2
    assert case.ended_at == "e"


def test_retry_does_not_map_inputs_twice(play: Any) -> None:
    plan = Assignment(assignee=toy("own + who"))
    case = play(one(inputs=puts(own="x"), assignment=plan), x="a")
    assert case.incident() == ("t", "EXTRACT_VALUE_ERROR")
    case.set(who="na", x="other").retry("t")
    assert case.row("t").detail["assignee"] == "ana"
    assert [fact.detail["name"] for fact in case.facts if fact.kind == "variable_set" and fact.detail["scope"]] == [
        "own"
    ]


def test_a_variable_written_again_is_named_once() -> None:
    variables = InstanceVariables({"a": 1, "b": 2})
    variables.put("b", 3)
    variables.put("c", 4)
    assert list(variables) == ["a", "b", "c"]
    assert len(variables) == 3


@pytest.mark.parametrize(("dialect", "at"), [("camunda7", "x"), ("camunda8", "y")])
def test_camunda_7_asks_the_conditions_of_its_flows_before_the_outputs(play: Any, dialect: Any, at: str) -> None:
    task = user("t", inputs=puts(own="1"), outputs=puts(done="True"))
    when = {"t_x": "own == 1 and not done", "t_y": "done"}
    inside = scope("s > t > x; t > y", start(), task, user("x"), user("y"), when=when)
    case = play(diagram(inside, dialect), done=False).complete("t")
    assert case.at() == [at]
    assert case.variables[1]["done"] is True


def test_what_was_taken_away_is_gone_whichever_way_it_is_asked_for_until_it_is_written_again() -> None:
    variables = InstanceVariables({"a": 1, "b": 2})
    variables.remove("a")
    assert ("a" in variables, variables.get("a"), dict(variables)) == (False, None, {"b": 2})
    variables.put("a", 3)
    assert dict(variables) == {"a": 3, "b": 2}
