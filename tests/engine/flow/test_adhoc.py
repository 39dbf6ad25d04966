"""Ad-hoc subprocess: what begins, inner instances, results, completion, what is begun by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bpmn.diagram import AdHoc, JobSpec, Listener
from engine.flow import NotWaiting
from tests.engine.flow.kit import (
    Player,
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
    timer,
    toy,
    user,
)  # fmt: skip


def drawn(
    flows: str = "b > c", *more: Any, around: str = "", outside: Any = (), outputs: Any = (), **terms: Any
) -> Any:
    """a and b may begin, c follows b."""
    inside = scope(flows, user("a"), user("b"), user("c"), *more)
    into = {one.id: tuple(flow.id for flow in inside.flows if flow.target == one.id) for one in inside.elements}
    inside = replace(inside, elements=tuple(replace(one, incoming=into[one.id]) for one in inside.elements))
    ad_hoc = element("adHocSubProcess", "h", scope=inside, ad_hoc=AdHoc(**terms), outputs=outputs)
    return diagram(scope("s > h > e" + around, start(), ad_hoc, end(), *outside))


def by_hand(case: Player, begins: str, **values: Any) -> Player:
    case.case.begin_element("h", begins, values)
    return case.settle()


def test_what_the_list_says_begins_and_all_of_it_has_to_end(play: Any) -> None:
    case = play(drawn(active=toy("todo")), todo=["a", "b", "a"])
    assert case.at() == ["a", "a", "b"]
    case.complete("a").complete("b")
    assert case.at() == ["a", "c"]
    case.complete("c").complete("a")
    assert case.ended_at == "e"
    assert case.passed().count("h") == 4, "three inner instances and the subprocess"


@pytest.mark.parametrize("todo", [7, ["x"], ["c"], [1], None])
def test_what_is_no_list_of_elements_is_an_incident(play: Any, todo: Any) -> None:
    case = play(drawn(active=toy("todo")), todo=todo)
    assert case.incident() == ("h", "EXTRACT_VALUE_ERROR")
    assert case.set(todo=["a"]).retry("h").at() == ["a"]


def test_results_come_in_the_order_of_completion(play: Any) -> None:
    case = play(
        drawn(
            active=toy("['a', 'b']"), output_collection="all", output_item=toy("said"), until=toy("all.__len__() == 2")
        ),
    )
    case.complete("b", said="B1").complete("c", said="C").complete("a", said="A")
    assert case.ended_at == "e"
    assert case.variables[1] == {"all": ["C", "A"]}


def test_enough_cancels_the_rest(play: Any) -> None:
    case = play(drawn(active=toy("['a', 'b']"), until=toy("enough == True"))).complete("b", enough=True)
    assert case.at() == ["a", "c"], "an inner instance is asked when all of it is done"
    case.complete("c")
    assert case.ended_at == "e"


def test_enough_without_cancelling_waits_for_the_rest(play: Any) -> None:
    case = play(drawn(active=toy("['a', 'b']"), until=toy("enough == True"), cancel_remaining=False))
    case.complete("a", enough=True)
    assert case.at() == ["b"]
    assert case.complete("b").complete("c").ended_at == "e"


def test_not_enough_stays_open_for_what_is_begun_by_hand(play: Any) -> None:
    case = play(drawn(active=toy("['a']"), until=toy("enough == True"))).complete("a", enough=False)
    assert (case.at(), case.state, case.stuck) == ([], "active", {})
    assert by_hand(case, "a").complete("a", enough=True).ended_at == "e"


def test_by_hand_with_variables_of_its_own(play: Any) -> None:
    case = play(drawn("", script("k", "seen", "mine"), output_collection="all", output_item=toy("mine")))
    assert case.state == "active"
    by_hand(case, "k", mine=3)
    assert case.ended_at == "e"
    assert case.variables[1] == {"seen": 3, "all": [3]}
    with pytest.raises(NotWaiting):
        case.case.begin_element("h", "k")


def test_by_hand_only_what_may_begin(play: Any) -> None:
    case = play(drawn())
    with pytest.raises(NotWaiting, match="expected one of: a, b"):
        case.case.begin_element("h", "c")
    assert by_hand(case, "a").at() == ["a"]


def test_a_condition_that_is_not_boolean_is_an_incident(play: Any) -> None:
    case = play(drawn(active=toy("['a']"), until=toy("enough"))).complete("a")
    assert case.incident() == ("h", "EXTRACT_VALUE_ERROR")
    assert case.set(enough=True).retry("h").ended_at == "e"


def test_it_can_be_interrupted_and_an_error_inside_leaves_it(play: Any) -> None:
    late = boundary("l", "h", timer("duration", "PT1H"))
    failed = boundary("f", "h", error("E"))
    boom = end("x", events=(error("E"),))
    model = drawn("b > x", boom, around="; l > late; f > failed", outside=(late, failed, user("late"), user("failed")),
                  active=toy("['a', 'b']"))  # fmt: skip
    assert play(model).after(hours=1).at() == ["late"]
    assert play(model).complete("b").at() == ["failed"]


def test_its_own_list_of_elements_and_its_mappings(play: Any) -> None:
    every = toy("[one['elementId'] for one in adHocSubProcessElements]")
    case = play(drawn(active=every, output_collection="all", output_item=toy("said"), outputs=puts(got="all[0]")))
    assert case.at() == ["a", "b"]
    case.complete("a", said=1).complete("b").complete("c", said=2)
    assert case.variables[1] == {"got": 1}


def test_multi_instance_inside(play: Any) -> None:
    many = repeated(user("m"), collection=toy("[1, 2]"), item="n")
    case = play(drawn("", many, active=toy("['m', 'a']"))).complete("m").complete("m")
    assert case.at() == ["a"]


def changed(model: Any, change: Any, *more: Any, flows: str = "") -> Any:
    """The diagram with another ad-hoc subprocess, and more around it."""
    around = model.processes[0].scope
    found = tuple(change(one) if one.id == "h" else one for one in around.elements)
    beside = scope(flows) if flows else None
    return diagram(replace(around, elements=(*found, *more), flows=around.flows + (beside.flows if beside else ())))


def each(sequential: bool = False, **terms: Any) -> Any:
    terms.setdefault("collection", toy("[['a'], ['a', 'b']]"))
    return lambda one: repeated(one, item="todo", sequential=sequential, **terms)


@pytest.mark.parametrize("sequential", [False, True])
def test_it_is_repeated_itself(play: Any, sequential: bool) -> None:
    results = {"output_collection": "all", "output_item": toy("said")}
    model = drawn(active=toy("todo"), output_collection="said", output_item=toy("word"))
    case = play(changed(model, each(sequential, **results)))
    assert case.at() == (["a"] if sequential else ["a", "a", "b"])
    case.complete("a", word="one")
    assert case.at() == ["a", "b"]
    case.complete("a", word="two").complete("b").complete("c", word="three")
    assert case.ended_at == "e"
    # Camunda 8 hands the results of each turn outward as well (AdHocSubProcessProcessor.onComplete)
    assert case.variables[1] == {"all": [["one"], ["two", "three"]], "said": ["two", "three"]}


def test_a_condition_ends_one_turn_or_all(play: Any) -> None:
    model = drawn(active=toy("todo"), until=toy("enough"))
    case = play(changed(model, each()), enough=True).complete("b").complete("c")
    assert case.at() == ["a"], "the second turn is over, the first is not"
    model = drawn(active=toy("todo"))
    case = play(changed(model, each(until=toy("numberOfCompletedInstances == 1")))).complete("a")
    assert case.ended_at == "e"


def test_what_is_thrown_inside_a_turn_is_caught_by_the_event_on_all(play: Any) -> None:
    model = drawn("b > c", end("x", events=(error("no"),)), active=toy("todo"))
    inside = next(one for one in model.processes[0].scope.elements if one.id == "h")
    assert inside.scope is not None
    out, z = boundary("out", "h", error()), user("z")
    case = play(changed(model, each(), out, z, flows="out > z"))
    job = min(row.token for row in case.rows.values())
    case.case.throw_error(job, "no")
    assert case.settle().at() == ["z"]


def test_time_runs_out_for_all_turns(play: Any) -> None:
    out, z = boundary("out", "h", timer("duration", "PT1H")), user("z")
    case = play(changed(drawn(active=toy("todo")), each(), out, z, flows="out > z")).after(hours=2)
    assert case.at() == ["z"]


def test_listeners_are_those_of_the_whole(play: Any) -> None:
    opens = Listener("start", job=JobSpec(literal("open")))
    case = play(changed(drawn(active=toy("['a', 'b']")), lambda one: replace(one, listeners=(opens,))))
    assert case.at("job") == ["h"]
    assert case.complete("h").at() == ["a", "b"]
