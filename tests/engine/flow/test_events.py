"""Timers, messages, boundary events, terminate."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bpmn.diagram import Dialect
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


def late(play: Any, dialect: Dialect, text: str, hour: int, minute: int = 0) -> Any:
    """A cycle beside a task that begins at 1:00, fired late."""
    cycle = boundary("b", "t", timer("cycle", text), interrupting=False)
    case = play(diagram(scope("s > t > e; b > x", start(), user("t"), cycle, end("x"), end()), dialect))
    case.host.now = datetime(2026, 1, 5, hour, minute, tzinfo=UTC)
    return case.trigger("b")


@pytest.mark.parametrize("dialect", ["camunda7", "camunda8"])
def test_a_late_tick_does_not_shift_the_next_turn(play: Any, dialect: Dialect) -> None:
    assert late(play, dialect, "R/PT1H", 2, 10).row("b").due == datetime(2026, 1, 5, 3, 0, tzinfo=UTC)


def test_missed_turns_are_passed_over(play: Any) -> None:
    """Camunda 7 keeps to its times and counts what was missed, Camunda 8 begins anew and counts nothing."""
    assert late(play, "camunda7", "R/PT1H", 5, 10).row("b").due == datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
    assert late(play, "camunda8", "R/PT1H", 5, 10).row("b").due == datetime(2026, 1, 5, 6, 10, tzinfo=UTC)
    assert late(play, "camunda7", "R3/PT1H", 5, 10).guards() == []
    assert late(play, "camunda8", "R3/PT1H", 5, 10).after(hours=9).passed().count("b") == 3


@pytest.mark.parametrize(("dialect", "hour"), [("camunda7", 3), ("camunda8", 4)])
def test_the_text_of_a_cycle_is_worked_out_anew_in_camunda_8(play: Any, dialect: Dialect, hour: int) -> None:
    event = Event("timer", timer=Timer("cycle", toy("'R3/' + every")))
    cycle = boundary("b", "t", event, interrupting=False)
    drawn = diagram(scope("s > t > e; b > x", start(), user("t"), cycle, end("x"), end()), dialect)
    case = play(drawn, every="PT1H").set(every="PT2H").after(hours=1)
    assert case.row("b").due == datetime(2026, 1, 5, hour, 0, tzinfo=UTC)
    case.set(every="soon").after(hours=2)
    if dialect == "camunda8":
        assert case.incident() == ("b", "EXTRACT_VALUE_ERROR")
        case.set(every="PT1H").retry("b")
    assert case.after(hours=9).passed().count("b") == 3


@pytest.mark.parametrize(
    ("dialect", "text", "hours"),
    [
        ("camunda7", "R2/2026-01-05T03:00:00Z/PT1H", [3, 4, 5]),  # the start is no turn of the two
        ("camunda8", "R2/2026-01-05T03:00:00Z/PT1H", [3, 4]),
        ("camunda7", "R4/2026-01-04T23:00:00Z/PT1H", [2, 3]),  # 0 and 1 are over
        ("camunda8", "R2/2026-01-04T23:00:00Z/PT1H", [1, 2]),  # at once, then an interval later
        ("camunda7", "R/PT1H/2026-01-05T03:30:00Z", [1.5, 2.5, 3.5]),
        ("camunda7", "R1/PT1H/2026-01-05T03:30:00Z", [2.5, 3.5]),
    ],
)
def test_cycles_with_a_start_or_an_end(play: Any, dialect: Dialect, text: str, hours: list[float]) -> None:
    cycle = boundary("b", "t", timer("cycle", text), interrupting=False)
    case = play(diagram(scope("s > t > e; b > x", start(), user("t"), cycle, end("x"), end()), dialect))
    found = []
    while case.guards() and len(found) < 9:
        due = case.row("b").due
        case.host.now = due
        case.trigger("b")
        found.append(due.hour + due.minute / 60)
    assert found == hours


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
