"""Walking diagrams: the samples completely, the odd ones with a true word about what could not be reached."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest

from bpmn import read
from bpmn.forms import read_form, validate
from bpmn.languages import Moment
from engine.clock import MovableClock
from engine.stories.store import Store
from engine.walk import Walk, walk_all
from engine.walk.filling import fill, matching
from engine.walk.guesses import LONG_TEXT, Guesses

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = sorted((ROOT / "bpmn" / "samples").rglob("*.bpmn"))
FORMS = sorted((ROOT / "bpmn" / "samples").rglob("*.form"))
STORIES = ROOT / "tests" / "stories"


def walks(store: Store, files: Mapping[str, bytes], seed: int = 0) -> list[Walk]:
    return list(walk_all(files, store, seed))


def contents(*paths: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in paths}


def test_every_flow_of_the_samples_is_taken(store: Store) -> None:
    for walk in walks(store, contents(*SAMPLES, *FORMS)):
        assert (walk.outcome, walk.unreached) == ("completed", ()), walk


@pytest.mark.parametrize(
    "name",
    [
        "gateways/rework",
        "gateways/inclusive",
        "scopes/errors",
        "multi/votes",
        "tasks/service",
        "scopes/parameters",
        "multi/each-visit",
    ],
)
def test_small_diagrams_are_walked_completely(store: Store, name: str) -> None:
    (walk,) = walks(store, contents(STORIES / f"{name}.bpmn"))
    assert (walk.outcome, walk.unreached, walk.flows_taken) == ("completed", (), walk.flows)


def test_the_same_seed_walks_the_same_way(store: Store) -> None:
    files = contents(STORIES / "gateways" / "exclusive.bpmn")
    assert walks(store, files, 7) == walks(store, files, 7)


def test_a_flow_that_can_never_be_taken_is_named(store: Store) -> None:
    diagram = (
        (STORIES / "gateways" / "exclusive.bpmn")
        .read_text()
        .replace("=amount &lt; 1000", "=amount &lt; 0 and amount &gt; 0")
    )
    (walk,) = walks(store, {"x.bpmn": diagram.encode()})
    assert walk.outcome == "completed"
    assert walk.unreached == ("which__middle", "middle__middle_done")


def test_a_case_that_cannot_go_on_is_an_incident_with_its_place(store: Store) -> None:
    (walk,) = walks(store, contents(STORIES / "scopes" / "error-uncaught.bpmn"))
    assert (walk.outcome, walk.element_id) == ("incident", "lost")
    assert "LOST" in str(walk.sentence)


def test_what_cannot_be_deployed_is_refused(store: Store) -> None:
    told = walks(store, {"x.bpmn": b"no xml"} | contents(STORIES / "gateways" / "race.bpmn"))
    assert [(walk.file, walk.outcome) for walk in told] == [("race.bpmn", "completed"), ("x.bpmn", "refused")]
    assert told[1].sentence


def test_files_that_do_not_go_together_are_walked_one_by_one(store: Store) -> None:
    race = (STORIES / "gateways" / "race.bpmn").read_bytes()
    told = walks(store, {"one.bpmn": race, "two.bpmn": race.replace(b"P14D", b"P15D")})
    assert [(walk.file, walk.outcome, walk.unreached) for walk in told] == [
        ("one.bpmn", "completed", ()),
        ("two.bpmn", "completed", ()),
    ]


@pytest.mark.parametrize("pattern", ["^[0-9]{16}$", r"^C-\d{3,5}$", "^[A-Z]{2}[a-z]+$", r"\w+\.x?", "abc"])
def test_a_text_for_a_simple_pattern(pattern: str) -> None:
    import re

    assert re.search(pattern, matching(pattern))


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_made_up_values_are_accepted_by_the_forms_of_the_samples(path: Path) -> None:
    form, moment = read_form(path.read_bytes()), Moment(MovableClock().now())
    for seed in range(20):
        values = fill(form, {"bidang_terkait": ["Jalan"]}, moment, Random(seed))
        assert validate(form, values, {}, moment) == {}


def test_guesses_come_from_the_conditions() -> None:
    diagram = read((STORIES / "gateways" / "exclusive.bpmn").read_bytes())
    guesses = Guesses(diagram.processes)
    assert {99, 100, 101, 999, 1000, 1001} <= set(guesses.values["amount"])
    assert guesses.deciding == {"amount"}


def drawn(*flows: str, elements: str, rest: str = "") -> dict[str, bytes]:
    """A file as Camunda 8's Modeler would write it; flows are "id source target" with an optional "= condition"."""
    lines = []
    for flow in flows:
        way, _, condition = flow.partition("=")
        name, source, target = way.split()
        inside = f'<conditionExpression xsi:type="tFormalExpression">={condition.strip()}</conditionExpression>'
        lines.append(f'<sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">'
                     f"{inside if condition else ''}</sequenceFlow>")  # fmt: skip
    text = f"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x" id="d"
      xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
      xmlns:modeler="http://camunda.org/schema/modeler/1.0" modeler:executionPlatform="Camunda Cloud"
      modeler:executionPlatformVersion="8.6.0"><process id="p" isExecutable="true">{elements}{"".join(lines)}
      </process>{rest}</definitions>"""
    return {"p.bpmn": text.encode()}


def user(id: str) -> str:
    return f'<userTask id="{id}"><extensionElements><zeebe:userTask/></extensionElements></userTask>'


def told(walk: Walk) -> set[tuple[str, str]]:
    return {(one.rule, one.element_id) for one in walk.findings}


def test_a_join_after_a_choice_is_a_dead_end(store: Store) -> None:
    (walk,) = walks(
        store,
        drawn(
            "f1 s g", "f2 g a = x", "f3 g b", "f4 a j", "f5 b j", "f6 j e",
            elements=f'<startEvent id="s"/><exclusiveGateway id="g" default="f3"/>{user("a")}{user("b")}'
            '<parallelGateway id="j"/><endEvent id="e"/>',
        ),
    )  # fmt: skip
    assert (walk.outcome, walk.element_id, walk.unreached) == ("stuck", "j", ("f6",))
    assert "f5" in str(walk.sentence) or "f4" in str(walk.sentence)
    assert told(walk) == {("dead_end", "j"), ("never_reached", "e")}


def test_a_loop_without_exit_runs_out_of_steps_and_is_told(store: Store) -> None:
    (walk,) = walks(
        store,
        drawn(
            "f1 s a", "f2 a b", "f3 b a",
            elements=f'<startEvent id="s"/>{user("a")}{user("b")}',
        ),
    )  # fmt: skip
    assert walk.outcome == "budget"
    assert {rule for rule, _ in told(walk)} == {"loop_without_exit"}


def test_an_error_that_a_subprocess_catches_comes_from_the_job_inside(store: Store) -> None:
    files = drawn(
        "f1 s sub", "f2 sub e", "f3 b e2",
        elements='<startEvent id="s"/><subProcess id="sub"><startEvent id="is"/><serviceTask id="j">'
        '<extensionElements><zeebe:taskDefinition type="work"/></extensionElements></serviceTask>'
        '<endEvent id="ie"/><sequenceFlow id="g1" sourceRef="is" targetRef="j"/>'
        '<sequenceFlow id="g2" sourceRef="j" targetRef="ie"/></subProcess>'
        '<boundaryEvent id="b" attachedToRef="sub"><errorEventDefinition id="bd" errorRef="lost"/></boundaryEvent>'
        '<endEvent id="e"/><endEvent id="e2"/>',
        rest='<error id="lost" name="lost" errorCode="LOST"/>',
    )  # fmt: skip
    (walk,) = walks(store, files)
    assert (walk.outcome, walk.unreached, walk.findings) == ("completed", (), ())


def test_a_form_that_is_missing_is_told_and_an_empty_one_is_used(store: Store) -> None:
    task = (
        '<userTask id="a"><extensionElements><zeebe:userTask/><zeebe:formDefinition formId="nowhere"/>'
        "</extensionElements></userTask>"
    )
    (walk,) = walks(store, drawn("f1 s a", "f2 a e", elements=f'<startEvent id="s"/>{task}<endEvent id="e"/>'))
    assert (walk.outcome, walk.unreached, told(walk)) == ("completed", (), {("form_missing", "a")})


RULED = (
    '<startEvent id="s"/><businessRuleTask id="a"><extensionElements>'
    '<zeebe:calledDecision decisionId="fee" resultVariable="fee"/></extensionElements></businessRuleTask>'
    '<exclusiveGateway id="x" default="f4"/><endEvent id="dear"/><endEvent id="cheap"/>'
)
BRANCHES = ("f1 s a", "f2 a x", "f3 x dear =fee>150", "f4 x cheap")


def test_a_decision_that_is_missing_is_told_and_its_outcomes_are_chosen(store: Store) -> None:
    (walk,) = walks(store, drawn(*BRANCHES, elements=RULED))
    assert (walk.outcome, walk.unreached, told(walk)) == ("completed", (), {("decision_missing", "a")})


def test_values_are_guessed_from_the_cells_of_a_decision_table(store: Store) -> None:
    permits = Path(__file__).parent.parent.parent / "stories" / "decisions" / "permits.dmn"
    (walk,) = walks(store, {**drawn(*BRANCHES, elements=RULED), "permits.dmn": permits.read_bytes()})
    assert (walk.outcome, walk.unreached, walk.findings) == ("completed", (), ())


def test_an_incident_that_no_values_help_is_told(store: Store) -> None:
    never = (
        '<scriptTask id="c"><extensionElements><zeebe:script expression="=assert(1, false)" resultVariable="x"/>'
        "</extensionElements></scriptTask>"
    )
    (walk,) = walks(store, drawn("f1 s c", "f2 c e", elements=f'<startEvent id="s"/>{never}<endEvent id="e"/>'))
    assert (walk.outcome, walk.element_id, walk.unreached) == ("incident", "c", ("f2",))
    assert told(walk) == {("always_incident", "c"), ("never_reached", "e")}


def calling(process: str, *caught: str, outputs: str = "") -> str:
    """A call activity with boundary events for errors (E...) and escalations (anything else)."""
    events = "".join(
        f'<boundaryEvent id="on_{code}" attachedToRef="c"><{kind}EventDefinition id="d_{code}" {kind}Ref="{code}"/>'
        f'</boundaryEvent><endEvent id="after_{code}"/><sequenceFlow id="f_{code}" sourceRef="on_{code}" '
        f'targetRef="after_{code}"/>'
        for code in caught
        for kind in ("error" if code.startswith("E") else "escalation",)
    )
    return (
        f'<callActivity id="c"><extensionElements><zeebe:calledElement processId="{process}" '
        f'propagateAllChildVariables="false"/>{outputs}</extensionElements></callActivity>{events}'
    )


def test_a_called_process_that_is_nowhere_ends_as_the_walk_likes(store: Store) -> None:
    mapped = '<zeebe:ioMapping><zeebe:output source="=found" target="score"/></zeebe:ioMapping>'
    files = drawn(
        "f1 s c", "f2 c g", "f3 g a = score > 700", "f4 g b",
        elements='<startEvent id="s"/>' + calling("nowhere", "E1", "up", outputs=mapped)
        + '<exclusiveGateway id="g" default="f4"/><endEvent id="a"/><endEvent id="b"/>',
        rest='<error id="E1" errorCode="NO"/><escalation id="up" escalationCode="LATE"/>',
    )  # fmt: skip
    (walk,) = walks(store, files)
    assert (walk.outcome, walk.unreached) == ("completed", ())
    assert told(walk) == {("process_missing", "c")}
    assert "nowhere" in str(walk.findings[0].sentence)


def test_a_called_process_that_an_expression_names_has_a_stand_in(store: Store) -> None:
    files = drawn("f1 s c", "f2 c e", elements=f'<startEvent id="s"/>{calling("=which")}<endEvent id="e"/>')
    (walk,) = walks(store, files)
    assert (walk.outcome, walk.unreached, told(walk)) == ("completed", (), {("process_missing", "c")})


def platform(elements: str) -> dict[str, bytes]:
    text = f"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x" id="d"
      xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:camunda="http://camunda.org/schema/1.0/bpmn">
      <process id="p" isExecutable="true" camunda:historyTimeToLive="P1D">{elements}</process></definitions>"""
    return {"p.bpmn": text.encode()}


