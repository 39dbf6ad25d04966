"""Multi-instance: sequential and parallel, collections, results, completion condition, counters."""

from __future__ import annotations

from typing import Any

import pytest

from bpmn.diagram import Assignment, Call, JobSpec
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
    repeated,
    scope,
    script,
    start,
    sub,
    timer,
    toy,
    user,
)  # fmt: skip


def many(sequential: bool = False, dialect: Any = "camunda8", one: Any = None, **parts: Any) -> Any:
    parts.setdefault("collection", toy("people"))
    parts.setdefault("item", "person")
    task = repeated(one or user("t", assignment=Assignment(assignee=toy("person"))), sequential=sequential, **parts)
    return diagram(scope("s > t > e", start(), task, end()), dialect)


def test_parallel_has_a_task_for_each(play: Any) -> None:
    case = play(many(), people=["ana", "bob"])
    assert [row.detail["assignee"] for row in case.rows.values()] == ["ana", "bob"]
    assert [row.detail["loop_counter"] for row in case.rows.values()] == [1, 2]
    case.complete("t")
    assert case.at() == ["t"]
    case.complete("t")
    assert case.ended_at == "e"
    assert case.passed() == ["s", "t", "t", "t", "e"], "two items and their body"


def test_sequential_has_one_at_a_time(play: Any) -> None:
    case = play(many(sequential=True, dialect="camunda7"), people=["ana", "bob"])
    assert [(row.detail["assignee"], row.detail["loop_counter"]) for row in case.rows.values()] == [("ana", 0)]
    case.complete("t")
    assert [(row.detail["assignee"], row.detail["loop_counter"]) for row in case.rows.values()] == [("bob", 1)]
    case.complete("t")
    assert case.ended_at == "e"


@pytest.mark.parametrize("sequential", [False, True])
def test_results_are_in_the_order_of_the_input(play: Any, sequential: bool) -> None:
    drawn = many(sequential, output_collection="votes", output_item=toy("vote"))
    case = play(drawn, people=["a", "b", "c"])
    for row in sorted(case.rows.values(), key=lambda row: -row.token):
        case.complete(row.token, vote=row.detail["assignee"].upper())
    while case.rows:
        (row,) = case.rows.values()
        case.complete(row.token, vote=row.detail["assignee"].upper())
    assert case.variables[1] == {"people": ["a", "b", "c"], "votes": ["A", "B", "C"]}


def test_a_result_does_not_leak_out_in_camunda_8(play: Any) -> None:
    case = play(many(output_collection="votes", output_item=toy("vote")), people=["a"], vote="mine")
    case.complete("t", vote="other")
    assert case.variables[1] == {"people": ["a"], "vote": "mine", "votes": ["other"]}


@pytest.mark.parametrize("sequential", [False, True])
def test_an_empty_collection_passes_with_no_results(play: Any, sequential: bool) -> None:
    case = play(many(sequential, output_collection="votes", output_item=toy("vote")), people=[])
    assert case.ended_at == "e"
    assert case.passed() == ["s", "t", "e"], "the body is entered once"
    assert case.variables[1]["votes"] == []


def test_the_completion_condition_ends_the_rest(play: Any) -> None:
    drawn = many(dialect="camunda7", until=toy("nrOfCompletedInstances / nrOfInstances >= 0.6"))
    case = play(drawn, people=["kermit", "gonzo", "mispiggy", "fozzie", "bubba"])
    assert len(case.rows) == 5
    case.complete("t").complete("t")
    assert len(case.rows) == 3
    case.complete("t")
    assert case.ended_at == "e"
    assert [fact.kind for fact in case.facts].count("element_terminated") == 2


def test_the_completion_condition_sees_camunda_8_names_and_results(play: Any) -> None:
    until = toy("numberOfCompletedInstances >= 2 and numberOfActiveInstances == 1 and votes.count('yes') == 2")
    case = play(many(output_collection="votes", output_item=toy("vote"), until=until), people=["a", "b", "c"])
    tokens = sorted(case.rows)
    case.complete(tokens[2], vote="yes")
    case.complete(tokens[0], vote="yes")
    assert case.ended_at == "e"
    assert case.variables[1]["votes"] == ["yes", None, "yes"]


def test_a_sequential_condition(play: Any) -> None:
    case = play(many(True, until=toy("found == True")), people=["a", "b", "c"])
    case.complete("t", found=False).complete("t", found=True)
    assert case.ended_at == "e"


def test_a_condition_that_is_not_boolean_is_an_incident_of_the_item(play: Any) -> None:
    case = play(many(until=toy("found")), people=["a", "b"]).complete("t", x=1)
    assert case.incident() == ("t", "EXTRACT_VALUE_ERROR")
    case.set(found=True).retry("t")
    assert case.ended_at == "e"


@pytest.mark.parametrize("value", [None, "ana", {"a": 1}, 5])
def test_a_collection_that_is_no_list_is_an_incident(play: Any, value: Any) -> None:
    case = play(many(), people=value)
    assert case.incident() == ("t", "EXTRACT_VALUE_ERROR")
    case.set(people=["ana"]).retry("t")
    assert case.at() == ["t"]


