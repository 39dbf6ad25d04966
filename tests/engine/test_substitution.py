"""NameSubstitute, WithdrawSubstitute: who may, what is refused, and what the substitute may do while it is in force."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from engine import AssignTask, ClaimTask, CompleteTask, Engine, InvalidValues, NotAllowed, Person, WrongState
from engine.clock import MovableClock
from engine.commands.people import CreatePerson
from engine.commands.substitution import NameSubstitute, WithdrawSubstitute
from engine.commands.units import SaveGroup, SaveUnit
from engine.person import SYSTEM
from engine.queries import inbox
from engine.queries.people import account
from tests.engine import diagrams
from tests.engine.cases import deploy, rows, start, tasks

DAY = timedelta(days=1)
STAFF = {"ana": ("clerks",), "bob": ("heads",), "charlie": (), "dewi": ("heads", "clerks"), "eko": ()}


@pytest.fixture
def office(engine: Engine) -> Engine:
    """Five people, two groups, and a case whose task `decide` is offered to the heads."""
    engine.do(SaveUnit("town", "Town"), SYSTEM)
    for group in ("clerks", "heads"):
        engine.do(SaveGroup(group, group), SYSTEM)
    for login, groups in STAFF.items():
        engine.do(CreatePerson(login, login.title(), unit="town", groups=groups), SYSTEM)
    deploy(engine, approval=diagrams.APPROVAL, decision_form=diagrams.DECISION)
    return engine


@pytest.fixture
def decide(office: Engine) -> int:
    return tasks(office, start(office, "approval", amount=3))["decide"]


def who(engine: Engine, login: str) -> Person:
    with engine.read() as connection:
        found = account(connection, login, engine.clock.now())
    assert found is not None
    return found.person


def name(engine: Engine, login: str, substitute: str, days: int = 5, by: Person = SYSTEM, **more: object) -> int:
    now: datetime = engine.clock.now()
    said = {"starts_at": now, "ends_at": now + days * DAY, "kind": "plh", "decree": "800/12/2026", **more}
    return int(engine.do(NameSubstitute(login, substitute, **said), by))  # type: ignore[arg-type]


def mine(engine: Engine, login: str, view: inbox.View = "mine") -> list[int]:
    with engine.read() as connection:
        return [row.key for row in inbox.page(connection, who(engine, login), view).rows]


def task(engine: Engine, key: int) -> object:
    return rows(engine, "SELECT * FROM task WHERE key = :key", key=key)[0]


def test_a_substitute_sees_what_is_offered_claims_it_for_the_person_and_completes_it(
    office: Engine, decide: int
) -> None:
    assert mine(office, "charlie", "groups") == []
    name(office, "bob", "charlie")
    assert mine(office, "charlie", "groups") == [decide]
    office.do(ClaimTask(decide), who(office, "charlie"))
    found = task(office, decide)
    assert (found.assignee, found.assigned_for) == ("charlie", "bob")  # type: ignore[attr-defined]
    assert mine(office, "charlie") == mine(office, "bob") == [decide]
    office.do(CompleteTask(decide, {"note": "x", "approved": True}), who(office, "charlie"))
    found = task(office, decide)
    assert (found.completed_by, found.completed_for) == ("charlie", "bob")  # type: ignore[attr-defined]
    told = rows(office, "SELECT kind, actor, acting_for FROM history_event WHERE kind LIKE 'task_c%' ORDER BY seq")
    assert [(one.actor, one.acting_for) for one in told] == [("charlie", "bob")] * 2


def test_a_task_the_person_has_already_follows_and_comes_back_when_the_time_is_over(
    office: Engine, decide: int, clock: MovableClock
) -> None:
    office.do(ClaimTask(decide), who(office, "bob"))
    name(office, "bob", "charlie", 2)
    assert mine(office, "charlie") == [decide]
    office.do(ClaimTask(decide), who(office, "charlie"))
    clock.move(2 * DAY)
    assert mine(office, "charlie") == []
    with pytest.raises(NotAllowed, match="assigned to bob"):
        office.do(CompleteTask(decide, {"note": "x"}), who(office, "charlie"))
    assert mine(office, "bob") == [decide]
    office.do(CompleteTask(decide, {"note": "x"}), who(office, "bob"))
    assert task(office, decide).completed_for is None  # type: ignore[attr-defined]


def test_before_the_beginning_and_after_a_withdrawal_nothing_is_allowed(
    office: Engine, decide: int, clock: MovableClock
) -> None:
    key = name(office, "bob", "charlie", starts_at=office.clock.now() + DAY)
    assert who(office, "charlie").stands_in == ()
    clock.move(DAY)
    assert [one.login for one in who(office, "charlie").stands_in] == ["bob"]
    office.do(ClaimTask(decide), who(office, "charlie"))
    office.do(WithdrawSubstitute(key), who(office, "bob"))
    assert mine(office, "charlie") == []
    with pytest.raises(WrongState, match="over already"):
        office.do(WithdrawSubstitute(key), who(office, "bob"))


def test_one_limited_to_groups_covers_these_alone(office: Engine, decide: int) -> None:
    name(office, "dewi", "charlie", groups=("clerks",))
    assert mine(office, "charlie", "groups") == []
    with pytest.raises(NotAllowed, match="offered to heads"):
        office.do(ClaimTask(decide), who(office, "charlie"))
    name(office, "dewi", "eko", groups=("heads",))
    office.do(ClaimTask(decide), who(office, "dewi"))
    assert (mine(office, "eko"), mine(office, "charlie")) == ([decide], [])


def test_substitutes_of_substitutes_act_for_the_first(office: Engine, decide: int) -> None:
    name(office, "bob", "charlie")
    name(office, "charlie", "eko")
    assert [(one.login, one.through) for one in who(office, "eko").stands_in] == [
        ("charlie", ()),
        ("bob", ("charlie",)),
    ]
    office.do(ClaimTask(decide), who(office, "eko"))
    assert task(office, decide).assigned_for == "bob"  # type: ignore[attr-defined]


def test_handed_on_it_is_nobody_elses(office: Engine, decide: int) -> None:
    name(office, "bob", "charlie")
    office.do(ClaimTask(decide), who(office, "charlie"))
    office.do(AssignTask(decide, "dewi"), who(office, "charlie"))
    found = task(office, decide)
    assert (found.assignee, found.assigned_for) == ("dewi", None)  # type: ignore[attr-defined]
    assert (mine(office, "bob"), mine(office, "dewi")) == ([], [decide])


def test_circles_are_refused_where_the_windows_meet(office: Engine) -> None:
    now = office.clock.now()
    name(office, "ana", "bob", 2)
    name(office, "bob", "charlie", 4)
    with pytest.raises(InvalidValues) as refused:
        name(office, "charlie", "ana", 1)
    assert "circle" in str(refused.value.fields["substitute"][0])
    name(office, "charlie", "ana", starts_at=now + 2 * DAY)  # when bob does ana's work no more


WRONG = {
    "substitute": [("charlie", "charlie", {}), ("bob", "nobody", {}), ("bob", "", {})],
    "login": [("nobody", "charlie", {})],
    "kind": [("bob", "charlie", {"kind": "boss"})],
    "decree": [("bob", "charlie", {"decree": "  "})],
    "ends_at": [("bob", "charlie", {"days": -1}), ("bob", "charlie", {"days": 0})],
    "groups": [("bob", "charlie", {"groups": ()}), ("bob", "charlie", {"groups": ("clerks",)})],
}


@pytest.mark.parametrize("field", WRONG)
def test_what_makes_no_sense_is_refused_at_its_field(office: Engine, field: str) -> None:
    for login, substitute, more in WRONG[field]:
        with pytest.raises(InvalidValues) as refused:
            name(office, login, substitute, **more)  # type: ignore[arg-type]
        assert list(refused.value.fields) == [field]
    assert rows(office, "SELECT 1 FROM substitution") == []


def test_the_same_two_are_not_named_twice_for_one_time(office: Engine) -> None:
    name(office, "bob", "charlie")
    with pytest.raises(InvalidValues):
        name(office, "bob", "charlie", starts_at=office.clock.now() + DAY)


def test_strangers_may_neither_name_nor_withdraw(office: Engine) -> None:
    with pytest.raises(NotAllowed, match="decide that for bob"):
        name(office, "bob", "eko", by=who(office, "ana"))
    key = name(office, "bob", "charlie", by=who(office, "bob"))
    with pytest.raises(NotAllowed):
        office.do(WithdrawSubstitute(key), who(office, "ana"))
    office.do(WithdrawSubstitute(key), who(office, "charlie"))  # the substitute may give it back
