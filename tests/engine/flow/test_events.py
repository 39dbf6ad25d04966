"""Timers, messages, boundary events, terminate."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from engine.flow import NotWaiting
from tests.engine.flow.kit import (
    Event,
    Timer,
    both,
    boundary,
    diagram,
    element,
    end,
    message,
    puts,
    scope,
    start,
    sub,
    timer,
    toy,
    user,
)  # fmt: skip


def caught(id: str, event: Event, **parts: Any) -> Any:
    return element("intermediateCatchEvent", id, events=(event,), **parts)


@pytest.mark.parametrize(
    ("event", "due"),
    [
        (timer("duration", "PT1H"), datetime(2026, 1, 5, 2, 0, tzinfo=UTC)),
        (timer("date", "2026-01-06T08:00:00+07:00"), datetime(2026, 1, 6, 1, 0, tzinfo=UTC)),
        (Event("timer", timer=Timer("duration", toy("wait"))), datetime(2026, 1, 5, 1, 5, tzinfo=UTC)),
    ],
)
def test_timer_catch(play: Any, event: Event, due: datetime) -> None:
    case = play(diagram(scope("s > t > e", start(), caught("t", event), end())), wait="PT5M")
    assert (case.row("t").kind, case.row("t").due) == ("timer", due)
    case.after(days=2)
    assert case.ended_at == "e"


def test_a_timer_that_cannot_be_read_is_an_incident(play: Any) -> None:
    event = Event("timer", timer=Timer("duration", toy("wait")))
    case = play(diagram(scope("s > t > e", start(), caught("t", event), end())), wait="soon")
    assert case.incident() == ("t", "EXTRACT_VALUE_ERROR")
    case.set(wait=5).retry("t")
    assert case.incident() == ("t", "EXTRACT_VALUE_ERROR")
    case.set(wait="PT1H").retry("t").after(hours=1)
    assert case.ended_at == "e"


def test_message_catch_with_outputs(play: Any) -> None:
    drawn = diagram(scope("s > m > e", start(), caught("m", message("pay", "no"), outputs=puts(paid="amount")), end()))
    case = play(drawn, no="A1").trigger("m", amount=5, secret=1)
    assert case.variables == {1: {"no": "A1", "paid": 5}}


def test_interrupting_timer(play: Any) -> None:
    drawn = diagram(
        scope(
            "s > t > e; b > x > e", start(), user("t"), boundary("b", "t", timer("duration", "PT1H")), user("x"), end()
        )
    )
    case = play(drawn)
    assert (case.at(), case.guards()) == (["t"], ["b"])
    case.after(hours=1)
    assert (case.at(), case.guards()) == (["x"], [])
    assert case.passed() == ["s", "b"]

    case = play(drawn).complete("t")
    assert case.ended_at == "e"
    assert not case.rows


def test_boundary_message_both_ways(play: Any) -> None:
    drawn = diagram(
        scope("s > t > a; b > c", start(), user("t"), boundary("b", "t", message("m", "k")), user("a"), user("c"))
    )
    case = play(drawn, k=1).trigger("b", y=2)
    assert case.at() == ["c"]
    assert case.variables[1] == {"k": 1, "y": 2}
    case.complete("c")
    assert case.ended_at == "c"
    case = play(drawn, k=1).complete("t")
    assert (case.at(), case.guards()) == (["a"], [])


def test_non_interrupting_timer_fires_once(play: Any) -> None:
    once = boundary("b", "t", timer("duration", "PT1H"), interrupting=False)
    drawn = diagram(scope("s > t > e; b > x > e", start(), user("t"), once, user("x"), end()))
    case = play(drawn).after(hours=5)
    assert (case.at(), case.guards()) == (["t", "x"], [])
    case.complete("t")
    assert case.state == "active"
    case.complete("x")
    assert case.state == "completed"


def test_non_interrupting_cycle_without_end(play: Any) -> None:
    cycle = boundary("b", "t", timer("cycle", "R/PT1H"), interrupting=False)
    drawn = diagram(scope("s > t > e; b > x > e", start(), user("t"), cycle, user("x"), end()))
    case = play(drawn)
    assert case.at() == ["t"]
    case.after(hours=1)
    assert case.at() == ["t", "x"]
    case.after(hours=1)
    assert case.at() == ["t", "x", "x"]
    case.complete("t").after(hours=1)
    assert case.at() == ["x", "x"]


def test_non_interrupting_cycle_with_an_end(play: Any) -> None:
    cycle = boundary("b", "t", timer("cycle", "R2/PT1H"), interrupting=False)
    case = play(diagram(scope("s > t > e; b > x", start(), user("t"), cycle, end("x"), end()))).after(hours=9)
    assert case.passed().count("b") == 2
    assert (case.at(), case.guards()) == (["t"], [])


def test_a_late_tick_does_not_shift_the_next_turn(play: Any) -> None:
    cycle = boundary("b", "t", timer("cycle", "R/PT1H"), interrupting=False)
    case = play(diagram(scope("s > t > e; b > x", start(), user("t"), cycle, end("x"), end())))
    case.host.now = datetime(2026, 1, 5, 2, 10, tzinfo=UTC)
    case.trigger("b")
    assert case.row("b").due == datetime(2026, 1, 5, 3, 0, tzinfo=UTC)


def test_interrupting_cycle_interrupts_at_its_first_turn(play: Any) -> None:
    cycle = boundary("b", "t", timer("cycle", "R3/PT1H"))
    case = play(diagram(scope("s > t > e; b > x", start(), user("t"), cycle, user("x"), end()))).after(hours=4)
    assert case.at() == ["x"]


def test_non_interrupting_message_comes_again(play: Any) -> None:
    note = boundary("b", "t", message("note", "k"), interrupting=False)
    case = play(diagram(scope("s > t > e; b > x", start(), user("t"), note, user("x"), end())), k="1")
    case.trigger("b").trigger("b")
    assert case.at() == ["t", "x", "x"]
    assert case.row("b").key == "1"


def test_terms_are_seen_from_the_host(play: Any) -> None:
    """A boundary event's key may use the input variables of its activity."""
    note = boundary("b", "t", message("note", "own"))
    case = play(diagram(scope("s > t > e; b > e", start(), user("t", inputs=puts(own="'K'")), note, end())))
    assert case.row("b").key == "K"