def test_a_stand_in_has_the_version_tag_that_is_asked_for(store: Store) -> None:
    call = '<callActivity id="c" calledElement="nowhere" camunda:calledElementBinding="versionTag" {}/>'
    (walk,) = walks(
        store,
        platform(
            '<startEvent id="s"/><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="c"/>'
            '<sequenceFlow id="f2" sourceRef="c" targetRef="e"/>' + call.format('camunda:calledElementVersionTag="1.0"')
        ),
    )
    assert (walk.outcome, walk.unreached, told(walk)) == ("completed", (), {("process_missing", "c")})


@pytest.mark.parametrize("asked", ["customer.prop('age').numberValue()", "S(customer).jsonPath('$.age').numberValue()"])
def test_what_spin_looks_into_is_guessed(store: Store, asked: str) -> None:
    condition = '<conditionExpression xsi:type="tFormalExpression">${{{} &gt;= 21}}</conditionExpression>'
    files = platform(
        '<startEvent id="s"/><exclusiveGateway id="g" default="f3"/><endEvent id="a"/><endEvent id="b"/>'
        '<sequenceFlow id="f1" sourceRef="s" targetRef="g"/><sequenceFlow id="f3" sourceRef="g" targetRef="b"/>'
        f'<sequenceFlow id="f2" sourceRef="g" targetRef="a">{condition.format(asked)}</sequenceFlow>'
    )
    (walk,) = walks(store, files)
    assert (walk.outcome, walk.unreached) == ("completed", ())


