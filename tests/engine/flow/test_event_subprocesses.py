"""Event subprocesses: armed with their scope, interrupting or beside it, at every level and with every trigger."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bpmn.diagram import Call, JobSpec
from engine.flow import NotRunnable, compile_process
from tests.engine.flow.kit import (
    Player,
    TestHost,
    both,
    boundary,
    diagram,
    element,
    end,
    error,
    escalation,
    literal,
    message,
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
)  # fmt: skip


def around(watcher: Any, *more: Any, flows: str = "", dialect: Any = "camunda8") -> Any:
    """A process with one task ``a`` and an event subprocess."""
    return diagram(scope(f"s > a > e; {flows}", start(), user("a"), end(), watcher, *more), dialect)


def terminated(case: Player) -> list[str]:
    return [fact.element or "" for fact in case.facts if fact.kind == "element_terminated"]


def test_it_is_armed_before_the_first_element_and_goes_with_the_scope(play: Any) -> None:
    case = play(around(watch("w", message("stop"), user("x"))))
    assert (case.at(), case.guards()) == (["a"], ["w_s"])
    case.complete("a")
    assert (case.state, case.guards()) == ("completed", [])
    assert case.passed() == ["s", "a", "e"]


def test_an_interrupting_one_ends_the_rest_and_then_runs(play: Any) -> None:
    case = play(around(watch("w", message("stop"), user("x")))).trigger("w_s", why="late")
    assert (case.at(), case.guards(), case.state) == (["x"], [], "active")
    assert terminated(case) == ["a"]
    assert case.variables[1] == {"why": "late"}
    case.complete("x")
    assert case.passed() == ["s", "w_s", "x", "w_e", "w"]
    assert case.ended_at == "w"


def test_a_non_interrupting_one_may_come_again_and_keeps_the_scope_alive(play: Any) -> None:
    case = play(around(watch("w", message("more"), user("x"), interrupting=False)))
    case.trigger("w_s").trigger("w_s")
    assert (case.at(), case.guards()) == (["a", "x", "x"], ["w_s"])
    case.complete("a").complete("x")
    assert case.state == "active"
    case.complete("x")
    assert (case.state, case.guards()) == ("completed", [])


def test_an_interrupting_one_ends_those_that_run_beside(play: Any) -> None:
    beside = watch("w", message("more"), user("x"), interrupting=False)
    case = play(around(beside, watch("i", message("stop"), user("y")))).trigger("w_s").trigger("i_s")
    assert (case.at(), case.guards()) == (["y"], [])
    assert sorted(terminated(case)) == ["a", "w", "w", "x"]


@pytest.mark.parametrize("kind", ["duration", "date"])
def test_a_timer_counts_from_the_start_of_the_scope(play: Any, kind: str) -> None:
    text = "PT1H" if kind == "duration" else "2026-01-05T02:00:00Z"
    case = play(around(watch("w", timer(kind, text), user("x")))).after(minutes=59)
    assert case.at() == ["a"]
    assert case.after(minutes=1).at() == ["x"]


def test_a_cycle_comes_again_while_the_scope_lives(play: Any) -> None:
    case = play(around(watch("w", timer("cycle", "R3/PT1H"), user("x"), interrupting=False))).after(hours=2)
    assert (case.at(), case.guards()) == (["a", "x", "x"], ["w_s"])
    case.after(hours=5)
    assert (case.at(), case.guards()) == (["a", "x", "x", "x"], [])


def test_a_cycle_that_interrupts_comes_once(play: Any) -> None:
    case = play(around(watch("w", timer("cycle", "R3/PT1H"), user("x")))).after(hours=9)
    assert (case.at(), case.guards()) == (["x"], [])


def test_a_signal_triggers_it(play: Any) -> None:
    case = play(around(watch("w", signal("alarm"), user("x"))))
    assert (case.row("w_s").kind, case.row("w_s").name, case.row("w_s").guard) == ("signal", "alarm", True)
    assert case.trigger("w_s").at() == ["x"]


def test_what_came_with_the_start_is_there_when_it_is_armed(play: Any) -> None:
    drawn = diagram(
        scope("m > a", start("m", events=(message("go"),)), user("a"), watch("w", message("stop", "id"), user("x")))
    )
    case = Player(drawn).start("m", id="K1")
    assert case.row("w_s").key == "K1"


def test_what_cannot_be_worked_out_is_an_incident_at_the_start(play: Any) -> None:
    case = play(around(watch("w", message("stop", "id"), user("x"))))
    assert case.incident() == ("s", "EXTRACT_VALUE_ERROR")
    assert case.at() == []
    case.set(id="K1").retry("s")
    assert (case.at(), case.guards()) == (["a"], ["w_s"])
    assert case.passed() == ["s"]


def test_inside_a_subprocess_only_the_subprocess_is_interrupted(play: Any) -> None:
    inside = scope("s2 > b > e2", start("s2"), user("b"), end("e2"), watch("w", message("stop"), user("x")))
    drawn = diagram(scope("s > f > p > e; f > a > e", start(), both("f"), sub("p", inside), user("a"), end()))
    case = play(drawn).trigger("w_s")
    assert case.at() == ["a", "x"]
    case.complete("x")
    assert case.at() == ["a"]
    assert "p" in case.passed()


def test_it_sees_and_changes_what_is_local_to_its_scope(play: Any) -> None:
    inside = scope(
        "s2 > b > e2", start("s2"), user("b"), end("e2"), watch("w", message("stop"), script("t", "n", "n + 1"))
    )
    drawn = diagram(scope("s > p > e", start(), sub("p", inside, inputs=puts(n="1"), outputs=puts(m="n")), end()))
    case = play(drawn).trigger("w_s")
    assert case.variables[1] == {"m": 2}


def test_camunda_8_keeps_what_came_with_the_event_if_the_start_maps_it(play: Any) -> None:
    begins = start("w_s", events=(message("stop"),), outputs=puts(kept="why + '!'"))
    watcher = sub("w", scope("w_s > x", begins, user("x")), event_subprocess=True, inputs=puts(kept="''"))
    case = play(around(watcher)).trigger("w_s", why="late")
    assert case.variables[1] == {}
    watcher = sub("w", scope("w_s > x", begins, user("x")), event_subprocess=True)
    case = play(around(watcher)).trigger("w_s", why="late")
    assert case.variables[1] == {"kept": "late!"}


def test_in_a_called_process(play: Any) -> None:
    host = TestHost()
    host.deploy(diagram(scope("s2 > b > e2", start("s2"), user("b"), end("e2"),
                              watch("w", message("stop"), user("x"))), process_id="q"), "q")  # fmt: skip
    drawn = diagram(scope("s > c > e", start(), element("callActivity", "c", call=Call(literal("q"))), end()))
    case = play(host.deploy(drawn), host=host).trigger("w_s", late=True)
    assert case.at() == ["x"]
    assert case.variables[2] == {"late": True}
    assert case.complete("x").ended_at == "e"


def test_in_every_item_of_a_multi_instance(play: Any) -> None:
    inside = scope("s2 > b > e2", start("s2"), user("b"), end("e2"), watch("w", message("stop", "item"), user("x")))
    body = repeated(sub("p", inside), collection=toy("['A', 'B']"), item="item")
    case = play(diagram(scope("s > p > e", start(), body, end())))
    assert sorted(row.key for row in case.rows.values() if row.guard) == ["A", "B"]
    case.trigger("w_s")
    assert (case.at(), case.guards()) == (["b", "x"], ["w_s"])
    case.complete("x").complete("b")
    assert case.ended_at == "e"


def test_one_inside_another(play: Any) -> None:
    inner = watch("v", message("again"), user("y"))
    begins = start("w_s", events=(message("stop"),))
    outer = sub("w", scope("w_s > x > w_e", begins, user("x"), end("w_e"), inner), event_subprocess=True)
    case = play(around(outer)).trigger("w_s")
    assert (case.at(), case.guards()) == (["x"], ["v_s"])
    case.trigger("v_s")
    assert (case.at(), case.guards()) == (["y"], [])
    assert case.complete("y").state == "completed"


def test_boundary_events_around_it_stay_armed(play: Any) -> None:
    inside = scope("s2 > b > e2", start("s2"), user("b"), end("e2"), watch("w", message("stop"), user("x")))
    drawn = diagram(
        scope("s > p > e; late > z", start(), sub("p", inside), end(), boundary("late", "p", timer("duration", "PT1H")),
              user("z"))
    )  # fmt: skip
    case = play(drawn).trigger("w_s")
    assert (case.at(), case.guards()) == (["x"], ["late"])
    assert case.after(hours=1).at() == ["z"]


# Errors


def failing(watcher: Any, *more: Any, flows: str = "", dialect: Any = "camunda8") -> Any:
    inside = scope("s2 > b > boom", start("s2"), user("b"), end("boom", events=(error("E1"),)), watcher)
    return diagram(scope(f"s > p > e; {flows}", start(), sub("p", inside), end(), *more), dialect)


def test_an_error_event_subprocess_comes_before_the_boundary_events(play: Any) -> None:
    watcher = watch("w", error(), user("x"))
    case = play(failing(watcher, boundary("out", "p", error("E1")), user("z"), flows="out > z")).complete("b")
    assert case.at() == ["x"]
    assert case.complete("x").ended_at == "e"


def test_another_error_goes_on_outward(play: Any) -> None:
    watcher = watch("w", error("E2"), user("x"))
    case = play(failing(watcher, boundary("out", "p", error("E1")), user("z"), flows="out > z")).complete("b")
    assert case.at() == ["z"]


def test_an_error_event_subprocess_of_the_process_catches_from_inside(play: Any) -> None:
    inside = scope("s2 > b > boom", start("s2"), user("b"), end("boom", events=(error("E1"),)))
    caught = error("E1", code_variable="code", message_variable="text")
    drawn = diagram(scope("s > p > e", start(), sub("p", inside), end(), watch("w", caught, user("x"))), "camunda7")
    case = play(drawn).complete("b")
    assert case.at() == ["x"]
    assert case.variables[1] == {"code": "E1", "text": None}


def test_a_job_error_ends_the_job_and_everything_beside(play: Any) -> None:
    job = element("serviceTask", "j", job=JobSpec(literal("work")))
    drawn = diagram(
        scope("s > f > j > e; f > a > e", start(), both("f"), job, user("a"), end(), watch("w", error("E1"), user("x")))
    )
    case = play(drawn).throws("j", "E1", left=2)
    assert case.at() == ["x"]
    assert case.variables[1] == {"left": 2}


@pytest.mark.parametrize("dialect", ["camunda7", "camunda8"])
def test_an_error_from_inside_an_error_event_subprocess_goes_outward_in_camunda_7(play: Any, dialect: Any) -> None:
    thrown = start("w_s", events=(error("E1"),))
    watcher = sub("w", scope("w_s > x > again", thrown, user("x"), end("again", events=(error("E1"),))),
                  event_subprocess=True)  # fmt: skip
    drawn = replace(failing(watcher, boundary("out", "p", error()), user("z"), flows="out > z"), dialect=dialect)
    case = play(drawn).complete("b")
    assert case.at() == ["x"]
    case.complete("x")
    if dialect == "camunda7":
        assert case.at() == ["z"]
    else:
        assert case.incident() == ("again", "UNHANDLED_ERROR_EVENT")


@pytest.mark.parametrize(("dialect", "at"), [("camunda7", ["y"]), ("camunda8", [])])
def test_only_camunda_7_lets_a_sibling_catch_in_an_interrupted_scope(play: Any, dialect: str, at: list[str]) -> None:
    begins = start("w_s", events=(message("stop"),))
    stops = sub("w", scope("w_s > x > again", begins, user("x"), end("again", events=(error("E1"),))),
                event_subprocess=True)  # fmt: skip
    inside = scope("s2 > b > e2", start("s2"), user("b"), end("e2"), stops, watch("v", error("E1"), user("y")))
    drawn = diagram(
        scope("s > p > e; out > z", start(), sub("p", inside), end(), boundary("out", "p", error()), user("z")), dialect
    )  # type: ignore[arg-type]
    case = play(drawn).trigger("w_s").complete("x")
    assert case.at() == at
    assert bool(case.stuck) == (dialect == "camunda8")


@pytest.mark.parametrize(("events", "at"), [(("p",), ["z"]), (("q",), [])])
def test_an_escalation_in_an_interrupted_scope_of_camunda_8_reaches_its_boundary_only(
    play: Any, events: tuple[str, ...], at: list[str]
) -> None:
    begins = start("w_s", events=(message("stop"),))
    stops = sub("w", scope("w_s > x > again", begins, user("x"), end("again", events=(escalation("U"),))),
                event_subprocess=True)  # fmt: skip
    sibling = watch("v", escalation("U"), user("y"), interrupting=False)
    inner = sub("p", scope("s2 > b > e2", start("s2"), user("b"), end("e2"), stops, sibling))
    bound = [boundary("out", host, escalation("U")) for host in events]
    middle = scope("s1 > p > e1" + ("; out > z" if "p" in events else ""), start("s1"), inner, end("e1"),
                   *([*bound, user("z")] if "p" in events else []))  # fmt: skip
    flows = "s > q > e" + ("; out > z" if "q" in events else "")
    outer = scope(flows, start(), sub("q", middle), end(), *([*bound, user("z")] if "q" in events else []))
    assert play(diagram(outer)).trigger("w_s").complete("x").at() == at


def test_one_that_runs_beside_may_be_ended_by_an_error_it_throws(play: Any) -> None:
    begins = start("w_s", events=(message("more"),), interrupting=False)
    beside = sub("w", scope("w_s > x > boom", begins, user("x"), end("boom", events=(error("E1"),))),
                 event_subprocess=True)  # fmt: skip
    case = play(around(beside, watch("v", error("E1"), user("y")))).trigger("w_s").complete("x")
    assert (case.at(), case.guards()) == (["y"], [])


# Escalations


def rising(watcher: Any, dialect: Any = "camunda8") -> Any:
    throws = element("intermediateThrowEvent", "up", events=(escalation("LATE"),))
    inside = scope("s2 > b > up > c > e2", start("s2"), user("b"), throws, user("c"), end("e2"))
    return diagram(scope("s > p > e", start(), sub("p", inside), end(), watcher), dialect)


def test_an_escalation_runs_it_beside(play: Any) -> None:
    case = play(rising(watch("w", escalation("LATE"), user("x"), interrupting=False))).complete("b")
    assert case.at() == ["c", "x"]
    case.complete("c")
    assert case.state == "active"
    assert case.complete("x").state == "completed"


def test_an_escalation_interrupts(play: Any) -> None:
    case = play(rising(watch("w", escalation(code_variable="code"), user("x")), "camunda7")).complete("b")
    assert case.at() == ["x"]
    assert case.variables[1] == {"code": "LATE"}
    assert "up_c" not in case.flows()


def test_an_escalation_from_inside_its_own_event_subprocess_goes_outward(play: Any) -> None:
    begins = start("w_s", events=(escalation("LATE"),), interrupting=False)
    again = end("again", events=(escalation("LATE"),))
    watcher = sub("w", scope("w_s > x > again", begins, user("x"), again), event_subprocess=True)
    case = play(rising(watcher)).complete("b").complete("x")
    assert case.at() == ["c"]


def test_two_triggers_are_refused() -> None:
    begins = start("w_s", events=(message("a"), timer("duration", "PT1H")))
    with pytest.raises(NotRunnable):
        compile_process(around(sub("w", scope("", begins), event_subprocess=True)), "p")


def test_the_trail_says_which_guard_belongs_to_a_scope(play: Any) -> None:
    case = play(around(watch("w", message("stop"), user("x"))))
    (armed,) = [fact for fact in case.facts if fact.element == "w"]
    assert armed.detail == {"guard": True, "host": None}


def test_a_token_at_a_join_that_is_interrupted_is_forgotten_there(play: Any) -> None:
    drawn = diagram(
        scope("s > f > a > j; f > b > j; j > e", start(), both("f"), user("a"), user("b"), both("j"), end(),
              watch("w", message("stop"), user("x")))
    )  # fmt: skip
    case = play(drawn).complete("a").trigger("w_s")
    assert case.at() == ["x"]
    assert case.case.arrivals == {}
    assert case.complete("x").state == "completed"