def test_cardinality(play: Any) -> None:
    task = repeated(user("t"), cardinality=toy("n"))
    drawn = diagram(scope("s > t > e", start(), task, end()), "camunda7")
    assert play(drawn, n=3).at() == ["t", "t", "t"]
    assert play(drawn, n="2").at() == ["t", "t"]
    assert play(drawn, n=0).ended_at == "e"
    assert play(drawn, n=-1).incident() == ("t", "EXTRACT_VALUE_ERROR")
    assert play(drawn, n="inf").incident() == ("t", "EXTRACT_VALUE_ERROR")
    assert play(drawn, n=10**12).incident() == ("t", "EXTRACT_VALUE_ERROR")


def test_boundary_events_stand_on_the_body(play: Any) -> None:
    task = repeated(user("t"), collection=toy("people"))
    note = boundary("n", "t", timer("cycle", "R/PT1H"), interrupting=False)
    late = boundary("b", "t", timer("duration", "PT3H"))
    drawn = diagram(scope("s > t > e; b > x; n > k", start(), task, note, late, user("x"), end("k"), end()))
    case = play(drawn, people=[1, 2])
    assert (case.at(), case.guards()) == (["t", "t"], ["b", "n"])
    case.after(hours=1).complete("t").after(hours=4)
    assert (case.at(), case.guards()) == (["x"], [])
    assert case.passed().count("k") == 2


def test_an_error_of_an_item_is_caught_at_the_body(play: Any) -> None:
    task = repeated(element("serviceTask", "t", job=JobSpec(literal("w"))), collection=toy("people"))
    drawn = diagram(scope("s > t > e; b > x", start(), task, boundary("b", "t", error("E")), user("x"), end()))
    case = play(drawn, people=[1, 2]).throws("t", "E")
    assert case.at() == ["x"]


def test_inputs_and_outputs_are_for_each_item(play: Any) -> None:
    one = user("t", inputs=puts(double="person * 2"), outputs=puts(res="double + got"))
    case = play(many(one=one, output_collection="all", output_item=toy("res")), people=[1, 10])
    first, second = sorted(case.rows)
    case.complete(second, got=5).complete(first, got=6)
    assert case.variables[1]["all"] == [8, 25]


def test_scripts_and_subprocesses_and_calls_repeat_too(play: Any) -> None:
    task = repeated(
        script("t", "sq", "n * n"), collection=toy("people"), item="n", output_collection="out", output_item=toy("sq")
    )
    case = play(diagram(scope("s > t > e", start(), task, end())), people=[1, 2, 3])
    assert case.variables[1]["out"] == [1, 4, 9]

    inside = scope("s2 > a > b > e2", start("s2"), user("a"), user("b"), end("e2"))
    task = repeated(sub("t", inside), collection=toy("people"), item="n", output_collection="out", output_item=toy("n"))
    case = play(diagram(scope("s > t > e", start(), task, end())), people=[7, 8])
    case.complete("a").complete("b")
    assert case.at() == ["a"]
    case.complete("a").complete("b")
    assert case.variables[1]["out"] == [7, 8]

    host = TestHost()
    host.deploy(diagram(scope("s > t", start(), user("t")), process_id="child"), "child")
    task = repeated(element("callActivity", "c", call=Call(literal("child"))), sequential=True, cardinality=toy("2"))
    case = Player(
        diagram(scope("s > c > e", start(), task, end())), play.keywords["restart"], host
    ).start().complete("t").complete("t")  # fmt: skip
    assert case.ended_at == "e"
    assert set(case.variables) == {1, 2, 3}


def test_items_of_nested_bodies(play: Any) -> None:
    inner = repeated(user("a", assignment=Assignment(assignee=toy("x + y"))), collection=toy("ys"), item="y")
    inside = scope("s2 > a > e2", start("s2"), inner, end("e2"))
    task = repeated(sub("t", inside), collection=toy("xs"), item="x", sequential=True)
    case = play(diagram(scope("s > t > e", start(), task, end())), xs=["p", "q"], ys=["1", "2"])
    seen: list[str] = []
    while case.rows:
        row = min(case.rows.values(), key=lambda row: row.token)
        seen.append(row.detail["assignee"])
        case.complete(row.token)
    assert seen == ["p1", "p2", "q1", "q2"]
    assert case.ended_at == "e"


def test_a_thousand_items(play: Any) -> None:
    from tests.engine.flow.kit import Case

    host = TestHost()
    definition = host.deploy(many(output_collection="out", output_item=toy("person")))
    case = Case.begin(definition, 1, {"people": list(range(1000))}, host)
    case.start()
    waits = case.step().opened
    assert len(waits) == 0
    assert len(case.incidents()) == 1000, "numbers are no assignees"


