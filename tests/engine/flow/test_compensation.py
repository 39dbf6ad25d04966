"""Compensation: what has completed is undone, in which order, how often, and by whom it is waited for."""

from __future__ import annotations

from typing import Any

import pytest

from bpmn.diagram import Dialect, Element, Event, Scope
from tests.engine.flow.kit import (
    both,
    boundary,
    diagram,
    element,
    end,
    error,
    puts,
    repeated,
    scope,
    script,
    signal,
    start,
    sub,
    timer,
    toy,
    user,
    watch,
    xor,
)  # fmt: skip


def compensation(activity: str | None = None) -> Event:
    return Event("compensation", activity=activity)


def undone(host: str, handler: Element | None = None) -> tuple[Element, Element]:
    """The compensation boundary event on ``host``, and its handler."""
    handler = handler or user(f"undo_{host}", for_compensation=True)
    return boundary(f"b_{host}", host, compensation(), handler=handler.id), handler


def throw(id: str = "t", activity: str | None = None) -> Element:
    return element("intermediateThrowEvent", id, events=(compensation(activity),))


def undoing(dialect: Dialect, flows: str, *elements: Element, **more: Any) -> Any:
    return diagram(scope(flows, *elements, **more), dialect)


BOTH = pytest.mark.parametrize("dialect", ["camunda7", "camunda8"])


def started(case: Any) -> list[str]:
    """Handlers in the order in which they came to be."""
    return [f.element for f in case.facts if f.kind == "element_entered" and f.element.startswith("undo_")]


@BOTH
def test_everything_completed_is_undone_and_the_event_waits_for_it(play: Any, dialect: Dialect) -> None:
    drawn = undoing(
        dialect, "s > a > b > c > t > d > e", start(), user("a"), user("b"), user("c"), throw(), user("d"), end(),
        *undone("a"), *undone("b"), *undone("d"),
    )  # fmt: skip
    case = play(drawn).complete("a").complete("b").complete("c")
    assert case.at() == ["undo_a", "undo_b"]
    assert started(case) == (["undo_b", "undo_a"] if dialect == "camunda7" else ["undo_a", "undo_b"])
    assert case.complete("undo_a").at() == ["undo_b"]
    assert case.complete("undo_b").at() == ["d"]
    assert case.complete("d").ended_at == "e"
    assert case.passed().count("b_a") == 1


@BOTH
def test_the_end_event_compensates_too_and_nothing_is_undone_twice(play: Any, dialect: Dialect) -> None:
    drawn = undoing(
        dialect, "s > a > t > e", start(), user("a"), throw(), end("e", events=(compensation(),)), *undone("a"),
    )  # fmt: skip
    case = play(drawn).complete("a").complete("undo_a")
    assert case.ended_at == "e"
    assert started(case) == ["undo_a"]


@BOTH
def test_an_event_with_nothing_to_undo_goes_on(play: Any, dialect: Dialect) -> None:
    drawn = undoing(dialect, "s > t > a > e", start(), throw(), user("a"), end(), *undone("a"))
    assert play(drawn).at() == ["a"]


@BOTH
def test_one_activity_is_undone_as_often_as_it_completed(play: Any, dialect: Dialect) -> None:
    drawn = undoing(
        dialect, "s > a > b > x > a; x > t > e", start(), user("a"), user("b"), xor("x", default="x_t"),
        throw(activity="a"), end(), *undone("a"), *undone("b"), when={"x_a": "again"},
    )  # fmt: skip
    case = play(drawn)
    for again in (True, True, False):
        case.complete("a").complete("b", again=again)
    assert case.at() == ["undo_a"] * 3
    case.complete("undo_a").complete("undo_a").complete("undo_a")
    assert case.ended_at == "e"


@BOTH
def test_active_and_interrupted_activities_are_not_undone(play: Any, dialect: Dialect) -> None:
    drawn = undoing(
        dialect, "s > f > a > e1; f > b > e2; late > t > c > e", start(), both("f"), user("a"), user("b"), throw(),
        user("c"), end(), end("e1"), end("e2"), boundary("late", "b", timer("duration", "PT1H")),
        *undone("a"), *undone("b"),
    )  # fmt: skip
    case = play(drawn).after(hours=2)
    assert case.at() == ["a", "c"]
    case.complete("a")
    assert case.at() == ["c"]


