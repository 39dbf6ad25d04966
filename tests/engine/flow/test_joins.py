"""Rework loops: parallel and inclusive pairs inside loops, walked at random with a restart after every step.

What must happen is said here a second time, without tokens: the set of tasks that are open.
"""

from __future__ import annotations

from itertools import product
from random import Random
from typing import Any

import pytest

from bpmn.diagram import Element, Scope
from tests.engine.flow.kit import Player, both, boundary, diagram, end, message, scope, some, start, sub, user, xor

WALKS = 60
VARIANTS = list(product(["parallel", "inclusive"], [False, True], [False, True]))


def pair(kind: str, inner_xor: bool) -> tuple[list[Element], str, dict[str, str]]:
    """Elements and flows from ``fork`` to ``join``: three branches, one of them with a decision of its own."""
    gateway = both if kind == "parallel" else some
    elements = [gateway("fork"), user("b"), user("c"), gateway("join")]
    flows = "fork > b > join; fork > c > join"
    when = {"fork_b": "want_b", "fork_c": "want_c"} if kind == "inclusive" else {}
    if inner_xor:
        elements += [user("a"), xor("split", default="split_a2"), user("a1"), user("a2"), xor("merge")]
        flows += "; fork > a > split > a1 > merge > join; split > a2 > merge"
        when["split_a1"] = "first"
    else:
        elements += [user("a")]
        flows += "; fork > a > join"
    if kind == "inclusive":
        when["fork_a"] = "want_a"
    return elements, flows, when


def rework(kind: str, inner_xor: bool, inside: bool) -> Scope:
    """plan -> pair -> check, and back to the pair as long as the check says so."""
    elements, flows, when = pair(kind, inner_xor)
    around = [start(), user("plan"), xor("again"), user("check"), xor("ok", default="ok_e"), end()]
    if inside:
        elements += [start("s2"), end("e2")]
        work = sub("work", scope(f"s2 > fork; join > e2; {flows}", *elements, when=when))
        return scope("s > plan > again > work > check > ok > e; ok > again", *around, work, when={"ok_again": "more"})
    return scope(
        f"s > plan > again > fork; join > check > ok > e; ok > again; {flows}", *around, *elements,
        when={**when, "ok_again": "more"},
    )  # fmt: skip


class Expected:
    """The open tasks of the rework loop, by hand."""

    def __init__(self, kind: str, inner_xor: bool) -> None:
        self.kind, self.inner_xor = kind, inner_xor
        self.open = ["plan"]

    def begin(self, values: dict[str, Any]) -> None:
        wanted = [one for one in "abc" if self.kind == "parallel" or values[f"want_{one}"]]
        self.open = wanted

    def done(self, task: str, values: dict[str, Any]) -> None:
        self.open.remove(task)
        if task == "plan" or (task == "check" and values["more"]):
            self.begin(values)
        elif task == "a" and self.inner_xor:
            self.open.append("a1" if values["first"] else "a2")
        elif task != "check" and not self.open:
            self.open = ["check"]


def choices(random: Random) -> dict[str, Any]:
    wants = {f"want_{one}": random.random() < 0.6 for one in "abc"}
    if not any(wants.values()):
        wants["want_" + random.choice("abc")] = True
    return {**wants, "first": random.random() < 0.5, "more": random.random() < 0.75}


def walk(kind: str, inner_xor: bool, inside: bool, seed: int) -> int:
    random = Random(seed)
    case = Player(diagram(rework(kind, inner_xor, inside)), restart=True).start()
    expected = Expected(kind, inner_xor)
    rounds = 0
    while case.state == "active":
        assert case.at() == sorted(expected.open), (seed, case.passed())
        task = random.choice(expected.open)
        values = choices(random)
        if task == "check":
            rounds += 1
            values["more"] = values["more"] and rounds < 12
        expected.done(task, values)
        case.complete(task, **values)
    assert not expected.open
    assert case.ended_at == "e"
    assert case.passed().count("join") == case.passed().count("fork") == rounds
    return rounds


@pytest.mark.parametrize(("kind", "inner_xor", "inside"), VARIANTS)
def test_rework_loops(kind: str, inner_xor: bool, inside: bool) -> None:
    rounds = [walk(kind, inner_xor, inside, seed) for seed in range(WALKS)]
    assert len(rounds) == WALKS
    assert max(rounds) > 5, "the loops were really walked"


def test_two_tokens_on_one_flow_of_an_inclusive_join() -> None:
    """A second token on a full flow waits for the join's next turn."""
    drawn = diagram(
        scope(
            "s > f > a > j > e; f > b > m > c > j; f > d > m", start(), both("f"), user("a"), user("b"), user("d"),
            xor("m"), user("c"), some("j"), end(),
        )
    )  # fmt: skip
    case = Player(drawn, restart=True).start().complete("b").complete("c")
    assert case.passed().count("j") == 0
    case.complete("a")
    # the token before d can still come to c's flow, which is full already: it does not hold the join up
    assert case.passed().count("j") == 1
    case.complete("d").complete("c")
    assert case.passed().count("j") == 2
    assert case.ended_at == "e"


