"""Call activities: late bound, variables of their own, in and out, errors, retry."""

from __future__ import annotations

from typing import Any

from bpmn.diagram import Call, Event
from tests.engine.flow.kit import (
    Player,
    TestHost,
    boundary,
    diagram,
    element,
    end,
    error,
    literal,
    puts,
    scope,
    script,
    start,
    timer,
    toy,
    user,
)  # fmt: skip


def child(*parts: Any, flows: str = "s > t > e", dialect: Any = "camunda8") -> Any:
    return diagram(scope(flows, *(parts or (start(), user("t"), end()))), dialect, "child")


def parent(dialect: Any = "camunda8", extra: str = "", more: Any = (), parts: Any = None, **call: Any) -> Any:
    calls = element("callActivity", "call", call=Call(literal("child"), **call), **(parts or {}))
    return diagram(scope("s > call > after" + extra, start(), calls, user("after"), *more), dialect)


def case_of(drawn: Any, *children: Any, restart: bool, **variables: Any) -> Player:
    host = TestHost()
    for one in children:
        host.deploy(one, "child")
    return Player(drawn, restart, host, **variables).start()


def test_everything_in_and_out_in_camunda_8(play: Any) -> None:
    case = case_of(parent(), child(), restart=play.keywords["restart"], x=1)
    started = [fact for fact in case.facts if fact.kind == "instance_started"]
    assert dict(started[1].detail) == {
        "process_id": "child", "definition_key": 1, "parent": 1, "token": 2, "element": "call", "business_key": None,
    }  # fmt: skip
    assert case.row("t").instance == 2
    assert case.variables == {1: {"x": 1}, 2: {"x": 1}}
    case.complete("t", y=2, x=5)
    assert case.at() == ["after"]
    assert case.variables == {1: {"x": 5, "y": 2}, 2: {"x": 5, "y": 2}}
    ended = [fact for fact in case.facts if fact.kind == "instance_completed"]
    assert [(fact.instance, fact.element) for fact in ended] == [(2, "e")]


def test_mappings_in_camunda_8(play: Any) -> None:
    drawn = parent(all_in=False, all_out=False, parts={"inputs": puts(a="x + 1"), "outputs": puts(got="y")})
    case = case_of(drawn, child(), restart=play.keywords["restart"], x=1)
    assert case.variables == {1: {"x": 1}, 2: {"a": 2}}
    case.complete("t", y=7, z=8)
    assert case.variables[1] == {"x": 1, "got": 7}


def test_nothing_out_unless_said(play: Any) -> None:
    case = case_of(parent(all_out=False), child(), restart=play.keywords["restart"]).complete("t", y=7)
    assert case.variables[1] == {}


def test_camunda_7_in_out_and_business_key(play: Any) -> None:
    call = {"all_in": False, "all_out": False, "inputs": puts(a="x + 1"), "outputs": puts(got="y + 1"),
            "business_key": toy("no")}  # fmt: skip
    case = case_of(parent("camunda7", **call), child(dialect="camunda7"), restart=play.keywords["restart"], x=1, no=77)
    assert (
        next(fact for fact in case.facts if fact.kind == "instance_started" and fact.instance == 2).detail[
            "business_key"
        ]
        == "77"
    )
    assert case.variables[2] == {"a": 2}
    case.complete("t", y=7)
    assert case.variables[1] == {"x": 1, "no": 77, "got": 8}


def test_a_process_that_is_not_there_is_an_incident_until_it_is(play: Any) -> None:
    case = case_of(parent(), restart=play.keywords["restart"])
    assert case.incident() == ("call", "CALLED_ELEMENT_ERROR")
    case.host.deploy(child(), "child")
    case.retry("call")
    assert case.at() == ["t"]


def test_the_newest_version_is_called(play: Any) -> None:
    newer = child(start(), user("t2"), flows="s > t2")
    case = case_of(parent(), child(), newer, restart=play.keywords["restart"])
    assert case.at() == ["t2"]


def test_the_name_may_be_worked_out(play: Any) -> None:
    calls = element("callActivity", "call", call=Call(toy("which")))
    drawn = diagram(scope("s > call", start(), calls))
    case = case_of(drawn, child(), restart=play.keywords["restart"], which="child")
    assert case.at() == ["t"]
    case = case_of(drawn, child(), restart=play.keywords["restart"])
    assert case.incident() == ("call", "CALLED_ELEMENT_ERROR")