def test_each_of_several_that_wait_for_one_message_gets_it(store: Store) -> None:
    files = platform(
        '<startEvent id="s"/><receiveTask id="r" messageRef="m"><multiInstanceLoopCharacteristics>'
        "<loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics></receiveTask>"
        '<endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="r"/>'
        '<sequenceFlow id="f2" sourceRef="r" targetRef="e"/>'
    )
    files = {"p.bpmn": files["p.bpmn"].replace(b"</definitions>", b'<message id="m" name="answer"/></definitions>')}
    (walk,) = walks(store, files)
    assert (walk.outcome, walk.unreached) == ("completed", ())


def test_a_conditional_event_is_also_left_alone(store: Store) -> None:
    """The way past it is a way too: the condition has to stay false for once."""
    files = drawn(
        "f1 s a", "f2 a e", "f3 b e2",
        elements=f'<startEvent id="s"/>{user("a")}<endEvent id="e"/><endEvent id="e2"/>'
        '<boundaryEvent id="b" attachedToRef="a"><conditionalEventDefinition id="d1"><condition '
        'xsi:type="tFormalExpression">=invoice != null</condition></conditionalEventDefinition></boundaryEvent>',
    )  # fmt: skip
    for seed in range(4):
        (walk,) = walks(store, files, seed)
        assert (walk.outcome, walk.unreached) == ("completed", ())


