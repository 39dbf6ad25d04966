"""The state in pieces: what rests apart from the snapshot comes when it is asked for, and only what changed is written.

That the pieces give the same case as the whole snapshot is checked by the Player after every step of every test.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from bpmn.diagram import Diagram, Element
from engine.flow import Case
from tests.engine.flow.kept import Kept
from tests.engine.flow.kit import (
    Player,
    TestHost,
    both,
    boundary,
    condition,
    diagram,
    end,
    message,
    repeated,
    scope,
    start,
    sub,
    timer,
    toy,
    user,
)  # fmt: skip
from tests.engine.flow.test_flatness import calls_of


def each(one: Element, *beside: Element, flows: str = "", **parts: Any) -> Diagram:
    parts.setdefault("collection", toy("items"))
    task = repeated(one, item="n", **parts)
    return diagram(scope(f"s > {one.id} > e; {flows}", start(), task, end(), *beside))


def votes(**parts: Any) -> Diagram:
    return each(user("t"), output_collection="votes", output_item=toy("vote"), **parts)


def inside(*elements: Element, flows: str = "si > t > ei") -> Element:
    return sub("box", scope(flows, start("si"), *elements, end("ei")))


class Kit:
    """A case that is thrown away after every step; it knows what one completion reads and writes."""

    def __init__(self, drawn: Diagram, **variables: Any) -> None:
        self.host = TestHost()
        self.definition = self.host.deploy(drawn)
        self.kept, self.variables = Kept(), {1: variables}
        case = Case.begin(self.definition, 1, variables, self.host)
        case.start()
        self._store(case)
        self.whole = json.dumps(case.step().snapshot)
        self.waits = [wait.token for wait in case.waits() if wait.kind == "user"]

    def complete(self, token: int, **values: Any) -> Case:
        case = Case.restore(self.definition, json.loads(self.head), self.variables, self.host, self.kept.look())
        case.complete(token, values)
        self._store(case)
        return case

    def _store(self, case: Case) -> None:
        for (_, name), value in case.step().variables.items():
            self.variables[1][name] = value
        self.head = self.kept.store(case.pieces())


ROWS = [[n * 10 + i for i in range(3)] for n in range(4)]
DRAWINGS = {
    "task": votes(),
    "condition": votes(until=toy("numberOfCompletedInstances > 5000")),
    "subprocess": each(inside(user("t"), boundary("b", "t", timer("duration", "PT1H")), flows="si > t > ei; b > ei")),
    "fork": each(inside(both("f"), user("t"), user("u"), both("j"), flows="si > f > t > j > ei; f > u > j")),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_one_of_a_thousand_costs_what_one_of_three_does(name: str) -> None:
    def cost(count: int) -> tuple[int, int, int, int]:
        kit = Kit(DRAWINGS[name], items=[*range(count)])
        calls = calls_of(lambda: kit.complete(kit.waits[1], vote="yes"))
        case = kit.complete(kit.waits[-1], vote="no")
        return calls, len(kit.head), kit.kept.written, len(case.index)

    (calls, head, written, tokens), (most_calls, longest, most_written, most) = cost(3), cost(1000)
    assert most_calls <= calls * 1.05
    assert longest <= head + 30
    assert (most_written, most) == (written, tokens)


def test_a_turn_of_a_long_sequence_costs_what_a_short_ones_does() -> None:
    def cost(count: int) -> tuple[int, int]:
        drawn = each(user("t"), output_collection="votes", output_item=toy("n"), sequential=True)
        kit, token = Kit(drawn, items=[*range(count)]), 0
        for _ in range(min(count - 1, 100)):
            token = max(json.loads(kit.head)["scopes"][0]["tokens"])[0]
            kit.complete(token)
        return len(kit.head), kit.kept.written

    (short, few), (long, many) = cost(2), cost(200)
    assert long <= short + 30
    assert many == few == 1


@pytest.mark.parametrize("live", [True, False])
def test_results_come_together_at_the_end(live: bool) -> None:
    case = Player(votes(), restart=not live, items=[*range(40)]).start()
    for place, token in enumerate(sorted(case.rows, key=lambda token: token % 7)):
        case.complete(token, vote={"place": place})
    assert case.ended_at == "e"
    assert len(case.variables[1]["votes"]) == 40
    assert {one["place"] for one in case.variables[1]["votes"]} == set(range(40))


def test_a_completion_condition_sees_results_that_rest(play: Any) -> None:
    case = play(votes(until=toy("votes.count('no') == 2 and votes.count(None) == 5")), items=[*range(9)])
    for vote in ("no", "yes", "yes"):
        case.complete("t", vote=vote)
    assert case.state == "active"
    case.complete("t", vote="no")
    assert case.variables[1]["votes"] == ["no", "yes", "yes", "no", *[None] * 5]


@pytest.mark.parametrize("value", [["mine"], [1, 2, 3, 4, 5], [[]] * 4])
def test_what_somebody_writes_into_the_collection_stays(play: Any, value: Any) -> None:
    """A variable like any other: results go on from what it has become."""
    case = play(votes(), items=[*range(4)]).complete("t", vote=1)
    body = next(fact.token for fact in case.facts if fact.detail.get("multi_instance"))
    case.case.set_variables({"votes": value}, token=body, local=True)
    case.settle()
    for _ in range(3):
        case.complete("t", vote="x")
    assert case.variables[1]["votes"] == [value[0], "x", "x", "x", *value[4:]]


def test_true_is_not_stored_for_one(play: Any) -> None:
    case = play(votes(), items=[*range(3)])
    for vote in (1, True, 1.0):
        case.complete("t", vote=vote)
    assert [type(one) for one in case.variables[1]["votes"]] == [int, bool, float]


def test_items_inside_items(play: Any) -> None:
    inner = repeated(user("t"), collection=toy("rows[n]"), item="m",
                     output_collection="all", output_item=toy("m"))  # fmt: skip
    case = play(each(inside(inner), output_collection="lists", output_item=toy("all")), items=[*range(4)], rows=ROWS)
    assert len(case.rows) == 12
    for token in sorted(case.rows, key=lambda token: token % 5):
        case.complete(token)
    assert case.variables[1]["lists"] == ROWS


def test_one_inner_item_brings_only_what_it_is_inside_of() -> None:
    inner = repeated(user("t"), collection=toy("fifty"))
    kit = Kit(each(inside(inner)), items=[*range(20)], fifty=[*range(50)])
    case = kit.complete(kit.waits[777])
    assert sorted(token.node.element.id for token in case.index.values()) == ["box", "box", "t"]


def test_an_interruption_takes_everything_away_in_the_order_of_a_live_case() -> None:
    drawn = each(inside(user("t")), boundary("stop", "box", timer("duration", "PT1H")), flows="stop > e")
    live, restored = (Player(drawn, restart=restart, items=[*range(12)]).start() for restart in (False, True))
    for case in (live, restored):
        case.complete("t").after(hours=2)
        assert case.ended_at == "e"
        assert [fact.kind for fact in case.facts].count("element_terminated") == 24 - 2 + 1
    assert live.facts == restored.facts


def test_a_cancelled_case_leaves_nothing(play: Any) -> None:
    case = play(votes(), items=[*range(5)]).complete("t", vote=1).cancel()
    assert not case.kept.tokens
    assert not case.kept.results


def test_an_item_with_a_conditional_event_stays_in_the_snapshot(play: Any) -> None:
    """It has to be asked whenever a variable changes."""
    box = inside(user("t"), boundary("b", "t", condition("n == wanted")), flows="si > t > ei; b > ei")
    case = play(each(box), items=[*range(5)], wanted=-1)
    assert not case.kept.tokens
    case.set(wanted=3)
    assert len(case.at("user")) == 4


def test_what_an_item_waits_for_beside_its_work_rests_with_it(play: Any) -> None:
    box = inside(user("t"), boundary("b", "t", message("go", "n"), interrupting=False), user("x"),
                 flows="si > t > ei; b > x")  # fmt: skip
    case = play(each(box), items=[*range(3)])
    for token in [row.token for row in case.rows.values() if row.guard]:
        case.trigger(token)
    assert case.at() == ["t"] * 3 + ["x"] * 3


def test_incidents_of_items_rest_and_are_found(play: Any) -> None:
    case = play(votes(until=toy("fine")), items=[*range(3)]).complete("t").complete("t")
    assert len(case.stuck) == 2
    case.set(fine=True).retry("t")
    assert case.ended_at == "e"


def test_a_snapshot_with_everything_in_it_is_taken_apart_by_the_next_step() -> None:
    """As cases were stored before there were pieces."""
    kit = Kit(votes(), items=[*range(4)])
    case = Case.restore(kit.definition, json.loads(kit.whole), kit.variables, kit.host)
    case.complete(kit.waits[0], {"vote": "first"})
    kit.kept = Kept()
    kit._store(case)
    assert len(kit.kept.tokens) == 3
    for token in kit.waits[1:]:
        case = kit.complete(token, vote=token)
    assert case.state == "completed"
    assert kit.variables[1]["votes"] == ["first", *kit.waits[1:]]