def test_a_boundary_that_cannot_be_armed_is_an_incident_of_its_host(play: Any) -> None:
    note = boundary("b", "t", message("note", "missing"))
    hour = boundary("h", "t", timer("duration", "PT1H"))
    case = play(diagram(scope("s > t > e; b > e; h > e", start(), user("t"), note, hour, end())))
    assert case.incident() == ("t", "EXTRACT_VALUE_ERROR")
    assert not case.rows
    case.set(missing="x").retry("t")
    assert (case.at(), case.guards()) == (["t"], ["b", "h"])


def test_a_boundary_with_outputs_that_fail(play: Any) -> None:
    note = boundary("b", "t", message("note", "k"), outputs=puts(y="x + 1"))
    case = play(diagram(scope("s > t > e; b > z", start(), user("t"), note, user("z"), end())), k="1")
    case.trigger("b", x=None)
    assert case.incident() == ("b", "IO_MAPPING_ERROR")
    assert case.at() == []
    case.case.set_variables({"x": 1}, token=next(iter(case.stuck)), local=True)
    case.settle()
    case.retry("b")
    assert case.at() == ["z"]
    assert case.variables[1] == {"k": "1", "y": 2}


def test_interrupting_a_subprocess_ends_all_inside(play: Any) -> None:
    inner = scope("s3 > c > e3", start("s3"), user("c"), end("e3"))
    inside = scope("s2 > f > a > e2; f > q > e2", start("s2"), both("f"), user("a"), sub("q", inner), end("e2"))
    drawn = diagram(
        scope(
            "s > p > e; b > x > e",
            start(),
            sub("p", inside),
            boundary("b", "p", timer("duration", "PT1H")),
            user("x"),
            end(),
        )
    )
    case = play(drawn)
    assert case.at() == ["a", "c"]
    case.after(hours=1)
    assert (case.at(), case.guards()) == (["x"], [])
    gone = [fact.element for fact in case.facts if fact.kind == "element_terminated"]
    assert gone.index("c") < gone.index("q") < gone.index("p")
    case.complete("x")
    assert case.ended_at == "e"


def test_guards_do_not_keep_a_subprocess_alive(play: Any) -> None:
    inside = scope("s2 > a > e2; n > k", start("s2"), user("a"), end("e2"),
                   boundary("n", "a", timer("cycle", "R/PT1H"), interrupting=False), end("k"))  # fmt: skip
    case = play(diagram(scope("s > p > z", start(), sub("p", inside), user("z")))).after(hours=3).complete("a")
    assert (case.at(), case.guards()) == (["z"], [])


def test_terminate_ends_its_scope_only(play: Any) -> None:
    inside = scope(
        "s2 > f > a > stop; f > b > e2", start("s2"), both("f"), user("a"), user("b"), end("e2"),
        end("stop", events=(Event("terminate"),)),
    )  # fmt: skip
    drawn = diagram(scope("s > f0 > p > z; f0 > y", start(), both("f0"), sub("p", inside), user("z"), user("y")))
    case = play(drawn).complete("a")
    assert case.at() == ["y", "z"]

    drawn = diagram(
        scope("s > f > a > stop; f > b > e", start(), both("f"), user("a"), user("b"), end(),
              end("stop", events=(Event("terminate"),)))
    )  # fmt: skip
    case = play(drawn).complete("a")
    assert case.state == "completed"
    assert case.ended_at == "stop"


def test_message_start(player: Any) -> None:
    drawn = diagram(scope("s > t; m > u", start(), start("m", events=(message("new"),)), user("t"), user("u")))
    case = player(drawn, x=1).start("m", y=2)
    assert case.at() == ["u"]
    assert case.variables == {1: {"x": 1, "y": 2}}
    with pytest.raises(NotWaiting):
        case.case.start()


def test_a_process_without_a_none_start_cannot_be_started_without_its_message(player: Any) -> None:
    case = player(diagram(scope("m > u", start("m", events=(message("new"),)), user("u"))))
    with pytest.raises(NotWaiting):
        case.case.start()
    with pytest.raises(NotWaiting):
        case.case.start("u")
    case.start("m")
    assert case.at() == ["u"]


def test_outputs_of_a_message_start(player: Any) -> None:
    begin = start("m", events=(message("new"),), outputs=puts(y="x + 1"))
    case = player(diagram(scope("m > u", begin, user("u")))).start("m", x=1)
    assert case.variables == {1: {"y": 2}}