@BOTH
def test_handlers_that_do_not_wait_run_in_the_order_of_the_dialect(play: Any, dialect: Dialect) -> None:
    def takes(host: str) -> Element:
        return script(f"undo_{host}", "log", f"(log or '') + '{host}'", for_compensation=True)

    drawn = undoing(
        dialect, "s > a > b > c > e", start(), user("a"), user("b"), user("c"),
        end("e", events=(compensation(),)), *undone("a", takes("a")), *undone("b", takes("b")),
        *undone("c", takes("c")),
    )  # fmt: skip
    case = play(drawn).complete("a").complete("b").complete("c")
    assert case.variables[1]["log"] == ("cba" if dialect == "camunda7" else "abc")
    assert case.state == "completed"


def inner(*more: Element) -> Scope:
    return scope("s2 > x > y > e2", start("s2"), user("x"), user("y"), end("e2"), *undone("x"), *undone("y"), *more)


@BOTH
def test_a_completed_subprocess_is_undone_inside(play: Any, dialect: Dialect) -> None:
    drawn = undoing(
        dialect, "s > a > p > b > t > e", start(), user("a"), sub("p", inner()), user("b"), throw(), end(),
        *undone("a"), *undone("b"),
    )  # fmt: skip
    case = play(drawn).complete("a").complete("x").complete("y").complete("b")
    order = ["undo_b", "undo_y", "undo_x", "undo_a"]
    assert started(case) == (order if dialect == "camunda7" else order[::-1])
    for name in ("undo_x", "undo_a", "undo_y"):
        assert case.complete(name).state == "active"
    assert case.complete("undo_b").ended_at == "e"


@BOTH
def test_a_subprocess_that_runs_or_was_left_early_is_not_undone(play: Any, dialect: Dialect) -> None:
    drawn = undoing(
        dialect, "s > p > e; out > t > c > e", start(), sub("p", inner()), throw(), user("c"), end(),
        boundary("out", "p", timer("duration", "PT1H")),
    )  # fmt: skip
    case = play(drawn).complete("x").after(hours=2)
    assert case.at() == ["c"]
    assert started(case) == []


@BOTH
def test_compensation_inside_a_subprocess_does_not_go_outward(play: Any, dialect: Dialect) -> None:
    inside = scope("s2 > x > t > e2", start("s2"), user("x"), throw(), end("e2"), *undone("x"))
    drawn = undoing(dialect, "s > a > p > e", start(), user("a"), sub("p", inside), end(), *undone("a"))
    case = play(drawn).complete("a").complete("x")
    assert case.at() == ["undo_x"]
    assert case.complete("undo_x").ended_at == "e"


@BOTH
def test_a_subprocess_with_a_handler_is_undone_by_it_and_inside(play: Any, dialect: Dialect) -> None:
    drawn = undoing(dialect, "s > p > t > e", start(), sub("p", inner()), throw(), end(), *undone("p"))
    case = play(drawn).complete("x").complete("y")
    assert case.at() == ["undo_p", "undo_x", "undo_y"]


@pytest.mark.parametrize(("dialect", "at"), [("camunda7", ["undo_p"]), ("camunda8", ["undo_p", "undo_x", "undo_y"])])
def test_naming_a_subprocess_with_a_handler_means_the_handler_in_camunda_7(
    play: Any, dialect: Dialect, at: list[str]
) -> None:
    drawn = undoing(dialect, "s > p > t > e", start(), sub("p", inner()), throw(activity="p"), end(), *undone("p"))
    assert play(drawn).complete("x").complete("y").at() == at


