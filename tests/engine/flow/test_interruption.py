"""What Camunda 7 still does for what is interrupted, timeout listeners, and listeners of a process that ends."""

from __future__ import annotations

from typing import Any

from bpmn.diagram import JobSpec, Listener, Timer
from tests.engine.flow.kit import (
    Player,
    both,
    boundary,
    element,
    end,
    error,
    escalation,
    literal,
    message,
    scope,
    start,
    sub,
    timer,
    user,
    watch,
)  # fmt: skip
from tests.engine.flow.test_languages import juel
from tests.engine.flow.test_listeners import job, on, puts_juel, real  # noqa: F401

WRITES = "${execution.setVariable('trail', trail.concat(' %s'))}"


def says(event: str, word: str) -> Listener:
    return on(event, WRITES % word)


def task(id: str = "t", **parts: Any) -> Any:
    parts.setdefault("listeners", (says("delete", f"{id}-deleted"), says("end", f"{id}-end")))
    return user(id, **parts)


def trail(case: Player) -> str:
    return str(case.variables[1]["trail"]).strip()


def guarded(host: Any, event: Any = None) -> Any:
    event = event or message("stop")
    return scope("s > t > e; b > gone", start(), host, boundary("b", "t", event), end("gone"), end())


def test_what_is_interrupted_calls_its_listeners_and_hands_out(real: Any) -> None:  # noqa: F811
    case = real(guarded(task(outputs=puts_juel(seen="${trail}"))), trail="")
    case.trigger("b")
    assert trail(case) == "t-end t-deleted"
    assert case.variables[1]["seen"] == " t-end"
    assert case.ended_at == "gone"


def test_what_completes_is_not_deleted(real: Any) -> None:  # noqa: F811
    assert trail(real(guarded(task()), trail="").complete("t")) == "t-end"


def test_the_innermost_comes_first(real: Any) -> None:  # noqa: F811
    inside = scope("i > u > j", start("i"), task("u"), end("j"))
    host = sub("t", inside, listeners=(says("end", "t-end"),))
    assert trail(real(guarded(host), trail="").trigger("b")) == "u-end u-deleted t-end"


def test_what_fails_is_an_incident_of_the_event_and_nothing_goes(real: Any) -> None:  # noqa: F811
    listeners = (says("end", "t-end"), on("delete", "${execution.setVariable('why', reason)}"))
    case = real(guarded(user("t", listeners=listeners)), trail="").trigger("b", lost=1)
    assert case.incident() == ("b", "EXTRACT_VALUE_ERROR")
    assert case.at() == ["t"]
    assert case.retry("b").incident() == ("b", "EXTRACT_VALUE_ERROR")
    case.set(reason="late").retry("b")
    assert (case.ended_at, trail(case)) == ("gone", "t-end")
    assert (case.variables[1]["why"], case.variables[1]["lost"]) == ("late", 1)


def test_the_task_may_be_done_while_its_event_is_stuck(real: Any) -> None:  # noqa: F811
    case = real(guarded(user("t", listeners=(on("delete", "${missing}"),)))).trigger("b")
    assert case.complete("t").ended_at == "e"
    assert not case.stuck


def test_a_timer_that_cannot_interrupt_is_stuck_once(real: Any) -> None:  # noqa: F811
    case = real(guarded(user("t", listeners=(on("delete", "${missing}"),)), timer("duration", "PT1H")))
    case.after(hours=2)
    assert case.incident()[0] == "b"
    assert case.guards() == []
    assert case.set(missing=1).retry("b").ended_at == "gone"


def test_an_error_of_a_job_hands_out_what_there_is(real: Any) -> None:  # noqa: F811
    work = element("serviceTask", "t", job=JobSpec(literal("x")), outputs=puts_juel(seen="${found}"))
    case = real(guarded(work, error("no")), found=0).throws("t", "no", late=1)
    assert (case.ended_at, case.variables[1]["seen"], case.variables[1]["late"]) == ("gone", 0, 1)
    stuck = real(guarded(work, error("no"))).throws("t", "no")
    assert stuck.incident() == ("t", "IO_MAPPING_ERROR")


