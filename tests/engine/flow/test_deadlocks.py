"""What can never move again is an incident at the moment it happens; what still may is none."""

from __future__ import annotations

from typing import Any

from tests.engine.flow.kit import (
    both,
    boundary,
    diagram,
    element,
    end,
    scope,
    some,
    start,
    sub,
    timer,
    user,
    xor,
)  # fmt: skip


def test_a_join_whose_other_flow_was_not_chosen_is_named_while_other_branches_go_on(play: Any) -> None:
    drawn = diagram(
        scope(
            "s > f > g > a > j > e; g > b > j; f > other > e2", start(), both("f"), xor("g", default="g_b"), user("a"),
            user("b"), both("j"), end(), user("other"), end("e2"), when={"g_a": "x"},
        )
    )  # fmt: skip
    case = play(drawn, x=True)
    assert case.at() == ["a", "other"]
    case.complete("a")
    assert case.incident() == ("j", "DEADLOCK")
    assert case.at() == ["other"]
    case.complete("other")
    assert case.incident() == ("j", "DEADLOCK")
    assert [fact.element for fact in case.facts if fact.kind == "incident_raised"] == ["j"]
    case.retry("j")
    assert case.incident() == ("j", "DEADLOCK")


def test_the_sentence_names_the_flow_that_is_missing(play: Any) -> None:
    drawn = diagram(
        scope(
            "s > g > a > j > e; g > b > j", start(), xor("g", default="g_b"), user("a"), user("b"), both("j"), end(),
            when={"g_a": "x"},
        )
    )  # fmt: skip
    case = play(drawn, x=True).complete("a")
    (found,) = case.case.incidents()
    assert "b_j" in str(found.sentence)


def test_a_join_that_waits_for_its_own_follower(play: Any) -> None:
    drawn = diagram(
        scope("s > j > a > g > j; g > e", start(), both("j"), user("a"), xor("g", default="g_e"), end(),
              when={"g_j": "x"})
    )  # fmt: skip
    assert play(drawn, x=True).incident() == ("j", "DEADLOCK")


def test_two_joins_that_wait_for_each_other(play: Any) -> None:
    drawn = diagram(
        scope(
            "s > f > j1 > m1 > e; f > j2 > m2 > e2; m1 > j2; m2 > j1; f > a > e3", start(), both("f"), both("j1"),
            both("j2"), both("m1"), both("m2"), user("a"), end(), end("e2"), end("e3"),
        )
    )  # fmt: skip
    case = play(drawn)
    assert sorted(one.element for one in case.case.incidents()) == ["j1", "j2"]
    assert case.at() == ["a"]


def test_inside_a_subprocess_while_the_process_waits_elsewhere(play: Any) -> None:
    inside = scope(
        "is > g > j > ie; g > b > j", start("is"), xor("g", default="g_j"), user("b"), both("j"), end("ie"),
        when={"g_b": "x"},
    )  # fmt: skip
    drawn = diagram(
        scope("s > f > p > k > e; f > a > k", start(), both("f"), sub("p", inside), user("a"), both("k"), end())
    )
    case = play(drawn, x=False)
    assert case.incident() == ("j", "DEADLOCK")
    case.complete("a")
    assert case.incident() == ("j", "DEADLOCK"), "k waits for p, which is there"


def test_a_boundary_event_may_still_bring_the_token(play: Any) -> None:
    drawn = diagram(
        scope(
            "s > f > a > j > e; f > p > e2; t > j", start(), both("f"), user("a"),
            sub("p", scope("is > b > ie", start("is"), user("b"), end("ie"))),
            boundary("t", "p", timer("duration", "PT1H")), both("j"), end(), end("e2"),
        )
    )  # fmt: skip
    case = play(drawn).complete("a")
    assert not case.case.incidents()
    case.complete("b")
    assert case.incident() == ("j", "DEADLOCK"), "the timer went with p"


def test_a_token_with_an_incident_may_still_come(play: Any) -> None:
    drawn = diagram(
        scope(
            "s > f > a > j > e; f > g > j; g > e2", start(), both("f"), user("a"), xor("g"), both("j"), end(),
            end("e2"), when={"g_j": "x", "g_e2": "not x"},
        )
    )  # fmt: skip
    case = play(drawn, x=None).complete("a")
    assert [one.element for one in case.case.incidents()] == ["g"]
    case.set(x=True).retry("g")
    assert case.ended_at == "e"


def test_a_task_in_a_loop_may_still_come_by_the_other_flow(play: Any) -> None:
    drawn = diagram(
        scope(
            "s > f > a > j > e; f > w > g > w; g > j", start(), both("f"), user("a"), user("w"),
            xor("g", default="g_w"), both("j"), end(), when={"g_j": "done"},
        )
    )  # fmt: skip
    case = play(drawn, done=False).complete("a").complete("w").complete("w")
    assert not case.case.incidents()
    case.complete("w", done=True)
    assert case.ended_at == "e"


def test_an_inclusive_join_behind_a_join_in_vain(play: Any) -> None:
    """The inclusive join waits for the token that is stuck at the parallel one; both are told."""
    drawn = diagram(
        scope(
            "s > f > g > k > i > e; g > b > k; f > a > i", start(), both("f"), xor("g", default="g_k"), user("b"),
            both("k"), some("i"), user("a"), end(), when={"g_b": "x"},
        )
    )  # fmt: skip
    case = play(drawn, x=False)
    assert [one.element for one in case.case.incidents()] == ["k"]
    case.complete("a")
    assert sorted(one.element for one in case.case.incidents()) == ["i", "k"]


def test_one_incident_however_many_tokens_wait_at_the_join(play: Any) -> None:
    drawn = diagram(
        scope(
            "s > f > m; f > m > j > e; f > a > e2; g > j", start(), both("f"), element("task", "m"), both("j"), end(),
            user("a"), xor("g"), end("e2"),
        )
    )  # fmt: skip
    assert [one.element for one in play(drawn).case.incidents()] == ["j"]
