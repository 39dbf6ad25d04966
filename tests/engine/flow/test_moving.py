"""Tokens that begin where no flow has led them, and tokens that are ended from outside, in both dialects."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bpmn.diagram import Call, Dialect, Listener, Timer
from engine.flow import NotWaiting
from engine.flow.moving import Leave, Shift
from engine.flow.places import Begin
from tests.engine.flow.kit import (
    both,
    boundary,
    diagram,
    element,
    end,
    literal,
    message,
    puts,
    repeated,
    scope,
    script,
    start,
    sub,
    timer,
    toy,
    user,
    watch,
    xor,
)  # fmt: skip

BOTH: tuple[Dialect, ...] = ("camunda7", "camunda8")


def nested(dialect: Dialect = "camunda8", **parts: Any) -> Any:
    """a, then a subprocess with b and in it one with c and d; a message may end the outer one."""
    inner = sub("inner", scope("is > c > d > ie", start("is"), user("c"), user("d"), end("ie")))
    outer = sub("outer", scope("os > b > inner > oe", start("os"), user("b"), inner, end("oe")), **parts)
    late = boundary("late", "outer", message("m"))
    return diagram(
        scope("s > a > outer > e ; late > f > fe", start(), user("a"), outer, end(), late, user("f"), end("fe")),
        dialect,
    )


@pytest.fixture(params=BOTH)
def dialect(request: pytest.FixtureRequest) -> Dialect:
    return request.param  # type: ignore[no-any-return]


# Beginning elsewhere


def test_a_case_begins_at_an_element(player: Any, dialect: Dialect) -> None:
    case = player(nested(dialect), x=1).start_at("outer")
    assert case.at() == ["b"]
    assert case.guards() == ["late"]
    assert case.variables[1] == {"x": 1}
    case.complete("b").complete("c").complete("d")
    assert case.ended_at == "e"


def test_scopes_around_it_are_opened_with_their_guards(player: Any, dialect: Dialect) -> None:
    case = player(nested(dialect)).start_at("d")
    assert case.at() == ["d"]
    assert case.guards() == ["late"]
    entered = [fact.element for fact in case.facts if fact.kind == "element_entered"]
    assert [one for one in entered if one != "late"] == ["outer", "inner", "d"]
    case.complete("d")
    assert case.ended_at == "e"


def test_several_begin_and_share_their_scopes(player: Any, dialect: Dialect) -> None:
    case = player(nested(dialect)).start_at("c", "d", "a", "b")
    assert case.at() == ["a", "b", "c", "d"]
    assert len(case.live("outer")) == len(case.live("inner")) == 1
    case.trigger("late")
    assert case.at() == ["a", "f"]


def test_an_ancestor_opens_the_scopes_below_it_anew(player: Any, dialect: Dialect) -> None:
    case = player(nested(dialect)).start_at("c")
    (outer,) = case.live("outer")
    case.move(Begin("d", ancestor=outer))
    assert len(case.live("inner")) == 2
    assert len(case.live("outer")) == 1
    case.move(Begin("b", ancestor=0))
    assert len(case.live("outer")) == 2
    with pytest.raises(NotWaiting, match="open more than once"):
        case.case.move([Begin("d" if dialect == "camunda8" else "b")])


def test_the_event_subprocesses_of_new_scopes_are_set_once(player: Any, dialect: Dialect) -> None:
    inside = watch("es", message("m"), user("h"), interrupting=False)
    around = sub("sub", scope("is > x > ie", start("is"), user("x"), end("ie"), watch("in", message("n"), user("g"))))
    case = player(diagram(scope("s > a > sub > e", start(), user("a"), around, end(), inside), dialect))
    case.start_at("a", "x")
    assert case.guards() == ["es_s", "in_s"]
    case.trigger("es_s").trigger("in_s")
    assert case.at() == ["a", "g", "h"]


def test_what_cannot_be_worked_out_is_an_incident_and_retried(player: Any, dialect: Dialect) -> None:
    due = replace(timer("duration", "x"), timer=Timer("duration", toy("due")))
    drawn = diagram(scope("s > a > e", start(), user("a"), end(), watch("es", due, user("h"))), dialect)
    case = player(drawn).start_at("a")
    assert case.incident()[0] == "a"
    case.set(due="PT1H").retry("a")
    assert case.at() == ["a"]
    assert case.guards() == ["es_s"]


def test_listeners_of_the_process_are_called_wherever_it_begins(player: Any) -> None:
    drawn = diagram(scope("s > a > e", start(), user("a"), end()), "camunda7")
    process = replace(drawn.processes[0], listeners=(Listener("start", script=toy("sets(begun=1)")),))
    case = player(replace(drawn, processes=(process,))).start_at("a")
    assert case.variables[1] == {"begun": 1}
    case = player(replace(drawn, processes=(process,))).start_at("s")
    assert [fact.detail["name"] for fact in case.facts if fact.kind == "variable_set"] == ["begun"]


def test_listeners_of_the_process_are_called_once(player: Any) -> None:
    drawn = diagram(scope("s > a > b > e", start(), user("a"), user("b"), end()), "camunda7")
    process = replace(drawn.processes[0], listeners=(Listener("start", script=toy("sets(begun=1)")),))
    case = player(replace(drawn, processes=(process,))).start_at("a").move(Leave(element="a"), Begin("b"))
    assert [fact.kind for fact in case.facts].count("variable_set") == 1


def test_variables_come_with_it(player: Any) -> None:
    case = player(nested(), x=0)
    case.start_at(Begin("c", values={"x": 1, "y": 2}, local={"z": 3}, scoped={"outer": {"o": 4}, "c": {"own": 5}}))
    assert case.variables[1] == {"x": 1, "y": 2}
    seen = dict(case.case.index[case.token("c")].node.sight(case.case.index[case.token("c")]))
    assert seen == {"x": 1, "y": 2, "z": 3, "own": 5, "o": 4}
    case.move(Begin("d", scoped={"inner": {"i": 6}}))
    assert case.case.index[case.live("inner")[0]].data == {"i": 6}


def test_input_mappings_of_scopes_between_are_camunda_7s_only(player: Any, dialect: Dialect) -> None:
    case = player(nested(dialect, inputs=puts(m="7"))).start_at("c")
    assert case.case.index[case.live("outer")[0]].data == ({} if dialect == "camunda8" else {"m": 7})


def test_camunda_7_leaves_out_what_it_is_told_to(player: Any) -> None:
    heard = (Listener("start", script=toy("sets(heard=1)")), Listener("end", script=toy("sets(over=1)")))
    drawn = diagram(
        scope("s > t > a > e", start(), script("t", "r", "1", inputs=puts(i="2"), listeners=heard), user("a"), end()),
        "camunda7",
    )
    case = player(drawn).start_at("t", skips=frozenset({"listeners", "mappings"}))
    assert case.variables[1] == {"r": 1}
    case = player(drawn).start_at("t")
    assert case.variables[1] == {"r": 1, "heard": 1, "over": 1}


# Where it can begin


@pytest.mark.parametrize("at", ["nowhere", "s", "late"])
def test_what_camunda_8_refuses(player: Any, at: str) -> None:
    with pytest.raises(NotWaiting, match=at):
        player(nested()).case.start_at([Begin(at)])


def test_camunda_7_begins_after_and_along_a_flow(player: Any) -> None:
    drawn = diagram(
        scope("s > x > a > e ; x > b > eb", start(), xor("x"), user("a"), end(), user("b"), end("eb")), "camunda7"
    )
    flow = next(one.id for one in drawn.processes[0].scope.flows if one.target == "b")
    case = player(drawn).start_at(Begin("s", "after"), Begin(flow, "transition"))
    assert "b" in case.at()
    assert case.facts[-1].detail.get("via") == flow or any(one.detail.get("via") == flow for one in case.facts)
    with pytest.raises(NotWaiting, match="2 outgoing"):
        player(drawn).case.start_at([Begin("x", "after")])


def test_camunda_7_begins_at_events_as_if_they_had_happened(player: Any) -> None:
    case = player(nested("camunda7")).start_at("b")
    case.move(Begin("late"))
    assert case.at() == ["f"]
    assert case.passed() == ["late"]


def test_the_events_of_a_gateway(player: Any, dialect: Dialect) -> None:
    race = element("eventBasedGateway", "g")
    one, two = (element("intermediateCatchEvent", id, events=(message(id),)) for id in ("m", "n"))
    drawn = diagram(
        scope("s > g > m > a > e ; g > n > b > eb", start(), race, one, two, user("a"), user("b"), end(), end("eb")),
        dialect,
    )
    case = player(drawn).start()
    if dialect == "camunda8":
        with pytest.raises(NotWaiting, match="event-based gateway"):
            case.case.move([Begin("m")])
        return
    case.move(Begin("m"))
    assert case.at() == ["a"]
    assert case.guards() == []


def test_a_join_counts_who_begins_there_in_camunda_7_only(player: Any, dialect: Dialect) -> None:
    drawn = diagram(
        scope(
            "s > f > a > j > c > e ; f > b > j", start(), both("f"), user("a"), user("b"), both("j"), user("c"), end()
        ),
        dialect,
    )
    case = player(drawn).start()
    case.move(Begin("j"))
    assert case.at() == (["a", "b", "c"] if dialect == "camunda8" else ["a", "b"])
    case.complete("a")
    assert case.at() == ["b", "c"]


def test_repeated_activities(player: Any, dialect: Dialect) -> None:
    many = repeated(user("a"), collection=toy("[1, 2]"), item="one")
    case = player(diagram(scope("s > z > a > e", start(), user("z"), many, end()), dialect)).start()
    if dialect == "camunda8":
        case.move(Begin("a"))
        assert case.at() == ["a", "a", "z"]
        return
    case.move(Begin("a#multiInstanceBody"))
    assert case.at() == ["a", "a", "z"]
    case.move(Begin("a"))
    assert case.at() == ["a", "a", "a", "z"]
    for _ in range(3):
        case.complete("a")
    assert case.at() == ["z"]
    case.move(Begin("a"))
    assert case.at() == ["a", "z"]
    assert len(case.live("a")) == 2, "a body and one item"


def test_inside_of_repeated_subprocesses(player: Any, dialect: Dialect) -> None:
    inside = scope("is > x > y > ie", start("is"), user("x"), user("y"), end("ie"))
    many = repeated(sub("m", inside), collection=toy("[1, 2]"), item="one")
    drawn = diagram(scope("s > m > z > e", start(), many, user("z"), end()), dialect)
    case = player(drawn).start()
    item = max(case.live("m"))
    case.move(Begin("y", ancestor=item))
    assert case.at() == ["x", "x", "y"]
    with pytest.raises(NotWaiting, match="more than once"):
        case.case.move([Begin("y")])
    case = player(drawn)
    if dialect == "camunda8":
        with pytest.raises(NotWaiting, match="is repeated"):
            case.case.start_at([Begin("y")])
        return
    case.start_at("y")
    assert case.at() == ["y"]
    case.complete("y")
    assert case.at() == ["z"]


def test_an_interrupting_event_subprocess_begins(player: Any, dialect: Dialect) -> None:
    drawn = diagram(scope("s > a > e", start(), user("a"), end(), watch("es", message("m"), user("h"))), dialect)
    case = player(drawn).start().move(Begin("h"))
    assert case.at() == (["a", "h"] if dialect == "camunda8" else ["h"])


# Ending


def test_one_token_ends_and_another_begins(player: Any, dialect: Dialect) -> None:
    case = player(nested(dialect)).start()
    case.move(Begin("d"), Leave(case.token("a")))
    assert case.at() == ["d"]
    case.complete("d")
    assert case.ended_at == "e"


def test_scopes_that_are_left_empty_go(player: Any, dialect: Dialect) -> None:
    case = player(nested(dialect)).start_at("a", "d")
    case.move(Leave(element="d"))
    assert case.at() == ["a"]
    assert case.guards() == []


def test_a_scope_stays_while_something_begins_in_it(player: Any, dialect: Dialect) -> None:
    case = player(nested(dialect)).start_at("a", "d")
    before = case.live("outer")
    case.move(Begin("b"), Leave(element="d"))
    assert case.live("outer") == before
    assert case.at() == ["a", "b"]


def test_the_order_counts_in_camunda_7_only(player: Any, dialect: Dialect) -> None:
    case = player(nested(dialect)).start_at("a", "d")
    before = case.live("outer")
    case.move(Leave(element="d"), Begin("b"))
    assert (case.live("outer") == before) == (dialect == "camunda8")


def test_a_case_whose_last_token_ends_is_cancelled(player: Any, dialect: Dialect) -> None:
    case = player(nested(dialect)).start().move(Leave(element="a"))
    assert case.state == "terminated"
    assert case.rows == {}


def test_a_case_that_runs_to_its_end_is_completed(player: Any, dialect: Dialect) -> None:
    case = player(nested(dialect)).start()
    case.move(Leave(element="a"), Begin("e"))
    assert case.state == "completed"


def test_items_that_end_are_not_waited_for(player: Any, dialect: Dialect) -> None:
    many = repeated(user("a"), collection=toy("[1, 2, 3]"))
    case = player(diagram(scope("s > a > z > e", start(), many, user("z"), end()), dialect)).start()
    case.move(Leave(max(case.live("a"))))
    assert case.at() == ["a", "a"]
    case.complete("a").complete("a")
    assert case.at() == ["z"]


def test_camunda_7_still_does_what_is_left_to_do(player: Any) -> None:
    heard = (Listener("end", script=toy("sets(over=1)")),)
    drawn = diagram(scope("s > a > b > e", start(), user("a", listeners=heard), user("b"), end()), "camunda7")
    case = player(drawn).start().move(Begin("b"), Leave(element="a"))
    assert case.variables[1] == {"over": 1}
    case = player(drawn).start().move(Begin("b"), Leave(element="a"), skips=["listeners"])
    assert case.variables[1] == {}


def test_what_is_not_there_cannot_end(player: Any) -> None:
    case = player(nested()).start()
    for wrong in (Leave(99), Leave(element="nowhere")):
        with pytest.raises(NotWaiting):
            case.case.move([wrong])


def test_incidents_go_with_what_ends(player: Any, dialect: Dialect) -> None:
    drawn = diagram(scope("s > t > b > e", start(), script("t", "r", "1/0"), user("b"), end()), dialect)
    case = player(drawn).start()
    assert case.incident()[0] == "t"
    case.move(Begin("b"), Leave(element="t"))
    assert case.stuck == {}
    assert case.at() == ["b"]


# Called processes


def calling(dialect: Dialect) -> tuple[Any, Any]:
    called = diagram(scope("cs > x > y > ce", start("cs"), user("x"), user("y"), end("ce")), dialect, "called")
    call = element("callActivity", "call", call=Call(process=literal("called")))
    return diagram(scope("s > call > z > e", start(), call, user("z"), end()), dialect), called


def test_a_called_process_is_changed_by_its_own_key(player: Any, dialect: Dialect) -> None:
    drawn, called = calling(dialect)
    case = player(drawn)
    case.host.deploy(called, "called")
    case.start()
    case.move(Begin("y"), Leave(element="x"), instance=2)
    assert case.at() == ["y"]
    if dialect == "camunda8":
        with pytest.raises(NotWaiting, match="was called"):
            case.case.move([Leave(element="y")], 2)
        return
    case.move(Leave(element="y"), instance=2)
    assert case.state == "terminated"


# Ending early


def test_a_case_ends_after_an_element(player: Any) -> None:
    case = player(nested()).start_at("a", "b", ends_after=["c"])
    case.complete("b")
    assert case.at() == ["a", "c"]
    case.complete("c")
    assert case.state == "terminated"
    assert case.passed() == ["b", "is", "c"]
    case = player(nested()).start_at("b", ends_after=["b"]).trigger("late")
    assert case.state == "terminated"


# Camunda 8's move instructions, and what is known before


def test_each_token_of_a_source_moves(player: Any) -> None:
    many = repeated(sub("m", scope("is > x > y > ie", start("is"), user("x"), user("y"), end("ie"))),
                    collection=toy("[1, 2]"), item="one")  # fmt: skip
    drawn = diagram(scope("s > m > z > e", start(), many, user("z"), end()))
    for inside in ("inferred", "parent"):
        case = player(drawn).start()
        before = case.live("m")
        case.move(Shift(Leave(element="x"), Begin("y", scoped={"y": {"own": 1}, "": {"all": 2}}), inside))
        assert case.at() == ["y", "y"]
        assert case.live("m") == before
        assert case.variables[1]["all"] == 2
    case = player(drawn).start().move(Shift(Leave(element="m"), Begin("z")))
    assert case.at() == ["z"], "one for the activity, none for its items"


def test_where_the_source_and_the_target_have_a_scope_in_common(player: Any) -> None:
    case = player(nested()).start_at("b")
    outer = case.live("outer")
    case.move(Shift(Leave(case.token("b")), Begin("c"), "inferred"))
    assert case.live("outer") == outer
    assert case.at() == ["c"]
    case.move(Shift(Leave(element="c"), Begin("a"), "inferred"))
    assert case.at() == ["a"]


def test_what_is_cancelled_may_be_only_what_was_there(player: Any) -> None:
    case = player(nested("camunda7")).start()
    case.move(Begin("a"), Leave(element="a", known=True))
    assert case.at() == ["a"]
    case.move(Begin("a"), Leave(element="a"), Begin("d"))
    assert case.at() == ["d"]


def test_nothing_begins_in_a_scope_that_ends(player: Any) -> None:
    case = player(nested()).start_at("a", "b")
    with pytest.raises(NotWaiting, match="to end at the same time"):
        case.case.move([Begin("c"), Leave(element="outer")])


def test_the_whole_case_ends(player: Any, dialect: Dialect) -> None:
    case = player(nested(dialect)).start_at("a", "d").move(Leave(0))
    assert case.state == "terminated"
    case = player(nested(dialect)).start_at("a", "d")
    if dialect == "camunda8":
        case.move(Leave(0), Begin("a"))
        assert case.at() == ["a"]


def test_variables_of_a_scope_that_is_none(player: Any) -> None:
    with pytest.raises(NotWaiting, match="no scope around"):
        player(nested()).case.start_at([Begin("a", scoped={"outer": {"x": 1}})])
