"""Cases go on in another version: what is mapped, what waits on, what is set anew, and what cannot be migrated."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bpmn.diagram import Call, Dialect
from engine.flow import NotWaiting
from engine.flow.facts import Fact
from engine.flow.migration import MigrationPlan, same_ids, wrong_instructions
from tests.engine.flow.kit import (
    Player,
    both,
    boundary,
    diagram,
    element,
    end,
    literal,
    message,
    repeated,
    scope,
    script,
    some,
    start,
    sub,
    timer,
    toy,
    user,
    watch,
)  # fmt: skip


@pytest.fixture(params=["camunda7", "camunda8"])
def dialect(request: pytest.FixtureRequest) -> Dialect:
    return request.param  # type: ignore[no-any-return]


def flat(dialect: Dialect, *more: Any, flows: str = "s > a > e") -> Any:
    return diagram(scope(flows, start(), user("a"), end(), *more), dialect)


def nested(dialect: Dialect, outer: str = "outer", inner: str = "c") -> Any:
    """A task in a subprocess."""
    inside = sub(outer, scope(f"os > {inner} > oe", start("os"), user(inner), end("oe")))
    return diagram(scope(f"s > {outer} > e", start(), inside, end()), dialect)


def new(case: Player, drawn: Any) -> Any:
    return case.host.deploy(drawn)


def kinds(case: Player) -> list[str]:
    return [fact.kind for fact in case.facts]


def refusal(case: Player, to: Any, plan: dict[str, str]) -> str:
    with pytest.raises(NotWaiting) as refused:
        case.case.migrate(to, MigrationPlan(plan))
    return str(refused.value.sentence)


def test_what_has_the_same_id_goes_on(play: Any, dialect: Dialect) -> None:
    case = play(flat(dialect))
    before = case.token("a")
    case.migrate(new(case, flat(dialect, user("b"), flows="s > a > b > e")))
    assert case.token("a") == before
    migrated = [fact for fact in case.facts if fact.kind == "instance_migrated"]
    assert migrated == [Fact("instance_migrated", 1, detail={"definition_key": 2, "process_id": "p", "before": 1,
                                                             "process_before": "p"})]  # fmt: skip
    case.complete("a")
    assert case.at() == ["b"]


def test_what_is_mapped_goes_on_elsewhere(play: Any, dialect: Dialect) -> None:
    case = play(nested(dialect))
    to = new(case, nested(dialect, "around", "d"))
    case.migrate(to, outer="around", c="d")
    assert case.at() == ["d"]
    assert [fact.detail for fact in case.facts if fact.kind == "element_migrated"] == [
        {"before": "outer"}, {"before": "c"}]  # fmt: skip
    case.complete("d")
    assert case.ended_at == "e"


def test_a_task_keeps_what_it_is_called(play: Any, dialect: Dialect) -> None:
    case = play(flat(dialect))
    renamed = diagram(scope("s > a > e", start(), user("a", name="Another name"), end()), dialect)
    case.migrate(new(case, renamed))
    assert case.row("a").name == "a"


def test_every_live_element_is_mapped_or_nothing_is_done(play: Any, dialect: Dialect) -> None:
    drawn = diagram(scope("s > f > a > j > e ; f > b > j", start(), both("f"), user("a"), user("b"), both("j"), end()),
                    dialect)  # fmt: skip
    case = play(drawn)
    said = refusal(case, new(case, flat(dialect)), {})
    assert "a is not mapped" in said
    assert "b is not mapped" in said
    found = case.case.preview(case.definition, MigrationPlan({"a": "a"}))
    assert [(one.element, one.target, one.why_not is None) for one in found] == [("a", "a", True), ("b", None, False)]


def test_only_the_same_kind_fits(play: Any, dialect: Dialect) -> None:
    case = play(flat(dialect))
    to = new(case, diagram(scope("s > t > a > e", start(), script("t", "r", "1"), repeated(user("a"),
             collection=toy("[1]")), end()), dialect))  # fmt: skip
    assert "is a" in refusal(case, to, {"a": "t"})
    assert "is a" in refusal(case, to, {"a": "a"})
    assert set(wrong_instructions(case.definition, to, MigrationPlan({"a": "t", "x": "t", "s": "x", "e": "e"}))) == {
        "a", "x", "s"}  # fmt: skip
    assert same_ids(case.definition, to).elements == {"s": "s", "e": "e"}


def test_only_the_same_scope_fits(play: Any, dialect: Dialect) -> None:
    case = play(nested(dialect))
    moved = diagram(scope("s > outer > c > e", start(), sub("outer", scope("os > x > oe", start("os"), user("x"),
                    end("oe"))), user("c"), end()), dialect)  # fmt: skip
    assert "not in the scope" in refusal(case, new(case, moved), {"outer": "outer", "c": "c"})
    assert "scope around c" in refusal(case, new(case, moved), {"c": "c"})


def test_the_dialects_do_not_mix(play: Any) -> None:
    case = play(flat("camunda7"))
    assert "different engines" in refusal(case, new(case, flat("camunda8")), {"a": "a"})


# Guards


def guarded(dialect: Dialect, *events: Any) -> Any:
    flows = " ; ".join(["s > a > e", *(f"{one.id} > {one.id}_e" for one in events)])
    ends = [end(f"{one.id}_e") for one in events]
    return diagram(scope(flows, start(), user("a"), end(), *events, *ends), dialect)


def test_boundary_events_wait_on_go_and_come(play: Any, dialect: Dialect) -> None:
    stays, goes = boundary("stays", "a", message("m")), boundary("goes", "a", message("n"))
    case = play(guarded(dialect, stays, goes))
    before = case.token("stays")
    comes = boundary("comes", "a", timer("duration", "PT1H"))
    case.migrate(new(case, guarded(dialect, replace(stays, id="kept"), comes)), stays="kept")
    assert case.guards() == ["comes", "kept"]
    assert case.token("kept") == before
    case.trigger("kept")
    assert case.ended_at == "kept_e"


def test_the_terms_of_an_event_stay_unless_new_ones_are_wanted(play: Any, dialect: Dialect) -> None:
    case = play(guarded(dialect, boundary("late", "a", timer("duration", "PT1H"))))
    due = case.row("late").due
    case.migrate(new(case, guarded(dialect, boundary("late", "a", timer("duration", "PT9H")))))
    assert case.row("late").due == due
    case.migrate(new(case, guarded(dialect, boundary("late", "a", timer("duration", "PT9H")))), triggers=["late"])
    assert case.row("late").due != due


def test_event_subprocesses_wait_on_go_and_come(play: Any, dialect: Dialect) -> None:
    def drawn(*watches: Any) -> Any:
        return diagram(scope("s > a > e", start(), user("a"), end(), *watches), dialect)

    stays = watch("stays", message("m"), user("h"))
    case = play(drawn(stays, watch("goes", message("n"), user("g"))))
    case.migrate(new(case, drawn(stays, watch("comes", message("o"), user("i")))))
    assert case.guards() == ["comes_s", "stays_s"]
    case.trigger("stays_s")
    assert case.at() == ["h"]
    case.migrate(new(case, drawn(stays, watch("more", message("q"), user("i")))))
    assert case.guards() == [], "nothing is set in a scope that was interrupted"
    case.complete("h")
    assert case.state == "completed"


def test_events_in_the_flow(play: Any, dialect: Dialect) -> None:
    def drawn(name: str) -> Any:
        catch = element("intermediateCatchEvent", "c", events=(message(name),))
        return diagram(scope("s > c > e", start(), catch, end()), dialect)

    case = play(drawn("m"))
    case.migrate(new(case, drawn("n")))
    assert case.row("c").name == "m"
    case.migrate(new(case, drawn("n")), triggers=["c"])
    assert case.row("c").name == "n"
    case.trigger("c")
    assert case.state == "completed"


def test_the_events_behind_a_gateway(play: Any, dialect: Dialect) -> None:
    def drawn(*ids: str) -> Any:
        catches = [element("intermediateCatchEvent", id, events=(message(id),)) for id in ids]
        flows = " ; ".join(["s > g", *(f"g > {id} > e_{id}" for id in ids)])
        ends = [end(f"e_{id}") for id in ids]
        return diagram(scope(flows, start(), element("eventBasedGateway", "g"), *catches, *ends), dialect)

    case = play(drawn("m", "n"))
    case.migrate(new(case, drawn("n", "o")))
    assert case.guards() == ["n", "o"]
    case.trigger("o")
    assert case.ended_at == "e_o"


# Joins, items, calls, incidents


def test_who_waits_at_a_join_waits_at_the_new_one(play: Any, dialect: Dialect) -> None:
    def drawn(gateway: Any, *more: Any, via: str = "") -> Any:
        return diagram(scope(f"s > f > a > j > e ; f > b > {via}j", start(), both("f"), user("a"), user("b"), gateway,
                             end(), *more), dialect)  # fmt: skip

    for kind in (both, some):
        case = play(drawn(kind("j"))).complete("a")
        case.migrate(new(case, drawn(kind("j"), user("x"), via="x > ")))
        case.complete("b").complete("x")
        assert case.ended_at == "e"
    case = play(drawn(both("j"))).complete("b")
    said = refusal(case, new(case, drawn(both("j"), user("x"), via="x > ")), {"a": "a", "j": "j"})
    assert "does not lead to" in said


@pytest.mark.parametrize("sequential", [False, True])
def test_items_of_repeated_activities(play: Any, dialect: Dialect, sequential: bool) -> None:
    def drawn(id: str) -> Any:
        inside = scope("is > x > ie", start("is"), user("x"), end("ie"))
        many = repeated(sub(id, inside), collection=toy("[1, 2, 3]"), item="one", sequential=sequential)
        return diagram(scope(f"s > {id} > e", start(), many, end()), dialect)

    case = play(drawn("m"))
    case.complete("x")
    case.migrate(new(case, drawn("n")), m="n", x="x")
    case.complete("x").complete("x")
    assert case.ended_at == "e"


def test_a_case_and_what_it_has_called_are_migrated_each_by_itself(play: Any, player: Any, dialect: Dialect) -> None:
    called = diagram(scope("cs > x > ce", start("cs"), user("x"), end("ce")), dialect, "called")
    longer = diagram(scope("cs > x > y > ce", start("cs"), user("x"), user("y"), end("ce")), dialect, "called")
    call = element("callActivity", "call", call=Call(process=literal("called")))
    drawn = diagram(scope("s > call > e", start(), call, end()), dialect)
    case = player(drawn)
    case.host.deploy(called, "called")
    case.start()
    case.migrate(new(case, diagram(scope("s > call > z > e", start(), call, user("z"), end()), dialect)))
    case.migrate(case.host.deploy(longer, "called"), instance=2)
    case.complete("x").complete("y")
    assert case.at() == ["z"]


def test_what_is_stuck_is_tried_again_in_the_new_version(play: Any, dialect: Dialect) -> None:
    def drawn(text: str) -> Any:
        return diagram(scope("s > t > b > e", start(), script("t", "r", text), user("b"), end()), dialect)

    case = play(drawn("1/0"))
    case.migrate(new(case, drawn("2")))
    case.retry("t")
    assert case.variables[1] == {"r": 2}
    assert case.at() == ["b"]


def test_what_may_be_undone_still_can(play: Any, dialect: Dialect) -> None:
    def drawn(handler: str) -> Any:
        undo = boundary("u", "a", replace(message("x"), kind="compensation", name=None), handler=handler)
        ask = element("intermediateThrowEvent", "t", events=(replace(message("x"), kind="compensation", name=None),))
        return diagram(scope("s > a > b > t > e", start(), user("a"), user("b"), ask, end(), undo,
                             user(handler, for_compensation=True)), dialect)  # fmt: skip

    case = play(drawn("h")).complete("a")
    assert "could not be undone" in refusal(case, new(case, flat(dialect, user("b"), flows="s > a > b > e")),
                                            {"a": "a", "b": "b"})  # fmt: skip
    case.migrate(new(case, drawn("h2")))
    case.complete("b")
    assert case.at() == ["h2"]


def test_where_the_case_ends_early_is_mapped(player: Any) -> None:
    case = player(nested("camunda8")).start_at("c", ends_after=["c"])
    case.migrate(new(case, nested("camunda8", "outer", "d")), c="d")
    case.complete("d")
    assert case.state == "terminated"
