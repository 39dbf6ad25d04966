"""Listeners, and expressions that change something."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bpmn.diagram import Dialect, Event, Expression, JobSpec, Listener, Script, Timer, ValueMapping
from bpmn.languages.juel_objects import DEEDS as ASKED
from engine.flow import NotWaiting
from engine.flow.deeds import DEEDS as DONE
from tests.engine.flow.kit import (
    START,
    Player,
    boundary,
    diagram,
    element,
    end,
    literal,
    message,
    puts,
    repeated,
    scope,
    start,
    user,
)  # fmt: skip
from tests.engine.flow.test_languages import RealHost, juel


def on(event: str, text: str) -> Listener:
    return Listener(event, juel(text))


def job(event: str, name: str, **parts: Any) -> Listener:
    return Listener(event, job=JobSpec(Expression("literal", name), **parts))


def sets(name: str, value: str) -> str:
    return "${execution.setVariable('" + name + "', " + value + ")}"


@pytest.fixture(params=[False, True], ids=["live", "restored"])
def real(request: pytest.FixtureRequest) -> Any:
    def begin(inside: Any, dialect: Dialect = "camunda7", listeners: tuple[Listener, ...] = (), **given: Any) -> Player:
        drawn = diagram(inside, dialect)
        drawn = replace(drawn, processes=(replace(drawn.processes[0], listeners=listeners),))
        return Player(drawn, request.param, RealHost(), **given).start()

    return begin


def one(**parts: Any) -> Any:
    return scope("s > t > e", start(), user("t", **parts), end())


def test_what_may_be_asked_can_be_done() -> None:
    assert {(subject, name) for subject, names in ASKED.items() for name in names} == set(DONE)


def test_a_service_task_is_its_expression(real: Any) -> None:
    work = element("serviceTask", "w", script=Script(juel("${a + 1}"), "b"))
    case = real(scope("s > w > e", start(), work, end()), a=1)
    assert case.state == "completed"
    assert case.variables[1]["b"] == 2


def test_an_expression_changes_variables(real: Any) -> None:
    work = element("serviceTask", "w", script=Script(juel(sets("b", "a + 1"))))
    assert real(scope("s > w > e", start(), work, end()), a=1).variables[1]["b"] == 2


def test_a_deed_with_a_wrong_value_is_an_incident_and_nothing_is_done(real: Any) -> None:
    text = "${execution.setVariable('b', 1) == null && execution.setVariable(c, 1) == null}"
    work = element("serviceTask", "w", script=Script(juel(text)))
    case = real(scope("s > w > e", start(), work, end()), c=5)
    assert case.incident() == ("w", "EXTRACT_VALUE_ERROR")
    assert "b" not in case.variables[1]
    assert case.set(c="x").retry("w").state == "completed"
    assert case.variables[1]["x"] == 1


def test_listeners_come_before_and_after_the_work_and_on_the_flow(real: Any) -> None:
    inside = one(
        inputs=puts_juel(i="${0}"),
        listeners=(on("start", sets("trail", "trail.concat('s')")), on("end", sets("trail", "trail.concat('e')"))),
    )
    flows = tuple(
        replace(flow, listeners=(on("take", sets("trail", "trail.concat('t')")),)) if flow.id == "t_e" else flow
        for flow in inside.flows
    )
    case = real(replace(inside, flows=flows), trail="")
    assert case.variables[1]["trail"] == "s"
    case.complete("t")
    assert case.state == "completed"
    assert case.variables[1]["trail"] == "set"


def puts_juel(**texts: str) -> Any:
    return tuple(replace(mapping, source=juel(texts[mapping.target])) for mapping in puts(**texts))


def test_the_end_listener_sees_results_and_outputs_see_what_it_wrote(real: Any) -> None:
    inside = one(listeners=(on("end", sets("c", "answer + 1")),), outputs=puts_juel(d="${c + 1}"))
    case = real(inside).complete("t", answer=1)
    assert (case.variables[1]["c"], case.variables[1]["d"]) == (2, 3)


def test_a_listener_that_fails_is_an_incident_and_the_others_are_not_called_again(real: Any) -> None:
    inside = one(listeners=(on("start", sets("n", "n + 1")), on("start", sets("m", "missing"))))
    case = real(inside, n=0)
    assert case.incident() == ("t", "EXTRACT_VALUE_ERROR")
    case.set(missing=3).retry("t")
    assert case.at() == ["t"]
    assert (case.variables[1]["n"], case.variables[1]["m"]) == (1, 3)


def test_a_process_calls_its_start_listeners_first(real: Any) -> None:
    inside = scope("s > e", start(listeners=(on("start", sets("a", "a.concat('2')")),)), end())
    assert real(inside, listeners=(on("start", sets("a", "'1'")),)).variables[1]["a"] == "12"


def test_a_boundary_event_that_fires_calls_its_listeners(real: Any) -> None:
    event = boundary("b", "t", message("M"), listeners=(on("start", sets("a", "1")), on("end", sets("c", "a + 1"))))
    case = real(scope("s > t > e; b > e", start(), user("t"), event, end()))
    case.trigger("b")
    assert case.state == "completed"
    assert (case.variables[1]["a"], case.variables[1]["c"]) == (1, 2)


def test_a_create_listener_changes_the_task(real: Any) -> None:
    inside = one(
        listeners=(
            on("create", "${task.setName(title)}"),
            on("create", "${task.addCandidateGroup('desk')}"),
            on("create", "${task.setPriority(70)}"),
            on("create", "${task.setDueDate('2026-02-01T00:00:00Z')}"),
            on("create", "${task.setVariableLocal('seen', task.name)}"),
        )
    )
    detail = real(inside, title="Weigh it").row("t").detail
    assert (detail["name"], detail["candidate_groups"], detail["priority"]) == ("Weigh it", ["desk"], 70)
    assert detail["due_at"].startswith("2026-02-01")


def test_assignment_follows_create_and_complete_sees_what_was_submitted(real: Any) -> None:
    inside = one(
        listeners=(
            on("create", "${task.setAssignee('budi')}"),
            on("assignment", sets("who", "task.assignee")),
            on("complete", sets("sum", "a + b")),
        )
    )
    case = real(inside, a=1)
    assert case.variables[1]["who"] == "budi"
    case.complete("t", b=2)
    assert case.variables[1]["sum"] == 3


def test_a_job_listens_before_and_after_the_work(real: Any) -> None:
    inside = one(
        listeners=(job("start", "open", headers=(("k", "v"),)), job("start", "more"), job("end", "close")),
        outputs=puts_juel(out="${x}"),
    )
    case = real(inside, "camunda8")
    row = case.row("t")
    assert (row.kind, row.name, row.detail) == ("job", "open", {"retries": 3, "priority": 0, "headers": {"k": "v"}})
    case.complete("t", x=5)
    assert case.row("t").name == "more"
    assert case.complete("t").row("t").kind == "user"
    assert "x" not in case.variables[1]  # it is the element's own
    case.complete("t")
    assert (case.row("t").kind, case.row("t").name) == ("job", "close")
    assert case.variables[1]["out"] == 5
    case.complete("t", y=6)
    assert case.state == "completed"
    assert case.variables[1]["y"] == 6


def test_boundary_events_wait_only_while_the_element_works(real: Any) -> None:
    host = user("t", listeners=(job("start", "open"), job("end", "close")))
    case = real(scope("s > t > e; b > e", start(), host, boundary("b", "t", message("M")), end()), "camunda8")
    assert case.guards() == []
    assert case.complete("t").guards() == ["b"]
    assert case.complete("t").guards() == []


def test_a_listeners_job_throws_no_error_and_can_be_stuck(real: Any) -> None:
    case = real(one(listeners=(job("start", "open"),)), "camunda8")
    token = case.token("t")
    with pytest.raises(NotWaiting):
        case.case.throw_error(token, "NO")
    case.case.stick(token, "JOB_NO_RETRIES", literal_sentence())
    case.settle()
    assert case.incident() == ("t", "JOB_NO_RETRIES")
    case.retry("t")
    assert case.row("t").name == "open"


def literal_sentence() -> Any:
    from bpmn.sentence import say

    return say("It failed.")


def test_a_business_rule_task_is_a_job() -> None:
    work = element("businessRuleTask", "w", job=JobSpec(literal("rate")))
    case = Player(diagram(scope("s > w > e", start(), work, end()))).start()
    assert case.row("w").name == "rate"
    assert case.complete("w", r=1).variables[1]["r"] == 1


def test_a_continuation_comes_before_everything_and_after_everything(real: Any) -> None:
    case = real(one(listeners=(job("before", "go"), job("after", "on"), on("end", sets("x", "1")))))
    assert case.row("t").name == "go"
    assert case.complete("t").row("t").kind == "user"
    case.complete("t")
    assert (case.row("t").name, case.variables[1]["x"]) == ("on", 1)
    assert case.complete("t").state == "completed"


def test_a_body_continues_once_and_its_items_each(real: Any) -> None:
    inner = user("t", listeners=(job("before", "whole"), on("start", sets("n", "n + 1"))))
    many = repeated(inner, cardinality=literal("2"), listeners=(job("before", "each"),))
    case = real(scope("s > t > e", start(), many, end()), n=0)
    assert [row.name for row in case.rows.values()] == ["whole"]
    case.complete("t")
    assert [row.name for row in case.rows.values()] == ["each", "each"]
    for token in list(case.rows):
        case.complete(token)
    assert case.at("user") == ["t", "t"]
    assert case.variables[1]["n"] == 2


def test_the_task_is_announced_and_verified_by_workers(real: Any) -> None:
    case = real(one(listeners=(job("creating", "announce"), job("completing", "verify"))), "camunda8")
    assert case.row("t").name == "announce"
    assert case.complete("t").row("t").kind == "user"
    case.complete("t", a=1)
    assert [(row.kind, row.name) for row in case.rows.values()] == [("user", "t"), ("job", "verify")]
    assert case.complete(case.token("t", "job")).state == "completed"
    assert case.variables[1]["a"] == 1


def test_each_assignment_is_listened_to(real: Any) -> None:
    case = real(one(listeners=(on("assignment", sets("who", "task.assignee")),)))
    assert "who" not in case.variables[1]
    for login in ("ana", "budi"):
        case.case.assigned(case.token("t"), login)
        assert case.settle().variables[1]["who"] == login


def inputs(**texts: str) -> tuple[ValueMapping, ...]:
    return tuple(ValueMapping(name, juel("${" + text + "}")) for name, text in texts.items())


def waiting(dialect: Dialect) -> Any:
    """A task with an input and a start listener, and events on it that read what they write."""
    host = user(
        "t", inputs=inputs(name="'inside'", days="'P2D'"),
        listeners=(on("start", sets("days", "'P3D'")) if dialect == "camunda7" else job("start", "open"),),
    )  # fmt: skip
    late = boundary("late", "t", Event("timer", timer=Timer("duration", juel("${days}"))))
    told = boundary("told", "t", Event("message", name=juel("${name}")))
    return scope("s > t > e; late > e; told > e", start(), host, late, told, end())


def test_camunda_7_names_a_message_before_the_inputs_and_times_a_timer_before_the_start_listeners(real: Any) -> None:
    case = real(waiting("camunda7"), name="outside", days="P1D")
    assert case.row("told").name == "outside"
    assert case.row("late").due == START + timedelta(days=2)


def test_camunda_8_works_out_what_is_waited_for_after_its_start_listeners(real: Any) -> None:
    case = real(waiting("camunda8"), "camunda8", name="outside", days="P1D").complete("t", days="P3D")
    assert case.row("told").name == "inside"
    assert case.row("late").due == START + timedelta(days=3)


@pytest.mark.parametrize(("dialect", "name", "days"), [("camunda7", "outside", 2), ("camunda8", "inside", 2)])
def test_a_catching_event_does_the_same(real: Any, dialect: Dialect, name: str, days: int) -> None:
    told = element("intermediateCatchEvent", "told", inputs=inputs(name="'inside'"),
                   events=(Event("message", name=juel("${name}")),))  # fmt: skip
    late = element("intermediateCatchEvent", "late", inputs=inputs(days="'P2D'"),
                   events=(Event("timer", timer=Timer("duration", juel("${days}"))),))  # fmt: skip
    case = real(scope("s > told > late > e", start(), told, late, end()), dialect, name="outside", days="P1D")
    assert case.row("told").name == name
    assert case.trigger("told").row("late").due == START + timedelta(days=days)


def test_set_variable_local_leaves_the_process_alone(real: Any) -> None:
    """An activity with a boundary event is a scope of its own in Camunda 7."""
    told = (on("start", "${execution.setVariableLocal('x', 1)}"), on("end", "${execution.setVariable('seen', x)}"))
    inside = scope("s > t > e; b > x", start(), user("t", listeners=told), end(), boundary("b", "t", message("m")),
                   end("x"))  # fmt: skip
    case = real(inside, x=0, seen=None)
    case.complete("t")
    assert case.variables[1]["x"] == 0
    assert case.variables[1]["seen"] == 1


def test_what_a_listener_of_an_item_brings_is_the_items_if_it_has_that_name(real: Any) -> None:
    work = repeated(user("t", listeners=(job("end", "go"),)), collection=juel("${list}"), item="x")
    case = real(scope("s > t > e", start(), work, end()), "camunda8", list=[1])
    case.complete("t")
    case.complete("t", x=9)
    assert case.ended_at == "e"
    assert "x" not in case.variables[1]
