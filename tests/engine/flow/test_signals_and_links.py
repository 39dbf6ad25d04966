"""Signals: thrown to the host, heard where they are waited for. Links: a flow that is not drawn."""

from __future__ import annotations

from typing import Any

import pytest

from bpmn.diagram import Event
from engine.flow import NotRunnable, compile_process
from tests.engine.flow.kit import (
    boundary,
    diagram,
    element,
    end,
    literal,
    puts,
    scope,
    signal,
    some,
    start,
    timer,
    user,
    xor,
)  # fmt: skip


def link(name: str) -> Event:
    return Event("link", link=name)


def throws(id: str, event: Event, **parts: Any) -> Any:
    return element("intermediateThrowEvent", id, events=(event,), **parts)


def catches(id: str, event: Event, **parts: Any) -> Any:
    return element("intermediateCatchEvent", id, events=(event,), **parts)


def test_camunda_8_sends_what_is_local_to_the_throw_event(play: Any) -> None:
    thrown = throws("t", signal("alarm"), inputs=puts(level="n + 1"))
    case = play(diagram(scope("s > t > e", start(), thrown, end())), n=1)
    assert case.published == [{"kind": "signal", "name": "alarm", "variables": {"level": 2}}]
    assert case.ended_at == "e"


def test_camunda_7_sends_what_its_in_elements_name(play: Any) -> None:
    named = Event("signal", name=literal("alarm"), sends=puts(level="n"))
    everything = Event("signal", name=literal("done"), sends_all=True)
    drawn = diagram(scope("s > t > e", start(), throws("t", named, inputs=puts(own="7")), end(events=(everything,))),
                    "camunda7")  # fmt: skip
    case = play(drawn, n=1)
    assert [(one["name"], one["variables"]) for one in case.published] == [("alarm", {"level": 1}), ("done", {"n": 1})]


def test_a_catch_event_waits_for_it(play: Any) -> None:
    case = play(diagram(scope("s > c > e", start(), catches("c", signal("alarm")), end())))
    assert (case.row("c").kind, case.row("c").name) == ("signal", "alarm")
    assert case.trigger("c", level=2).ended_at == "e"
    assert case.variables[1] == {"level": 2}


@pytest.mark.parametrize("interrupting", [True, False])
def test_a_boundary_event_hears_it(play: Any, interrupting: bool) -> None:
    on = boundary("on", "a", signal("alarm"), interrupting=interrupting)
    case = play(diagram(scope("s > a > e; on > x", start(), user("a"), end(), on, user("x")))).trigger("on")
    assert case.at() == (["x"] if interrupting else ["a", "x"])
    assert case.guards() == ([] if interrupting else ["on"])


def test_behind_an_event_based_gateway(play: Any) -> None:
    drawn = diagram(
        scope("s > g > c > x; g > w > y", start(), element("eventBasedGateway", "g"), catches("c", signal("alarm")),
              catches("w", timer("duration", "PT1H")), user("x"), user("y"))
    )  # fmt: skip
    assert play(drawn).trigger("c").at() == ["x"]
    assert play(drawn).after(hours=1).at() == ["y"]


def test_a_link_goes_on_at_its_catch_from_every_throw(play: Any) -> None:
    drawn = diagram(
        scope("s > g > t1; g > t2; c > a > e", start(), xor("g", default="g_t2"), throws("t1", link("p2")),
              throws("t2", link("p2")), catches("c", link("p2")), user("a"), end(), when={"g_t1": "n == 1"})
    )  # fmt: skip
    for n, by in ((1, "t1"), (2, "t2")):
        case = play(drawn, n=n)
        assert (case.at(), case.passed()) == (["a"], ["s", "g", by, "c"])
        assert case.complete("a").ended_at == "e"


def test_an_inclusive_join_waits_for_what_comes_over_a_link(play: Any) -> None:
    drawn = diagram(
        scope("s > f > a > t; f > b > j; c > j > e", start(), some("f"), user("a"), user("b"), throws("t", link("x")),
              catches("c", link("x")), some("j"), end())
    )  # fmt: skip
    case = play(drawn).complete("b")
    assert case.at() == ["a"]
    assert "j" not in case.passed()
    assert case.complete("a").ended_at == "e"


@pytest.mark.parametrize("names", [("other",), ("x", "x")])
def test_a_link_leads_to_exactly_one_catch(names: tuple[str, ...]) -> None:
    nodes = [catches(f"c{number}", link(name)) for number, name in enumerate(names)]
    with pytest.raises(NotRunnable) as refused:
        compile_process(diagram(scope("s > t", start(), throws("t", link("x")), *nodes)), "p")
    assert refused.value.element_id == "t"