def test_guesses_give_what_an_expression_takes_apart() -> None:
    guesses = Guesses(read((STORIES / "multi" / "each-visit.bpmn").read_bytes()).processes)
    people = guesses.draw(Random(0))["household"]["people"]
    assert isinstance(people, list)


def test_guesses_give_texts_to_what_takes_texts_apart() -> None:
    files = drawn(
        "f1 s g", 'f2 g a = starts with(name, "Ana")', "f3 g b",
        elements='<startEvent id="s"/><exclusiveGateway id="g" default="f3"/><endEvent id="a"/><endEvent id="b"/>',
    )  # fmt: skip
    assert Guesses(read(files["p.bpmn"]).processes).values["name"] == ["Ana", LONG_TEXT]


def test_guesses_give_a_list_the_items_that_are_compared() -> None:
    repeat = (
        '<multiInstanceLoopCharacteristics><extensionElements><zeebe:loopCharacteristics inputCollection="=scores" '
        'inputElement="score"/></extensionElements></multiInstanceLoopCharacteristics>'
    )
    inside = (
        '<startEvent id="s2"/><exclusiveGateway id="g" default="g3"/><endEvent id="good"/><endEvent id="bad"/>'
        '<sequenceFlow id="g1" sourceRef="s2" targetRef="g"/><sequenceFlow id="g3" sourceRef="g" targetRef="bad"/>'
        '<sequenceFlow id="g2" sourceRef="g" targetRef="good"><conditionExpression xsi:type="tFormalExpression">'
        "=score &gt; 5</conditionExpression></sequenceFlow>"
    )
    files = drawn(
        "f1 s sub", "f2 sub e",
        elements=f'<startEvent id="s"/><subProcess id="sub">{repeat}{inside}</subProcess><endEvent id="e"/>',
    )  # fmt: skip
    assert Guesses(read(files["p.bpmn"]).processes).values["scores"] == [[5, 6, 4], [5], [4]]