@BOTH
def test_naming_a_subprocess_without_a_handler_means_its_inside(play: Any, dialect: Dialect) -> None:
    drawn = undoing(
        dialect, "s > a > p > t > e", start(), user("a"), sub("p", inner()), throw(activity="p"), end(), *undone("a"),
    )  # fmt: skip
    assert play(drawn).complete("a").complete("x").complete("y").at() == ["undo_x", "undo_y"]


@pytest.mark.parametrize(("dialect", "seen"), [("camunda7", "then"), ("camunda8", None)])
def test_handlers_inside_see_the_subprocess_as_it_was_in_camunda_7(play: Any, dialect: Dialect, seen: Any) -> None:
    undo = script("undo_x", "seen", "local", for_compensation=True)
    inside = scope("s2 > x > e2", start("s2"), user("x"), end("e2"), *undone("x", undo))
    drawn = undoing(
        dialect, "s > p > t > e", start(), sub("p", inside, inputs=puts(local="'then'")), throw(), end(),
    )  # fmt: skip
    case = play(drawn).complete("x")
    assert case.variables[1]["seen"] == seen


@BOTH
def test_a_subprocess_opens_again_without_mappings_flows_and_boundary_events(play: Any, dialect: Dialect) -> None:
    inside = scope("s2 > x > e2", start("s2"), user("x"), end("e2"), *undone("x"))
    drawn = undoing(
        dialect, "s > p > t > e; late > e", start(), sub("p", inside, outputs=puts(done="(done or 0) + 1")), throw(),
        end(), boundary("late", "p", timer("duration", "PT1H")),
    )  # fmt: skip
    case = play(drawn).complete("x")
    assert (case.at(), case.guards()) == (["undo_x"], [])
    case.complete("undo_x")
    assert case.variables[1]["done"] == 1
    assert case.flows() == ["s_p", "s2_x", "x_e2", "p_t", "t_e"]


@BOTH
def test_nested_subprocesses_are_undone_to_the_bottom(play: Any, dialect: Dialect) -> None:
    outer = scope("s3 > q > z > e3", start("s3"), sub("q", inner()), user("z"), end("e3"), *undone("z"))
    drawn = undoing(dialect, "s > p > t > e", start(), sub("p", outer), throw(), end())
    case = play(drawn).complete("x").complete("y").complete("z")
    assert case.at() == ["undo_x", "undo_y", "undo_z"]
    case.complete("undo_z").complete("undo_x").complete("undo_y")
    assert case.ended_at == "e"


@pytest.mark.parametrize(("dialect", "times"), [("camunda7", 3), ("camunda8", 1)])
@pytest.mark.parametrize("sequential", [True, False])
def test_a_multi_instance_activity_is_undone_by_item_or_as_a_whole(
    play: Any, dialect: Dialect, times: int, sequential: bool
) -> None:
    many = repeated(user("a"), cardinality=toy("3"), sequential=sequential)
    drawn = undoing(dialect, "s > a > t > e", start(), many, throw(), end(), *undone("a"))
    case = play(drawn).complete("a").complete("a").complete("a")
    assert case.at() == ["undo_a"] * times
    for _ in range(times):
        case.complete("undo_a")
    assert case.ended_at == "e"


@BOTH
def test_a_multi_instance_subprocess_is_undone_inside_as_often_as_it_ran(play: Any, dialect: Dialect) -> None:
    inside = scope("s2 > x > e2", start("s2"), user("x"), end("e2"), *undone("x"))
    many = repeated(sub("p", inside), cardinality=toy("3"))
    drawn = undoing(dialect, "s > p > t > e", start(), many, throw(), end())
    case = play(drawn).complete("x").complete("x").complete("x")
    assert case.at() == ["undo_x"] * 3
    case.complete("undo_x").complete("undo_x").complete("undo_x")
    assert case.ended_at == "e"


@BOTH
def test_a_multi_instance_activity_is_undone_only_when_all_of_it_has_completed(play: Any, dialect: Dialect) -> None:
    many = repeated(user("a"), cardinality=toy("3"))
    drawn = undoing(
        dialect, "s > f > a > e1; f > b > t > c > e", start(), both("f"), many, user("b"), throw(), user("c"), end(),
        end("e1"), *undone("a"),
    )  # fmt: skip
    case = play(drawn).complete("a").complete("a").complete("b")
    assert case.at() == ["a", "c"]


