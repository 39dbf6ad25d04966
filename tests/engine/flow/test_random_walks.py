"""Random diagrams with every kind of event, scope and end, walked with random arrival, by a live and a restored engine.

After every step the player compares rows, trail, scopes and snapshot; both engines have to do the same; the laws of
walks/laws.py hold; and a case ends, waits or has an incident. What is refused changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from bpmn.diagram import Dialect
from engine.flow import running
from tests.engine.flow.walks.drawing import drawn
from tests.engine.flow.walks.walking import Walk

DIALECTS: tuple[Dialect, ...] = ("camunda7", "camunda8")
TOO_LONG, TOO_MANY = 600, 400
"""Steps of one command, and tokens: a condition that its own handler makes true again turns for ever, and soon enough
here."""
RANDOM = st.randoms(use_true_random=False, note_method_calls=False)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@pytest.fixture(autouse=True, scope="module")
def endless_loops_are_found_soon() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "MOST_STEPS", TOO_LONG)
        patch.setattr(running, "MOST_TOKENS", TOO_MANY)
        yield


def walked(chance: Random, dialect: Dialect, depth: int, most: int) -> Walk:
    """Until it is over. What had happened is told if something is wrong."""
    walk = Walk(drawn(chance, dialect, depth), chance)
    try:
        return walk.go(most).finish()
    finally:
        note(walk.told())


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(RANDOM, st.sampled_from(DIALECTS), st.integers(0, 1))
def test_small_diagrams(chance: Random, dialect: Dialect, depth: int) -> None:
    assert walked(chance, dialect, depth, 15).over


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("seed", range(40))
def test_larger_diagrams(seed: int, dialect: Dialect) -> None:
    assert _by_seed(seed, dialect, 2, 40).over


@pytest.mark.soak
@settings(max_examples=3000, deadline=None, suppress_health_check=SLOW)
@given(RANDOM, st.sampled_from(DIALECTS), st.integers(0, 1))
def test_many_small_diagrams(chance: Random, dialect: Dialect, depth: int) -> None:
    assert walked(chance, dialect, depth, 20).over


@pytest.mark.soak
@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("block", range(20))
def test_many_large_diagrams(block: int, dialect: Dialect) -> None:
    for seed in range(1000 + 100 * block, 1100 + 100 * block):
        assert _by_seed(seed, dialect, 2 + seed % 2, 60).over


def _by_seed(seed: int, dialect: Dialect, depth: int, most: int) -> Walk:
    chance = Random(seed)
    walk = Walk(drawn(chance, dialect, depth), chance)
    try:
        return walk.go(most).finish()
    except AssertionError:
        print(f"seed {seed}, {dialect}, depth {depth}\n{walk.told()}")
        raise