def test_an_error_end_event_interrupts_what_is_beside_it(real: Any) -> None:  # noqa: F811
    inside = scope(
        "i > f; f > u; f > w > x", start("i"), both("f"), task("u"), user("w"), end("x", events=(error("n"),))
    )
    case = real(guarded(sub("t", inside), error("n")), trail="").complete("w")
    assert (trail(case), case.ended_at) == ("u-end u-deleted", "gone")


def test_a_terminate_end_event(real: Any) -> None:  # noqa: F811
    from bpmn.diagram import Event

    inside = scope(
        "s > f; f > t; f > w > x", start(), both("f"), task(), user("w"), end("x", events=(Event("terminate"),))
    )
    assert trail(real(inside, trail="").complete("w")) == "t-end t-deleted"


def test_an_event_subprocess(real: Any) -> None:  # noqa: F811
    inside = scope("s > t > e", start(), task(), end(), watch("v", message("stop")))
    assert trail(real(inside, trail="").trigger("v_s")) == "t-end t-deleted"


def test_the_items_that_are_not_needed_any_more(real: Any) -> None:  # noqa: F811
    from tests.engine.flow.kit import repeated

    many = repeated(task(), cardinality=juel("${3}"), until=juel("${nrOfCompletedInstances == 1}"))
    case = real(scope("s > t > e", start(), many, end()), trail="").complete("t")
    assert trail(case) == "t-end t-end t-deleted t-end t-deleted"


def test_camunda_8_does_none_of_it(real: Any) -> None:  # noqa: F811
    host = user("t", outputs=puts_juel(seen="${1}"))
    case = real(guarded(host), "camunda8").trigger("b")
    assert "seen" not in case.variables[1]


def test_cancelling_from_outside_does_none_of_it(real: Any) -> None:  # noqa: F811
    assert trail(real(guarded(task()), trail="").cancel()) == ""


# Timeouts


def timeout(text: str, kind: Any = "duration") -> Listener:
    return Listener("timeout", juel(WRITES % "late"), timer=Timer(kind, literal(text)))


def test_a_timeout_listener_is_called_once_and_the_task_stays(real: Any) -> None:  # noqa: F811
    case = real(scope("s > t > e", start(), user("t", listeners=(timeout("PT1H"),)), end()), trail="")
    assert case.after(hours=3).at("user") == ["t"]
    assert trail(case) == "late"
    assert case.guards() == []
    assert case.complete("t").state == "completed"


def test_a_cycle_calls_it_again_as_long_as_the_task_is_there(real: Any) -> None:  # noqa: F811
    case = real(scope("s > t > u > e", start(), user("t", listeners=(timeout("R/PT1H", "cycle"),)), user("u"), end()),
                trail="")  # fmt: skip
    case.after(hours=2, minutes=1).complete("t")
    assert case.after(hours=5).at() == ["u"]
    assert trail(case) == "late late"


def test_a_timeout_listener_that_fails_is_stuck_beside_the_task(real: Any) -> None:  # noqa: F811
    listener = Listener("timeout", juel("${execution.setVariable('a', b)}"), timer=Timer("duration", literal("PT1H")))
    case = real(scope("s > t > e", start(), user("t", listeners=(listener,)), end())).after(hours=1)
    assert case.incident() == ("t", "EXTRACT_VALUE_ERROR")
    assert case.at("user") == ["t"]
    assert case.set(b=1).retry("t").variables[1]["a"] == 1
    assert case.complete("t").state == "completed"


def test_each_item_has_its_timeout(real: Any) -> None:  # noqa: F811
    from tests.engine.flow.kit import repeated

    many = repeated(user("t", listeners=(timeout("PT1H"),)), cardinality=juel("${2}"))
    case = real(scope("s > t > e", start(), many, end()), trail="").complete("t").after(hours=1)
    assert trail(case) == "late"


# The end of a process

ENDS = (says("end", "process"),)


