"""Rules against abuse: separated steps, the applicant, conflicts of interest, reasons, the queue; by every way in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import (
    AssignTask,
    ClaimTask,
    CompleteTask,
    Engine,
    InvalidValues,
    NotAllowed,
    NotFound,
    Person,
    StartInstance,
    WrongState,
)
from engine.clock import MovableClock
from engine.commands.conflicts import DeclareConflict, SetSeparations, WithdrawConflict
from engine.commands.delegation import DelegateTask
from engine.commands.people import CreatePerson
from engine.commands.units import SaveGroup
from engine.person import SYSTEM
from engine.queries.people import account
from tests.engine import diagrams as d
from tests.engine.cases import deploy, kinds, rows, tasks
from tests.engine.test_substitution import name


def declared(node: d.Node, **properties: str) -> d.Node:
    said = "".join(f'<zeebe:property name="alur:{key}" value="{value}"/>' for key, value in properties.items())
    return d.Node(node.tag, node.id, node.extensions + f"<zeebe:properties>{said}</zeebe:properties>")


SOP = d.diagram(
    "permit",
    [
        d.start(),
        declared(d.user("verify", groups="staff-a"), queue="strict"),
        declared(
            d.user("sign", groups="staff-a,heads"),
            separateFrom="verify, applicant",
            reasonFor="decision=reject,ok=false",
        ),
        d.user("archive", groups="staff-a"),
        d.end(),
    ],
    "start>verify>sign>archive>end",
    properties={"alur:audience": "staff"},
)
STAFF = {"ana": ("staff-a",), "bob": ("heads", "staff-a"), "charlie": ("staff-a",), "dewi": (), "eko": ()}


@pytest.fixture
def office(engine: Engine) -> Engine:
    for group in ("staff-a", "heads"):
        engine.do(SaveGroup(group, group), SYSTEM)
    for login, groups in STAFF.items():
        engine.do(CreatePerson(login, login.title(), groups=groups), SYSTEM)
    deploy(engine, permit=SOP)
    return engine


def who(engine: Engine, login: str) -> Person:
    with engine.read() as connection:
        found = account(connection, login, engine.clock.now())
    assert found is not None
    return found.person


def begin(engine: Engine, by: str = "eko", **variables: object) -> int:
    return int(engine.do(StartInstance("permit", variables=variables), who(engine, by)).instance_key)


def verified(engine: Engine, by: str, **variables: object) -> tuple[int, int]:
    """A case whose first step somebody has done, and its task `sign`."""
    case = begin(engine, **variables)
    engine.do(CompleteTask(tasks(engine, case)["verify"]), who(engine, by))
    return case, tasks(engine, case)["sign"]


def test_who_verified_can_neither_claim_nor_complete_nor_be_given_the_signature(office: Engine) -> None:
    case, sign = verified(office, "ana")
    ana, admin = who(office, "ana"), Person("root", roles=frozenset({"administrator"}))
    for command, by in (
        (ClaimTask(sign), ana), (CompleteTask(sign), ana), (AssignTask(sign, "ana"), admin),
        (AssignTask(sign, "ana", known=False), admin), (DelegateTask(sign, "ana"), admin),
    ):  # fmt: skip
        with pytest.raises(NotAllowed, match="Ana has done Do verify in this case"):
            office.do(command, by)
    assert kinds(office, case).count("refused") == 5
    office.do(ClaimTask(sign), who(office, "bob"))
    office.do(CompleteTask(sign), who(office, "bob"))
    office.do(CompleteTask(tasks(office, case)["archive"]), ana)  # nothing is said of it


def test_one_who_has_it_since_before_cannot_complete_it_either(office: Engine) -> None:
    """The task was theirs before the other step was theirs: checked again at completion."""
    _, sign = verified(office, "ana")
    office.do(ClaimTask(sign), who(office, "bob"))
    with office._bind.begin() as connection:
        connection.exec_driver_sql("UPDATE deed SET login = 'bob'")
    with pytest.raises(NotAllowed, match="Bob has done Do verify"):
        office.do(CompleteTask(sign), who(office, "bob"))


def test_it_holds_the_other_way_round_in_a_loop(office: Engine) -> None:
    from bpmn import read
    from bpmn.duties import duties

    found = duties(read(SOP, "permit.bpmn").process("permit"))
    assert (found["verify"].apart, found["sign"].apart) == ({"sign"}, {"verify"})


def test_who_applied_cannot_sign_though_an_administrator(office: Engine) -> None:
    case = begin(office, "bob")
    office.do(CompleteTask(tasks(office, case)["verify"]), who(office, "ana"))
    office.do(CreatePerson("root", "Root", roles=("administrator",)), SYSTEM)
    with pytest.raises(NotAllowed, match="Bob has applied"):
        office.do(ClaimTask(tasks(office, case)["sign"]), who(office, "bob"))


def test_a_substitute_who_verified_cannot_sign_for_the_head(office: Engine) -> None:
    name(office, "bob", "dewi")
    name(office, "ana", "dewi")
    case = begin(office, "charlie")
    office.do(CompleteTask(tasks(office, case)["verify"]), who(office, "dewi"))
    with pytest.raises(NotAllowed, match="has done Do verify"):
        office.do(ClaimTask(tasks(office, case)["sign"]), who(office, "dewi"))


def test_what_a_substitute_verified_for_one_that_one_cannot_sign(office: Engine) -> None:
    name(office, "bob", "dewi")
    case = begin(office, "charlie")
    office.do(CompleteTask(tasks(office, case)["verify"]), who(office, "dewi"))
    assert {row.login for row in rows(office, "SELECT login FROM deed")} == {"bob", "dewi"}
    with pytest.raises(NotAllowed, match="Bob has done Do verify"):
        office.do(ClaimTask(tasks(office, case)["sign"]), who(office, "bob"))


def test_nobody_signs_for_one_who_verified(office: Engine) -> None:
    _, sign = verified(office, "bob")
    name(office, "bob", "dewi")
    with pytest.raises(NotAllowed, match="Bob has done Do verify"):
        office.do(CompleteTask(sign), who(office, "dewi"))


def test_administrators_keep_groups_apart_everywhere(office: Engine) -> None:
    with pytest.raises(InvalidValues):
        office.do(SetSeparations((("heads", "nobody"),)), SYSTEM)
    with pytest.raises(InvalidValues):
        office.do(SetSeparations((("heads", "heads"),)), SYSTEM)
    with pytest.raises(NotAllowed):
        office.do(SetSeparations(()), who(office, "ana"))
    office.do(SetSeparations((("staff-a", "heads"), ("applicant", "heads"))), SYSTEM)
    case, sign = verified(office, "charlie")
    office.do(CompleteTask(sign), who(office, "bob"))
    with pytest.raises(NotAllowed, match="Bob has done a step of the group heads"):
        office.do(ClaimTask(tasks(office, case)["archive"]), who(office, "bob"))
    case = begin(office, "bob")
    office.do(SetSeparations((("applicant", "staff-a"),)), SYSTEM)
    with pytest.raises(NotAllowed, match="Bob has applied"):
        office.do(ClaimTask(tasks(office, case)["verify"]), who(office, "bob"))


def test_a_declared_conflict_blocks_and_the_head_alone_lifts_it(office: Engine) -> None:
    case, sign = verified(office, "ana", nama_pemohon="CV Maju Jaya", nib=812000123)
    bob = who(office, "bob")
    key = office.do(DeclareConflict("my brother's firm", party=" cv maju jaya "), bob)
    for command in (ClaimTask(sign), CompleteTask(sign)):
        with pytest.raises(NotAllowed, match="conflict of interest with cv maju jaya"):
            office.do(command, bob)
    with pytest.raises(NotAllowed):
        office.do(WithdrawConflict(key), bob)
    office.do(WithdrawConflict(key), SYSTEM)
    with pytest.raises(WrongState):
        office.do(WithdrawConflict(key), SYSTEM)
    with pytest.raises(NotFound):
        office.do(WithdrawConflict(1), SYSTEM)
    for said in ({"case": str(case)}, {"party": "812000123"}, {"party": "eko"}):
        key = office.do(DeclareConflict("x", **said), bob)
        with pytest.raises(NotAllowed, match="conflict of interest"):
            office.do(ClaimTask(sign), bob)
        office.do(WithdrawConflict(key), SYSTEM)
    office.do(DeclareConflict("x", party="Somebody else"), bob)
    office.do(ClaimTask(sign), bob)
    told = rows(office, "SELECT detail FROM history_event WHERE kind = 'conflict_declared'")[0]
    assert "brother" not in str(told.detail)  # kept apart, so that it can be erased


def test_the_substitute_of_one_in_conflict_may_act(office: Engine) -> None:
    _, sign = verified(office, "ana", nama_pemohon="CV Maju Jaya")
    office.do(DeclareConflict("x", party="CV Maju Jaya"), who(office, "bob"))
    name(office, "bob", "dewi")
    office.do(CompleteTask(sign), who(office, "dewi"))


@pytest.mark.parametrize("said", [{}, {"case": "1", "party": "x"}, {"case": "none"}, {"party": "x" * 201}])
def test_a_declaration_that_says_nothing_useful_is_refused(office: Engine, said: dict[str, str]) -> None:
    with pytest.raises(InvalidValues):
        office.do(DeclareConflict("x", **said), who(office, "bob"))
    with pytest.raises(InvalidValues):
        office.do(DeclareConflict("  ", party="y"), who(office, "bob"))


@pytest.mark.parametrize("values", [{"decision": "reject"}, {"ok": False}])
def test_a_refusal_needs_a_reason_which_becomes_data_and_history(office: Engine, values: dict[str, object]) -> None:
    case, sign = verified(office, "ana")
    bob = who(office, "bob")
    with pytest.raises(InvalidValues) as refused:
        office.do(CompleteTask(sign, {**values, "alasan": "  "}), bob)
    assert list(refused.value.fields) == ["alasan"]
    office.do(CompleteTask(sign, values, reason="a paper is missing"), bob)
    found = rows(office, "SELECT value FROM variable WHERE name = 'alasan' AND root_key = :c", c=case)
    assert [row.value for row in found] == ["a paper is missing"]
    case, sign = verified(office, "ana")
    office.do(CompleteTask(sign, {**values, "alasan": "as a field of the form"}), bob)
    case, sign = verified(office, "ana")
    office.do(CompleteTask(sign, {"decision": "grant", "ok": True}), bob)


def test_whoever_skips_the_queue_says_why(office: Engine, clock: MovableClock) -> None:
    older, ana = begin(office), who(office, "ana")
    clock.move(timedelta(hours=1))
    newer = begin(office)
    second = tasks(office, newer)["verify"]
    for command in (ClaimTask(second), CompleteTask(second)):
        with pytest.raises(InvalidValues) as refused:
            office.do(command, ana)
        assert list(refused.value.fields) == ["reason"]
    office.do(ClaimTask(second, reason="the applicant is here"), ana)
    office.do(CompleteTask(second), ana)
    office.do(ClaimTask(tasks(office, older)["verify"]), ana)
