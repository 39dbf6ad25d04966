"""Every attack becomes one refused evaluation, or a harmless value, in bounded time, while others go on."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import pytest

from bpmn.diagram import Expression
from bpmn.languages import EvaluationError, Given, Moment, dmn, evaluate
from bpmn.languages.feel import _SANDBOX
from bpmn.languages.javascript import POOL
from tests.bpmn.languages.attacks import ATTACKS, BAIT, MANY, REFUSED
from tests.bpmn.languages.dmn_files import decision, file, literal

MOMENT = Moment(datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC))
GIVEN = Given(process_instance="7", element="A", element_name="A", event="")
LONGEST = 12.0
"""Seconds, on a busy machine. With the limits below a quiet one needs one."""

INNOCENT = (
    ("feel", "a + 1", 3),
    ("juel", "${a + 1}", 3),
    ("javascript", "a + 1", 3),
)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Shorter limits, so that there can be many attacks."""
    monkeypatch.setattr(_SANDBOX, "seconds", 0.5)
    monkeypatch.setattr(POOL, "seconds", 1.5)
    _SANDBOX.discard()
    yield
    _SANDBOX.discard()


def outcome(language: str, text: str, variables: Mapping[str, object]) -> object:
    kind, _, inner = language.partition(":")
    try:
        if kind == "dmn":
            decisions = dmn.read(file(decision("d", literal(text, inner))))
            return dmn.decide(decisions, "d", variables, MOMENT).value
        return evaluate(Expression(language, text), {"execution": GIVEN, **variables}, MOMENT).value
    except EvaluationError as error:
        return REFUSED if str(error.sentence).strip() else "refused without a word"


@pytest.mark.parametrize(
    ("language", "text", "variables", "expected"),
    [pytest.param(*row, id=f"{row[0]}-{place}-{row[1][:40]}") for place, row in enumerate(ATTACKS)],
)
def test_an_attack_is_one_refused_evaluation(
    language: str, text: str, variables: dict[str, object], expected: object
) -> None:
    began = time.monotonic()
    assert outcome(language, text, variables) == expected
    assert time.monotonic() - began < LONGEST
    for innocent, sum_, three in INNOCENT:
        assert outcome(innocent, sum_, {"a": 2}) == three
        assert outcome(innocent, {"feel": "{}.polluted", "juel": "${x.polluted}"}.get(innocent, "({}).polluted"),
                       {"x": {}}) is None  # fmt: skip


def test_there_are_attacks_on_every_language() -> None:
    kinds = [row[0].partition(":")[0] for row in ATTACKS]
    assert len(ATTACKS) >= 60
    assert all(kinds.count(kind) >= 9 for kind in ("feel", "juel", "javascript", "dmn"))


@pytest.mark.parametrize(
    ("language", "text", "variables"),
    [
        ("feel", "count(for a in 1..100000, b in 1..100000 return 1)", {}),
        ("feel", f'matches("{BAIT}", "^(a+)+$")', {}),
        ("feel", "for i in 1..10000000000 return i", {}),
        ("dmn:feel", "count(for a in 1..100000, b in 1..100000 return 1)", {}),
        ("dmn:javascript", f"/^(a+)+$/.test('{BAIT}')", {}),
        ("juel", "${" + " && ".join(["a.containsAll(a)"] * 40) + "}", {"a": MANY}),
        ("javascript", "for (;;) {}", {}),
        ("javascript", "var a = []; for (;;) a.push('x'.repeat(1000) + a.length)", {}),
    ],
)
def test_others_go_on_while_an_attacker_loops(language: str, text: str, variables: dict[str, object]) -> None:
    ended, wrong, done = threading.Event(), [], [0, 0, 0, 0]

    def attack() -> None:
        until = time.monotonic() + 1.5
        while time.monotonic() < until or (min(done) < 3 and time.monotonic() < until + 20):
            if outcome(language, text, variables) != REFUSED:
                wrong.append("the attack was not refused")
        ended.set()

    def work(place: int) -> None:
        while not ended.is_set():
            for innocent, sum_, three in INNOCENT:
                if outcome(innocent, sum_, {"a": 2}) != three:
                    wrong.append(f"{innocent} gave something else")
            done[place] += 1

    threads = [threading.Thread(target=attack), *(threading.Thread(target=work, args=(n,)) for n in range(4))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not wrong
    assert not any(thread.is_alive() for thread in threads)
    assert min(done) >= 3, done