@BOTH
def test_a_subprocess_and_a_multi_instance_activity_may_undo(play: Any, dialect: Dialect) -> None:
    handler = sub(
        "undo_a", scope("s2 > x > y > e2", start("s2"), user("x"), user("y"), end("e2")), for_compensation=True
    )
    many = repeated(user("undo_b", for_compensation=True), cardinality=toy("2"))
    drawn = undoing(
        dialect, "s > a > b > t > e", start(), user("a"), user("b"), throw(), end(), *undone("a", handler),
        *undone("b", many),
    )  # fmt: skip
    case = play(drawn).complete("a").complete("b")
    assert case.at() == ["undo_b", "undo_b", "x"]
    case.complete("x").complete("undo_b").complete("undo_b").complete("y")
    assert case.ended_at == "e"


@BOTH
def test_an_incident_in_a_handler_is_retried(play: Any, dialect: Dialect) -> None:
    handler = user("undo_a", for_compensation=True, inputs=puts(n="amount + 1"))
    drawn = undoing(dialect, "s > a > t > e", start(), user("a"), throw(), end(), *undone("a", handler))
    case = play(drawn).complete("a")
    assert case.incident() == ("undo_a", "IO_MAPPING_ERROR")
    case.set(amount=1).retry("undo_a").complete("undo_a")
    assert case.ended_at == "e"


@BOTH
def test_an_error_in_a_handler_ends_the_scope_that_compensates(play: Any, dialect: Dialect) -> None:
    inside = scope("s2 > x > t > e2", start("s2"), user("x"), throw(), end("e2"), *undone("x"))
    drawn = undoing(
        dialect, "s > p > e; b > c > e", start(), sub("p", inside), boundary("b", "p", error()), user("c"), end(),
    )  # fmt: skip
    assert play(drawn).complete("x").throws("undo_x", "E").at() == ["c"]


@BOTH
def test_the_boundary_events_of_a_completed_subprocess_do_not_catch_what_undoing_it_throws(
    play: Any, dialect: Dialect
) -> None:
    inside = scope("s2 > x > e2", start("s2"), user("x"), end("e2"), *undone("x"))
    drawn = undoing(
        dialect, "s > p > t > e; b > c > e", start(), sub("p", inside), boundary("b", "p", error()), user("c"), throw(),
        end(),
    )  # fmt: skip
    case = play(drawn).complete("x").throws("undo_x", "E")
    assert case.incident() == ("undo_x", "UNHANDLED_ERROR_EVENT")


@BOTH
def test_two_events_at_once_each_wait_for_what_they_undo(play: Any, dialect: Dialect) -> None:
    drawn = undoing(
        dialect, "s > a > b > f > t > e1; f > u > e2", start(), user("a"), user("b"), both("f"), throw("t", "a"),
        throw("u", "b"), end("e1"), end("e2"), *undone("a"), *undone("b"),
    )  # fmt: skip
    case = play(drawn).complete("a").complete("b").complete("undo_b")
    assert "e2" in case.passed()
    assert case.complete("undo_a").ended_at == "e1"


@BOTH
def test_what_undoes_goes_with_the_event_that_asked_for_it(play: Any, dialect: Dialect) -> None:
    drawn = undoing(
        dialect, "s > f > a > t > e1; f > b > x", start(), both("f"), user("a"), user("b"), throw(), end("e1"),
        end("x", events=(Event("terminate"),)), *undone("a"),
    )  # fmt: skip
    case = play(drawn).complete("a")
    assert case.at() == ["b", "undo_a"]
    assert case.complete("b").state == "completed"


@BOTH
def test_a_case_may_be_cancelled_while_it_compensates(play: Any, dialect: Dialect) -> None:
    drawn = undoing(dialect, "s > p > t > e", start(), sub("p", inner()), throw(), end(), *undone("p"))
    assert play(drawn).complete("x").complete("y").cancel().state == "terminated"


