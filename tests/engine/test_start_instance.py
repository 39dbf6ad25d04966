"""StartInstance: by whom, of which version, with which data."""

from __future__ import annotations

import re

import pytest

from engine import CITIZEN, SYSTEM, Engine, InvalidCommand, InvalidValues, NotAllowed, NotFound, Person, StartInstance
from tests.engine import diagrams
from tests.engine.cases import EVERYBODY, deploy, instance, kinds, rows, start, tasks, variables


def open_to(audience: str) -> bytes:
    return diagrams.diagram(
        "open", [diagrams.start(), diagrams.user("work"), diagrams.end()], "start>work>end",
        properties={"alur:audience": audience},
    )  # fmt: skip


def test_a_case_waits_at_its_first_task_with_its_data(engine: Engine) -> None:
    deploy(engine, both=diagrams.BOTH)
    started = engine.do(
        StartInstance("both", variables={"a": {"b": [1, 2.5, None]}, "nothing": None}, business_key="2026/1"),
        by=EVERYBODY,
    )
    case = started.instance_key
    assert set(tasks(engine, case)) == {"left", "right"}
    assert variables(engine, case) == {"a": {"b": [1, 2.5, None]}, "nothing": None}
    row = instance(engine, case)
    assert (row.state, row.business_key, row.root_key, row.process_id) == ("active", "2026/1", case, "both")
    assert kinds(engine, case)[:2] == ["case_started", "instance_started"]
    assert started.tracking_number is None


def test_latest_version_or_the_one_asked_for(engine: Engine) -> None:
    first = deploy(engine, inner=diagrams.INNER).definitions[0]
    second = deploy(engine, inner=diagrams.INNER.replace(b"Do deep", b"Do deeper")).definitions[0]
    assert engine.do(StartInstance("inner"), by=EVERYBODY).definition_key == second.key
    assert engine.do(StartInstance("inner", version=1), by=EVERYBODY).definition_key == first.key
    assert engine.do(StartInstance(definition_key=first.key), by=EVERYBODY).version == 1


def test_a_running_case_keeps_its_version(engine: Engine) -> None:
    deploy(engine, outer=diagrams.OUTER, inner=diagrams.INNER)
    case = start(engine, "outer")
    deploy(engine, outer=diagrams.OUTER.replace(b"Do after", b"Do it later"))
    from engine import CompleteTask

    engine.do(CompleteTask(tasks(engine, case)["deep"]), by=EVERYBODY)
    assert [row.name for row in rows(engine, "SELECT name FROM task WHERE element_id = 'after'")] == ["Do after"]


def test_a_called_process_has_its_own_row_under_the_case(engine: Engine) -> None:
    deploy(engine, outer=diagrams.OUTER, inner=diagrams.INNER)
    case = start(engine, "outer", a=1)
    called = rows(engine, "SELECT * FROM process_instance WHERE parent_key = :case", case=case)[0]
    assert (called.root_key, called.process_id, called.parent_element_id) == (case, "inner", "inside")
    assert variables(engine, called.key) == {"a": 1}
    assert rows(engine, "SELECT instance_key FROM task")[0].instance_key == called.key


def test_a_tracking_number_is_long_and_never_the_same(engine: Engine) -> None:
    deploy(engine, open=open_to("public"))
    numbers = {engine.do(StartInstance("open", tracking=True), by=CITIZEN).tracking_number for _ in range(20)}
    assert len(numbers) == 20
    assert all(re.fullmatch(r"[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}", number) for number in numbers)


@pytest.mark.parametrize(
    ("audience", "citizen", "staff", "analyst_may"),
    [("public", True, True, True), ("staff", False, True, True), ("", False, False, True)],
)
def test_who_may_start(
    engine: Engine, ana: Person, analyst: Person, audience: str, citizen: bool, staff: bool, analyst_may: bool
) -> None:
    deploy(engine, open=open_to(audience) if audience else open_to("").replace(b"alur:audience", b"alur:cost"))
    for person, may in ((CITIZEN, citizen), (ana, staff), (analyst, analyst_may), (SYSTEM, True)):
        if may:
            engine.do(StartInstance("open"), by=person)
        else:
            with pytest.raises(NotAllowed, match="may not start"):
                engine.do(StartInstance("open"), by=person)


def test_a_start_form_is_checked_and_only_its_fields_are_taken(engine: Engine) -> None:
    first = diagrams.Node("startEvent", "start", '<zeebe:formDefinition formId="decision"/>')
    with_form = diagrams.diagram("formed", [first, diagrams.user("work"), diagrams.end()], "start>work>end")
    deploy(engine, formed=with_form, decision_form=diagrams.DECISION)
    with pytest.raises(InvalidValues) as refused:
        engine.do(StartInstance("formed", variables={"approved": True}, validate_form=True), by=EVERYBODY)
    assert list(refused.value.fields) == ["note"]
    values = {"approved": True, "note": "fine", "salary": 1}
    case = engine.do(StartInstance("formed", variables=values, validate_form=True), by=EVERYBODY).instance_key
    assert variables(engine, case) == {"approved": True, "note": "fine"}


def test_what_cannot_be_started_is_refused(engine: Engine) -> None:
    deploy(engine, order=diagrams.ORDER)
    with pytest.raises(NotFound, match="nowhere"):
        engine.do(StartInstance("nowhere"), by=EVERYBODY)
    with pytest.raises(NotFound):
        engine.do(StartInstance(definition_key=1), by=EVERYBODY)
    with pytest.raises(InvalidCommand, match="nobody starts it by hand"):
        engine.do(StartInstance("order"), by=EVERYBODY)
    with pytest.raises(InvalidCommand):
        engine.do(StartInstance(), by=EVERYBODY)


@pytest.mark.parametrize("value", ["zero \0 character", float("nan"), "\ud800", {"deep": [float("inf")]}])
def test_a_value_that_cannot_be_stored_is_refused_in_a_sentence(engine: Engine, value: object) -> None:
    deploy(engine, both=diagrams.BOTH)
    with pytest.raises(InvalidCommand, match="cannot be stored"):
        engine.do(StartInstance("both", variables={"a": value}), by=EVERYBODY)
    assert rows(engine, "SELECT 1 FROM process_instance") == []
