"""The plain words of a request: loops, branches, decisions not yet taken, ends, and the time that is promised."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from bpmn.diagram import Assignment, Element, Event, Expression, Flow, Process, Scope
from engine.calendar import Calendar
from engine.queries.expected import promise
from engine.queries.journey import Happening, Journey, journey, procedure

START = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
APPLICANT = Assignment(candidate_groups=Expression("literal", "pemohon"))


def drawn(lines: str, *elements: Element, **properties: str) -> Process:
    """A process from lines like ``a > b > c``; ids with ``?`` are exclusive, ``+`` parallel gateways, ``o`` starts,
    ``x`` ends; everything else is a user task unless given."""
    known = {element.id: element for element in elements}
    order: dict[str, None] = {}
    flows = []
    for line in lines.split():
        ids = line.split(">")
        order.update(dict.fromkeys(ids))
        flows += [Flow(f"{a}_{b}", a, b) for a, b in pairwise(ids)]
    made = []
    for name in order:
        given = known.pop(name, None) or Element(name, kind_of(name), name.title().strip("?+"), lane="Loket")
        made.append(with_flows(given, flows))
    made += [with_flows(rest, flows) for rest in known.values()]
    said = tuple((f"alur:{key}", value) for key, value in properties.items())
    return Process("p", "P", scope=Scope(tuple(made), tuple(flows)), properties=said)


def kind_of(name: str) -> str:
    if name.endswith("?"):
        return "exclusiveGateway"
    if name.endswith("+"):
        return "parallelGateway"
    return {"o": "startEvent", "x": "endEvent"}.get(name[0], "userTask") if name[0] in "ox" else "userTask"


def with_flows(element: Element, flows: list[Flow]) -> Element:
    incoming = tuple(flow.id for flow in flows if flow.target == element.id)
    return replace(element, incoming=incoming, outgoing=tuple(f.id for f in flows if f.source == element.id))


def history(*steps: str) -> list[Happening]:
    """``+a`` enters, ``-a`` completes, ``!a`` is terminated; an hour between."""
    trail, tokens = [], {}
    for number, step in enumerate(steps):
        kind = {"+": "element_entered", "-": "element_completed", "!": "element_terminated"}[step[0]]
        if step[0] == "+":
            tokens[step[1:]] = number
        trail.append(Happening(START + timedelta(hours=number), kind, tokens[step[1:]], step[1:]))
    return trail


def run(process: Process, *steps: str, state: str = "active", end: str | None = None) -> Journey:
    trail = history(*steps)
    now = trail[-1].at + timedelta(hours=1)
    return journey(process, trail, state, None if state == "active" else trail[-1].at, end, now)


def names(made: Journey, state: str) -> list[str]:
    return [step.name for step in made.of(state)]


RETURNED = "o>check>ok? ok?>supply>check ok?>write>sign>xgranted"
SUPPLY = Element("supply", "userTask", "Complete the file", assignment=APPLICANT)


def test_the_way_ahead_leaves_out_the_way_back() -> None:
    made = run(drawn(RETURNED, SUPPLY), "+o", "-o", "+check")
    assert names(made, "done") == ["O"]
    assert names(made, "now") == ["Check"]
    assert names(made, "next") == ["Write", "Sign", "Xgranted"]
    assert made.certain


def test_a_loop_is_one_line_that_says_how_often() -> None:
    once = ("+o", "-o", "+check", "-check", "+supply", "-supply")
    made = run(drawn(RETURNED, SUPPLY), *once, "+check", "-check", "+write")
    assert [(step.name, step.times) for step in made.of("done")] == [("O", 1), ("Complete the file", 1), ("Check", 2)]
    assert names(made, "now") == ["Write"]


def test_a_step_done_before_and_open_again_is_told_once() -> None:
    made = run(drawn(RETURNED, SUPPLY), "+o", "-o", "+check", "-check", "+supply", "-supply", "+check")
    assert names(made, "done") == ["O", "Complete the file"]
    assert [(step.name, step.times) for step in made.of("now")] == [("Check", 1)]


def test_waiting_for_the_applicant_is_known_and_measured() -> None:
    made = run(drawn(RETURNED, SUPPLY), "+o", "-o", "+check", "-check", "+supply")
    assert made.waiting_applicant
    assert made.waited == timedelta(hours=1)
    assert made.of("now")[0].applicant
    assert made.of("now")[0].performer == ""


REJECTING = "o>check>ok? ok?>write>sign>xgranted ok?>xrejected"
REJECTED = Element("xrejected", "endEvent", "Permohonan ditolak")


def test_a_decision_not_taken_leads_to_the_usual_end_but_is_not_certain() -> None:
    made = run(drawn(REJECTING, REJECTED), "+o", "-o", "+check")
    assert names(made, "next") == ["Write", "Sign", "Xgranted"]
    assert not made.certain


def test_after_the_decision_it_is_certain() -> None:
    assert run(drawn(REJECTING, REJECTED), "+o", "-o", "+check", "-check", "+write").certain


def test_a_choice_whose_branches_meet_again_is_not_guessed() -> None:
    process = drawn("o>check>how? how?>visit>meet? how?>call>meet? meet?>write>xdone")
    assert names(run(process, "+o", "-o", "+check"), "next") == ["Write", "Xdone"]


def test_parallel_branches_all_come() -> None:
    process = drawn("o>check>fork+ fork+>seal>join+ fork+>file>join+ join+>write>xdone")
    made = run(process, "+o", "-o", "+check")
    assert set(names(made, "next")) == {"Seal", "File", "Write", "Xdone"}
    assert names(made, "next")[-2:] == ["Write", "Xdone"]
    both = run(process, "+o", "-o", "+check", "-check", "+seal", "+file", "-file")
    assert names(both, "now") == ["Seal"]
    assert names(both, "next") == ["Write", "Xdone"]


def test_a_branch_with_its_own_end_does_not_make_the_main_one_uncertain() -> None:
    made = run(drawn("o>check>fork+ fork+>notify>xtold fork+>write>xdone"), "+o", "-o", "+check")
    assert set(names(made, "next")) >= {"Notify", "Write", "Xdone"}
    assert made.certain


def test_the_end_says_what_came_of_it() -> None:
    granted = run(drawn(REJECTING, REJECTED), "+o", "-o", "+check", "-check", state="completed", end="xgranted")
    assert granted.outcome is not None
    assert (granted.outcome.name, granted.outcome.rejected) == ("Xgranted", False)
    assert not granted.of("next")
    refused = run(drawn(REJECTING, REJECTED), "+o", "-o", state="completed", end="xrejected")
    assert refused.outcome is not None
    assert refused.outcome.rejected is True


def test_a_cancelled_case_is_neither() -> None:
    made = run(drawn(REJECTING, REJECTED), "+o", "-o", "+check", "!check", state="terminated")
    assert made.outcome is not None
    assert made.outcome.rejected is None
    assert "Check" not in names(made, "done")


def test_the_property_overrules_the_name() -> None:
    end = Element("xrejected", "endEvent", "Tidak ada lagi tunggakan", properties=(("alur:outcome", "granted"),))
    made = run(drawn(REJECTING, end), "+o", "-o", state="completed", end="xrejected")
    assert made.outcome is not None
    assert made.outcome.rejected is False


def test_public_names_replace_names_and_hide() -> None:
    check = Element("check", "userTask", "Cek F-1.02", properties=(("alur:publicName", "Your file is checked"),))
    hidden = Element("write", "userTask", "Konsep", properties=(("alur:publicName", "-"),))
    service = Element("mail", "serviceTask", "Send mail")
    made = run(drawn("o>check>write>mail>sign>xdone", check, hidden, service), "+o", "-o", "+check")
    assert names(made, "now") == ["Your file is checked"]
    assert names(made, "next") == ["Sign", "Xdone"]


def test_reminders_beside_the_way_are_not_shown() -> None:
    late = Element("late", "boundaryEvent", "3 hari", attached_to="check", interrupting=False, events=(Event("timer"),))
    process = drawn("o>check>xdone late>remind>xreminded", late)
    made = run(process, "+o", "-o", "+check", "+late", "-late", "+remind")
    assert names(made, "now") == ["Check"]
    assert names(made, "next") == ["Xdone"]


def test_the_inside_of_a_subprocess_is_part_of_the_way() -> None:
    inner = drawn("oin>deep>xin").scope
    sub = Element("sub", "subProcess", "Inner", scope=inner)
    process = drawn("o>sub>write>xdone", sub)
    made = run(process, "+o", "-o", "+sub", "+oin", "-oin", "+deep")
    assert names(made, "now") == ["Deep"]
    assert "Write" in names(made, "next")


def test_the_procedure_is_the_usual_way_from_the_start() -> None:
    assert [step.name for step in procedure(drawn(RETURNED, SUPPLY))] == ["O", "Check", "Write", "Sign", "Xgranted"]


def test_an_empty_process_has_no_procedure() -> None:
    assert procedure(Process("p")) == ()


def test_the_promise_counts_from_the_start_and_stands_still_for_the_applicant() -> None:
    process = drawn(RETURNED, SUPPLY, duration="P3D")
    first = run(process, "+o", "-o", "+check")
    made = promise(process, first, START, START + timedelta(hours=3), Calendar())
    assert made is not None
    assert made.at == START + timedelta(days=3)
    waiting = run(process, "+o", "-o", "+check", "-check", "+supply")
    paused = promise(process, waiting, START, START + timedelta(hours=5), Calendar())
    assert paused is not None
    assert paused.at is None
    again = run(process, "+o", "-o", "+check", "-check", "+supply", "-supply", "+check")
    later = promise(process, again, START, START + timedelta(days=9), Calendar())
    assert later is not None
    assert later.at == START + timedelta(days=3, hours=1)
    assert later.late


def test_steps_with_durations_add_up_and_without_any_nothing_is_promised() -> None:
    def step(name: str) -> Element:
        return Element(name, "userTask", name, properties=(("alur:duration", "P1D"),))

    process = drawn("o>check>write>xdone", step("check"), step("write"))
    made = run(process, "+o", "-o", "+check")
    given = promise(process, made, START, START + timedelta(hours=3), Calendar())
    assert given is not None
    assert given.at == START + timedelta(days=2, hours=2)
    plain = drawn("o>check>write>xdone")
    assert promise(plain, run(plain, "+o", "-o", "+check"), START, START, Calendar()) is None


def test_a_promise_in_working_days_leaves_out_holidays_and_names_them() -> None:
    process = drawn("o>check>xdone", duration="5 hari kerja")
    christmas = datetime(2026, 12, 21, 3, 0, tzinfo=UTC)
    made = promise(process, run(process, "+o", "-o", "+check"), christmas, christmas, Calendar())
    assert made is not None
    assert made.at == datetime(2026, 12, 30, 9, 0, tzinfo=UTC)
    assert [day.on.day for day in made.free] == [24, 25]


def test_working_days_on_which_it_was_waited_for_the_applicant_are_added() -> None:
    process = drawn(RETURNED, SUPPLY, duration="2 hari kerja")
    way = run(process, "+o", "-o", "+check", "-check", "+supply", "-supply", "+check")
    begin, end = START + timedelta(hours=4), START + timedelta(days=5, hours=4)  # from Wednesday to Monday
    made = promise(process, replace(way, pauses=((begin, end),)), START, START, Calendar())
    assert made is not None
    assert made.at == datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def test_the_clock_begins_where_the_diagram_says_that_the_file_is_complete() -> None:
    check = Element("check", "userTask", "Check", properties=(("alur:clock", "start"),))
    process = drawn("o>check>write>xdone", check, duration="1 hari kerja")
    assert promise(process, run(process, "+o", "-o", "+check"), START, START, Calendar()) is None
    made = promise(process, run(process, "+o", "-o", "+check", "-check", "+write"), START, START, Calendar())
    assert made is not None
    assert made.since == START + timedelta(hours=3)
    assert made.at == datetime(2026, 11, 19, 9, 0, tzinfo=UTC)


def test_the_clock_stands_still_at_an_element_that_says_so() -> None:
    ask = Element("ask", "receiveTask", "Ask", properties=(("alur:clock", "pause"),))
    process = drawn("o>ask>write>xdone", ask, duration="1 hari kerja")
    paused = promise(process, run(process, "+o", "-o", "+ask"), START, START + timedelta(hours=3), Calendar())
    assert paused is not None
    assert paused.at is None