def test_a_loop_is_remembered_as_a_count() -> None:
    from tests.engine.flow.kit import play

    drawn = undoing(
        "camunda8", "s > a > b > x > a; x > t > e", start(), user("a"), user("b"), xor("x", default="x_a"), throw(),
        end(), *undone("a"), *undone("b"), when={"x_t": "stop"},
    )  # fmt: skip
    case = play(drawn, stop=False)
    sizes = []
    for _ in range(40):
        case.complete("a").complete("b")
        sizes.append(len(case.snapshot))
    assert sizes[-1] - sizes[0] <= 10


# Event subprocesses


def itself(flows: str, *elements: Element) -> Element:
    """An event subprocess that compensation starts."""
    inside = scope(flows, start("c", events=(compensation(),)), *elements)
    return sub("own", inside, event_subprocess=True)


def test_an_event_subprocess_undoes_instead_of_the_handlers_and_may_ask_for_them(play: Any) -> None:
    own = itself("c > first > t2 > last > e3", user("first"), throw("t2", "x"), user("last"), end("e3"))
    drawn = undoing("camunda7", "s > p > t > e", start(), sub("p", inner(own)), throw(), end())
    case = play(drawn).complete("x").complete("y")
    assert case.at() == ["first"]
    assert case.complete("first").at() == ["undo_x"]
    assert case.complete("undo_x").at() == ["last"]
    assert case.complete("last").ended_at == "e"
    assert "undo_y" not in case.passed()


def test_an_event_subprocess_may_ask_for_everything(play: Any) -> None:
    own = itself("c > t2 > e3", throw("t2"), end("e3"))
    drawn = undoing("camunda7", "s > p > t > e", start(), sub("p", inner(own)), throw(), end())
    case = play(drawn).complete("x").complete("y")
    assert case.at() == ["undo_x", "undo_y"]
    assert started(case) == ["undo_y", "undo_x"]
    assert case.complete("undo_x").complete("undo_y").ended_at == "e"


def test_it_undoes_a_subprocess_without_any_handler_as_often_as_that_completed(play: Any) -> None:
    plain = scope("s2 > x > e2", start("s2"), user("x"), end("e2"), itself("c > first > e3", user("first"), end("e3")))
    many = repeated(sub("p", plain), cardinality=toy("2"))
    drawn = undoing("camunda7", "s > p > t > e", start(), many, throw(activity="p"), end())
    case = play(drawn).complete("x").complete("x")
    assert case.at() == ["first", "first"]
    assert case.complete("first").complete("first").ended_at == "e"


@BOTH
def test_compensation_in_an_event_subprocess_undoes_the_scope_it_belongs_to(play: Any, dialect: Dialect) -> None:
    caught = scope("c > z > t > e3", start("c", events=(error(),)), user("z"), throw(), end("e3"), *undone("z"))
    drawn = undoing(
        dialect, "s > a > b > e", start(), user("a"), user("b"), end(), *undone("a"),
        sub("own", caught, event_subprocess=True),
    )  # fmt: skip
    case = play(drawn).complete("a").throws("b", "E").complete("z")
    assert case.at() == ["undo_a", "undo_z"]
    assert case.complete("undo_a").complete("undo_z").ended_at == "e3" or case.state == "completed"


@BOTH
def test_who_asked_is_interrupted_and_so_is_what_it_undoes_elsewhere(play: Any, dialect: Dialect) -> None:
    """An event subprocess undoes what has completed around it; the handlers run there, and go with the event."""
    inside = watch(
        "w", signal("undo"), throw(), watch("v", signal("stop"), user("x")), interrupting=False, flows="w_s > t > w_e"
    )
    drawn = undoing(dialect, "s > a > b > e", start(), user("a"), user("b"), end(), inside, *undone("a"))
    case = play(drawn).complete("a").trigger("w_s")
    assert case.at() == ["b", "undo_a"]
    assert case.trigger("v_s").at() == ["b", "x"]
    assert case.complete("x").complete("b").ended_at == "e"