def test_any_of_two_timers_due_at_one_moment_may_come_first(store: Store) -> None:
    hour = '<timerEventDefinition id="{}"><timeDuration>PT1H</timeDuration></timerEventDefinition>'
    files = drawn(
        "f1 s sub", "f2 sub e", "f3 outer e2",
        elements='<startEvent id="s"/><subProcess id="sub"><startEvent id="is"/>' + user("a") + '<endEvent id="ie"/>'
        '<sequenceFlow id="g1" sourceRef="is" targetRef="a"/><sequenceFlow id="g2" sourceRef="a" targetRef="ie"/>'
        f'<boundaryEvent id="inner" attachedToRef="a">{hour.format("t1")}</boundaryEvent><endEvent id="ie2"/>'
        '<sequenceFlow id="g3" sourceRef="inner" targetRef="ie2"/></subProcess>'
        f'<boundaryEvent id="outer" attachedToRef="sub">{hour.format("t2")}</boundaryEvent>'
        '<endEvent id="e"/><endEvent id="e2"/>',
    )  # fmt: skip
    (walk,) = walks(store, files)
    assert (walk.outcome, walk.unreached, walk.findings) == ("completed", (), ())


def test_a_condition_that_never_holds_is_waited_for_and_named(store: Store) -> None:
    never = '<conditionalEventDefinition id="cd"><condition xsi:type="tFormalExpression">=1 = 2</condition>'
    event = f'<intermediateCatchEvent id="c">{never}</conditionalEventDefinition></intermediateCatchEvent>'
    (walk,) = walks(store, drawn("f1 s c", "f2 c e", elements=f'<startEvent id="s"/>{event}<endEvent id="e"/>'))
    assert (walk.outcome, walk.element_id, walk.unreached) == ("budget", "c", ("f2",))


def test_a_loop_in_which_nothing_is_waited_for_is_not_tried_for_long(store: Store) -> None:
    files = drawn("f1 s a", "f2 a b", "f3 b a", elements='<startEvent id="s"/><task id="a"/><task id="b"/>')
    began = time.monotonic()
    (walk,) = walks(store, files)
    assert (walk.outcome, {rule for rule, _ in told(walk)}) == ("incident", {"loop_without_exit"})
    assert time.monotonic() - began < 90  # 15 runs without a new flow, each tried 8 times, took minutes