def test_camunda_7_looks_at_the_collection_before_each_turn_and_keeps_the_number(play: Any) -> None:
    case = play(many(True, "camunda7"), people=["ana", "bob"])
    case.set(people=["ana", "cleo", "dian"]).complete("t")
    assert case.row("t").detail["assignee"] == "cleo"
    assert case.complete("t").ended_at == "e", "two turns were counted at the beginning"
    case = play(many(True, "camunda7"), people=["ana", "bob"])
    case.set(people=["ana"]).complete("t")
    assert case.incident() == ("t", "EXTRACT_VALUE_ERROR")
    assert case.set(people=["ana", "eko"]).retry("t").row("t").detail["assignee"] == "eko"


def test_camunda_8_looks_at_the_collection_before_each_turn_and_its_length(play: Any) -> None:
    results = {"output_collection": "all", "output_item": toy("person")}
    case = play(many(True, **results), people=["ana", "bob"])
    case.set(people=["ana", "cleo", "dian"]).complete("t").complete("t").complete("t")
    assert case.variables[1]["all"] == ["ana", "cleo", "dian"]
    case = play(many(True, **results), people=["ana", "bob"])
    assert case.set(people=["ana"]).complete("t").ended_at == "e"
    case = play(many(True, **results), people=["ana", "bob"]).set(people=7).complete("t")
    assert case.incident() == ("t", "EXTRACT_VALUE_ERROR")
    case.set(people=["ana", "bob"]).retry("t").complete("t")
    assert case.variables[1]["all"] == ["ana", "bob"]


@pytest.mark.parametrize("sequential", [False, True])
def test_camunda_7_takes_the_number_from_the_cardinality_and_the_items_from_the_collection(
    play: Any, sequential: bool
) -> None:
    drawn = many(sequential, "camunda7", cardinality=toy("2"))
    case = play(drawn, people=["ana", "bob", "cleo"]).complete("t").complete("t")
    assert case.ended_at == "e"
    case = play(drawn, people=["ana"])
    assert case.incident() == ("t", "EXTRACT_VALUE_ERROR")
    assert case.set(people=["ana", "bob"]).retry("t").complete("t").complete("t").ended_at == "e"


def test_counters_are_variables_in_camunda_7_only(play: Any) -> None:
    one = user("t", assignment=Assignment(assignee=toy("f'{nrOfInstances}'")))
    seven = repeated(one, cardinality=toy("3"))
    drawn = diagram(scope("s > t > e", start(), seven, end()), "camunda7")
    assert play(drawn).row("t").detail["assignee"] == "3"
    one = user("t", assignment=Assignment(assignee=toy("f'{numberOfInstances}'")))
    assert play(many(one=one), people=[1, 2]).row("t").detail["assignee"] == "None"


def test_the_counters_of_a_sequential_condition(play: Any) -> None:
    """Camunda 7 says that one item is active even when it asks after the last."""
    until = toy("nrOfActiveInstances == 1 and nrOfCompletedInstances == 2 and loopCounter == 1")
    case = play(many(True, "camunda7", until=until), people=["a", "b", "c"]).complete("t").complete("t")
    assert case.ended_at == "e"


def test_what_an_item_does_inside_is_ended_with_its_body(play: Any) -> None:
    inner = repeated(user("a"), cardinality=toy("2"))
    inside = scope("s2 > a > e2", start("s2"), inner, end("e2"))
    task = repeated(sub("t", inside), collection=toy("people"))
    late = boundary("b", "t", timer("duration", "PT1H"))
    drawn = diagram(scope("s > t > e; b > x", start(), task, late, user("x"), end()), "camunda7")
    case = play(drawn, people=[1, 2]).complete("a")
    assert case.at() == ["a", "a", "a"]
    assert case.after(hours=1).at() == ["x"]


def test_an_error_inside_an_item_of_an_item_ends_the_outer_body(play: Any) -> None:
    inside = scope("s2 > a > e2", start("s2"), user("a"), end("e2", events=(error("E"),)))
    middle = scope("s1 > i > e1", start("s1"), repeated(sub("i", inside), collection=toy("people")), end("e1"))
    task = repeated(sub("t", middle), collection=toy("people"), sequential=True)
    drawn = diagram(scope("s > t > e; b > x", start(), task, boundary("b", "t", error("E")), user("x"), end()))
    case = play(drawn, people=[1, 2]).complete("a")
    assert case.at() == ["x"]
    assert case.passed().count("b") == 1


def test_camunda_8_counts_the_turns_that_have_begun(play: Any) -> None:
    """So a share of all is reached with the first turn."""
    until = toy("numberOfInstances == 1 and numberOfCompletedInstances == 1 and numberOfActiveInstances == 0")
    assert play(many(True, until=until), people=["ana", "bob"]).complete("t").ended_at == "e"
    until = toy("numberOfInstances == 2 and numberOfCompletedInstances == 1 and numberOfActiveInstances == 1")
    assert play(many(until=until), people=["ana", "bob"]).complete("t").ended_at == "e"


@pytest.mark.parametrize(("dialect", "first"), [("camunda7", 0), ("camunda8", 1)])
def test_where_the_loop_counter_begins(play: Any, dialect: Any, first: int) -> None:
    many = repeated(script("t", "n", "loopCounter"), collection=toy("[7]"))
    assert play(diagram(scope("s > t > e", start(), many, end()), dialect)).variables[1]["n"] == first