def test_a_process_ends_with_its_last_token(real: Any) -> None:  # noqa: F811
    inside = scope("s > f; f > t > e; f > u > g", start(), both("f"), user("t"), user("u"), end(), end("g"))
    case = real(inside, listeners=ENDS, trail="").complete("t")
    assert trail(case) == ""
    assert trail(case.complete("u")) == "process"


def test_a_listener_of_the_end_that_fails_holds_the_last_token(real: Any) -> None:  # noqa: F811
    case = real(scope("s > e", start(), end()), listeners=(on("end", "${execution.setVariable('a', b)}"),))
    assert case.incident() == ("e", "EXTRACT_VALUE_ERROR")
    assert case.set(b=1).retry("e").state == "completed"


def test_a_terminate_end_event_ends_the_process(real: Any) -> None:  # noqa: F811
    from bpmn.diagram import Event

    inside = scope("s > f; f > t; f > x", start(), both("f"), user("t"), end("x", events=(Event("terminate"),)))
    assert trail(real(inside, listeners=ENDS, trail="")) == "process"


def test_an_escalation_caught_inside_does_not_end_it(real: Any) -> None:  # noqa: F811
    thrown = end(events=(escalation("up"),))
    inside = scope("s > e", start(), thrown, watch("v", escalation("up"), user("t"), interrupting=False))
    case = real(inside, listeners=ENDS, trail="")
    assert (case.at(), trail(case)) == (["t"], "")
    assert trail(case.complete("t")) == "process"


def test_a_link_does_not_end_it(real: Any) -> None:  # noqa: F811
    from bpmn.diagram import Event

    inside = scope(
        "s > l; m > t > e", start(), element("intermediateThrowEvent", "l", events=(Event("link", link="x"),)),
        element("intermediateCatchEvent", "m", events=(Event("link", link="x"),)), user("t"), end(),
    )  # fmt: skip
    case = real(inside, listeners=ENDS, trail="")
    assert trail(case) == ""
    assert trail(case.complete("t")) == "process"


def test_in_camunda_8_it_is_a_job_and_nothing_else_can_happen(real: Any) -> None:  # noqa: F811
    inside = scope("s > t > e", start(), user("t"), end(), watch("v", message("stop")))
    case = real(inside, "camunda8", listeners=(job("end", "close"),)).complete("t")
    assert (case.at("job"), case.guards()) == (["e"], [])
    assert case.row("e").name == "close"
    assert case.complete("e", closed=True).state == "completed"
    assert case.variables[1]["closed"] is True


def test_what_has_done_all_but_go_on_does_nothing_twice(real: Any) -> None:  # noqa: F811
    """The task is done and waits for its asynchronous continuation when the subprocess around it is interrupted."""
    done = task("u", listeners=(says("delete", "u-deleted"), says("end", "u-end"), job("after", "on")))
    inside = scope("i > u > j", start("i"), done, end("j"))
    case = real(guarded(sub("t", inside)), trail="").complete("u")
    assert trail(case) == "u-end"
    assert trail(case.trigger("b")) == "u-end"
    assert case.ended_at == "gone"


def test_what_has_not_begun_is_not_ended(real: Any) -> None:  # noqa: F811
    """The task waits for the continuation before it: no listener of it has been called, so none is at its end."""
    waiting = task("u", listeners=(says("end", "u-end"), says("delete", "u-deleted"), job("before", "go")))
    case = real(guarded(sub("t", scope("i > u > j", start("i"), waiting, end("j")))), trail="")
    assert trail(case.trigger("b")) == ""
    assert case.ended_at == "gone"


def test_outputs_are_handed_out_once_though_another_fails(real: Any) -> None:  # noqa: F811
    first = user("u", outputs=puts_juel(count="${count + 1}"))
    second = user("v", listeners=(on("end", "${execution.setVariable('why', reason)}"),))
    inside = scope("i > f > u > j; f > v > k", start("i"), both("f"), first, second, end("j"), end("k"))
    case = real(guarded(sub("t", inside)), trail="", count=0).trigger("b")
    assert case.incident() == ("b", "EXTRACT_VALUE_ERROR")
    case.set(reason="late").retry("b")
    assert case.variables[1]["count"] == 1
    assert case.ended_at == "gone"