def test_failing_outputs_keep_what_the_called_process_brought(play: Any) -> None:
    drawn = parent(parts={"outputs": puts(got="y + more")})
    case = case_of(drawn, child(), restart=play.keywords["restart"]).complete("t", y=7)
    assert case.incident() == ("call", "IO_MAPPING_ERROR")
    assert [fact.kind for fact in case.facts].count("instance_completed") == 1
    case.set(more=1).retry("call")
    assert case.variables[1] == {"more": 1, "got": 8}
    assert case.at() == ["after"]


def test_failing_outputs_of_camunda_7(play: Any) -> None:
    drawn = parent("camunda7", all_in=False, all_out=False, outputs=puts(got="y + 1"))
    case = case_of(drawn, child(dialect="camunda7"), restart=play.keywords["restart"]).complete("t")
    assert case.incident() == ("call", "IO_MAPPING_ERROR")
    case.case.set_variables({"y": 1}, instance=2)
    case.settle()
    case.retry("call")
    assert case.variables[1] == {"got": 2}


def test_interrupting_a_call_ends_the_called_instance(play: Any) -> None:
    more = (boundary("b", "call", timer("duration", "PT1H")), user("late"))
    case = case_of(parent(extra="; b > late", more=more), child(), restart=play.keywords["restart"]).after(hours=1)
    assert case.at() == ["late"]
    gone = [(fact.kind, fact.instance) for fact in case.facts if fact.kind == "instance_terminated"]
    assert gone == [("instance_terminated", 2)]


def test_an_error_leaves_the_called_process(play: Any) -> None:
    boom = child(start(), user("t"), end("boom", events=(error("E1"),)), flows="s > t > boom")
    more = (boundary("b", "call", error("E1", code_variable="code")), user("x"))
    case = case_of(parent("camunda7", extra="; b > x", more=more, all_out=True), boom, restart=play.keywords["restart"])
    case.complete("t", y=3)
    assert case.at() == ["x"]
    assert case.variables[1] == {"y": 3, "code": "E1"}, "Camunda 7 hands out variables on an error too"


def test_terminate_in_a_called_process_ends_only_that(play: Any) -> None:
    stop = child(start(), user("t"), end("stop", events=(Event("terminate"),)), flows="s > t > stop")
    case = case_of(parent(), stop, restart=play.keywords["restart"]).complete("t")
    assert case.at() == ["after"]


def test_a_process_that_calls_itself_for_ever_is_an_incident(play: Any) -> None:
    calls = element("callActivity", "call", call=Call(literal("p")))
    case = play(diagram(scope("s > call > e", start(), calls, end())))
    assert case.incident() == ("call", "CALLED_ELEMENT_ERROR")
    assert len(case.case.subprocesses) == 50
    case.cancel()
    assert case.state == "terminated"


def test_called_and_embedded_together(play: Any) -> None:
    inner = child(start(), script("c", "y", "x + 1"), user("t"), end(), flows="s > c > t > e")
    from tests.engine.flow.kit import both, sub

    inside = scope("s2 > f > call > e2; f > call2 > e2", start("s2"), both("f"),
                   element("callActivity", "call", call=Call(literal("child"), all_out=False)),
                   element("callActivity", "call2", call=Call(literal("child"))), end("e2"))  # fmt: skip
    drawn = diagram(scope("s > p > e", start(), sub("p", inside, inputs=puts(x="10")), end()))
    case = case_of(drawn, inner, restart=play.keywords["restart"], x=1)
    assert case.at() == ["t", "t"]
    assert case.variables[2]["y"] == case.variables[3]["y"] == 11
    case.complete("t").complete("t")
    assert case.ended_at == "e"


def test_input_parameters_alone_give_a_called_process_of_camunda_7_nothing(play: Any) -> None:
    drawn = parent("camunda7", all_in=False, all_out=False, parts={"inputs": puts(a="x + 1")})
    case = case_of(drawn, child(dialect="camunda7"), restart=play.keywords["restart"], x=1)
    assert case.row("t").instance == 2
    assert case.variables == {1: {"x": 1}}
