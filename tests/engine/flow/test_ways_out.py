"""What may be thrown at a waiting user task: the ways out that its border offers, and who catches what."""

from __future__ import annotations

from typing import Any

import pytest

from bpmn.diagram import Dialect, Listener
from engine.flow import NotWaiting
from engine.flow.ways_out import WayOut
from tests.engine.flow.kit import (
    Player,
    boundary,
    diagram,
    end,
    error,
    escalation,
    puts,
    repeated,
    scope,
    start,
    toy,
    user,
    watch,
)  # fmt: skip

PLAYED = [pytest.param(False, id="straight"), pytest.param(True, id="restored")]


def drawn(*catchers: Any, task: Any = None, dialect: Dialect = "camunda7") -> Any:
    flows = "; ".join(f"{one.id} > {one.id}_x" for one in catchers if one.attached_to)
    tasks = [user(f"{one.id}_x") for one in catchers if one.attached_to]
    return diagram(scope(f"s > a > e; {flows}", start(), task or user("a"), end(), *catchers, *tasks), dialect)


def played(restart: bool, *catchers: Any, **parts: Any) -> Player:
    return Player(drawn(*catchers, **parts), restart=restart).start()


def escalate(player: Player, at: str | int, code: str, **values: Any) -> Player:
    player.case.escalate(player.token(at), code, values)
    return player.settle()


def ways(player: Player) -> tuple[WayOut, ...]:
    return player.case.ways_out(player.token("a"))


def test_the_border_offers_its_errors_and_escalations_in_the_order_of_the_file() -> None:
    player = played(
        False, boundary("late", "a", escalation("LATE"), interrupting=False), boundary("bad", "a", error("BAD"))
    )
    assert ways(player) == (
        WayOut("escalation", "late", "late", "LATE", False), WayOut("error", "bad", "bad", "BAD", True),
    )  # fmt: skip


def test_an_event_for_every_error_is_meant_by_its_own_id() -> None:
    player = played(False, boundary("any", "a", error()))
    assert [way.code for way in ways(player)] == ["any"]
    player.throws("a", "any")
    assert player.at() == ["any_x"]


def test_an_event_that_another_comes_before_is_not_offered() -> None:
    player = played(False, boundary("any", "a", error()), boundary("bad", "a", error("BAD")))
    assert [way.element_id for way in ways(player)] == ["any"]


def test_camunda_8_offers_none() -> None:
    assert ways(played(False, boundary("bad", "a", error("BAD")), dialect="camunda8")) == ()


def test_a_token_that_does_not_wait_for_a_person_offers_none() -> None:
    player = played(False, boundary("bad", "a", error("BAD")))
    token = player.token("a")
    player.throws("a", "OTHER")
    assert player.case.ways_out(token) == ()
    assert player.case.ways_out(4711) == ()


@pytest.mark.parametrize("restart", PLAYED)
def test_an_escalation_beside_the_task_leaves_it(restart: bool) -> None:
    player = played(restart, boundary("late", "a", escalation("LATE", code_variable="code"), interrupting=False))
    escalate(player, "a", "LATE", days=3)
    assert player.at() == ["a", "late_x"]
    assert player.variables[1] == {"days": 3, "code": "LATE"}


@pytest.mark.parametrize("restart", PLAYED)
def test_each_item_has_the_ways_out_of_its_body(restart: bool) -> None:
    items = repeated(user("a"), cardinality=toy("2"))
    player = played(restart, boundary("late", "a", escalation("LATE")), task=items)
    token = next(row.token for row in player.rows.values() if row.element == "a")
    assert [way.code for way in player.case.ways_out(token)] == ["LATE"]
    escalate(player, token, "LATE")
    assert player.at() == ["late_x"]


@pytest.mark.parametrize("restart", PLAYED)
def test_an_event_subprocess_catches_too(restart: bool) -> None:
    player = played(restart, watch("w", escalation("LATE"), user("b"), interrupting=False))
    escalate(player, "a", "LATE")
    assert player.at() == ["a", "b"]


def test_variables_are_set_where_the_task_is() -> None:
    player = played(False, boundary("late", "a", escalation("LATE")), task=user("a", inputs=puts(days="1")))
    escalate(player, "a", "LATE", days=3, why="x")
    assert player.variables[1] == {"why": "x"}  # the task's own days has gone with it


def test_nobody_catches_and_nothing_has_changed() -> None:
    player = played(False, boundary("late", "a", escalation("LATE")))
    with pytest.raises(NotWaiting, match="Nobody catches the escalation OTHER"):
        escalate(player, "a", "OTHER", days=3)
    player.settle()
    assert player.at() == ["a"]
    assert player.variables[1] == {}


def test_what_is_left_to_do_and_fails_refuses_the_escalation() -> None:
    task = user("a", listeners=(Listener("delete", script=toy("1 // 0")),))
    player = played(False, boundary("late", "a", escalation("LATE")), task=task)
    with pytest.raises(NotWaiting):
        escalate(player, "a", "LATE")


def test_only_a_person_s_task_is_escalated() -> None:
    player = played(False, boundary("late", "a", escalation("LATE"), interrupting=False))
    with pytest.raises(NotWaiting):
        player.case.escalate(4711, "LATE")