def test_two_inclusive_joins_one_after_the_other() -> None:
    drawn = diagram(
        scope(
            "s > f > a > j1 > x > j2 > e; f > b > j1; f > c > j2", start(), some("f"), user("a"), user("b"), user("c"),
            some("j1"), user("x"), some("j2"), end(),
        )
    )  # fmt: skip
    for order in ("abcx", "cabx", "acbx"):
        case = Player(drawn, restart=True).start()
        for one in order:
            case.complete(one)
        assert case.ended_at == "e"
        assert case.passed().count("e") == 1


def test_an_inclusive_join_does_not_wait_for_tokens_behind_it() -> None:
    drawn = diagram(
        scope("s > f > a > j > z > m > e; f > b > j; f > q > m", start(), some("f"), user("a"), user("b"), user("q"),
              some("j"), user("z"), xor("m"), end())
    )  # fmt: skip
    case = Player(drawn, restart=True).start().complete("a").complete("b")
    assert case.at() == ["q", "z"]


def test_twelve_forks_one_after_the_other_cost_a_constant_each() -> None:
    elements: list[Element] = [start()]
    flows = ["s > f0"]
    for n in range(12):
        elements += [both(f"f{n}"), user(f"a{n}"), user(f"b{n}"), both(f"j{n}")]
        flows.append(f"f{n} > a{n} > j{n} > f{n + 1}; f{n} > b{n} > j{n}")
    drawn = diagram(scope(";".join(flows), *elements, end("f12")))
    case = Player(drawn).start()
    assert case.case.last_number == 4, "nothing is predicted"
    for n in range(12):
        case.complete(f"a{n}").complete(f"b{n}")
    assert case.ended_at == "f12"


def test_an_inclusive_join_does_not_wait_for_a_token_that_can_come_to_a_full_flow() -> None:
    """BPMN 2.0, 13.4.3: what can come to a flow that has a token already does not hold the join up."""
    drawn = diagram(
        scope(
            "s > f > a > m > j > z > e; f > b > g > m; g > k > j",
            start(), both("f"), user("a"), user("b"), xor("m"), xor("g", default="g_m"), user("k"), some("j"),
            user("z"), end(), when={"g_k": "far"},
        )
    )  # fmt: skip
    case = Player(drawn, restart=True).start().complete("a")
    assert case.at() == ["b", "z"]
    case.complete("b", far=True)
    assert case.at() == ["k", "z"]
    case.complete("k").complete("z").complete("z")
    assert case.ended_at == "e"


def test_a_join_takes_the_oldest_token_of_a_flow() -> None:
    drawn = diagram(
        scope(
            "s > f > a > m > j > e; f > b > m; f > c > d > j", start(), both("f"), user("a"), user("b"), user("c"),
            user("d"), xor("m"), both("j"), end(),
        )
    )  # fmt: skip
    case = Player(drawn, restart=True).start().complete("b").complete("a")
    first = min(token.number for token in case.case.index.values() if token.node.name == "j")
    case.complete("c").complete("d")
    (merged,) = [fact for fact in case.facts if fact.kind == "merged"]
    assert merged.token == first


def test_an_inclusive_join_goes_on_when_the_other_branch_ends_elsewhere() -> None:
    drawn = diagram(
        scope(
            "s > f > a > j > z; f > b > g > j; g > x", start(), some("f"), user("a"), user("b"),
            xor("g", default="g_x"), end("x"), some("j"), user("z"), when={"g_j": "stay"},
        )
    )  # fmt: skip
    case = Player(drawn, restart=True).start().complete("a")
    assert case.at() == ["b"]
    case.complete("b", stay=False)
    assert case.at() == ["z"]


def test_an_inclusive_join_goes_on_when_the_last_that_could_come_has_gone_elsewhere(play: Any) -> None:
    drawn = diagram(
        scope(
            "s > f > a > j > z > e; f > b > x > j; x > e2", start(), both("f"), user("a"), user("b"),
            xor("x", default="x_e2"), some("j"), user("z"), end(), end("e2"), when={"x_j": "n"},
        )
    )  # fmt: skip
    case = play(drawn, n=False).complete("a")
    assert case.at() == ["b"]
    assert case.complete("b").at() == ["z"]


def test_an_inclusive_join_goes_on_when_the_last_that_could_come_is_interrupted(play: Any) -> None:
    drawn = diagram(
        scope(
            "s > f > a > j > z > e; f > b > j; stop > e2", start(), both("f"), user("a"), user("b"),
            boundary("stop", "b", message("m")), some("j"), user("z"), end(), end("e2"),
        )
    )  # fmt: skip
    assert play(drawn).complete("a").trigger("stop").at() == ["z"]
