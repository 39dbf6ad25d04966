"""Random diagrams walked with random moves of tokens: the state stays whole whatever is moved where.

After every step the player compares rows, trail, scopes and snapshot; a live and a restored engine do the same; what is
refused changes nothing; and nothing stands still for no reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from bpmn.diagram import Dialect
from engine.flow import running
from tests.engine.flow.test_random_walks import DIALECTS, TOO_LONG, TOO_MANY
from tests.engine.flow.walks.drawing import drawn
from tests.engine.flow.walks.moving import MovedWalk


@pytest.fixture(autouse=True, scope="module")
def endless_loops_are_found_soon() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "MOST_STEPS", TOO_LONG)
        patch.setattr(running, "MOST_TOKENS", TOO_MANY)
        yield


def walked(seed: int, dialect: Dialect, depth: int, most: int) -> MovedWalk:
    chance = Random(seed)
    walk = MovedWalk(drawn(chance, dialect, depth), chance)
    try:
        walk.go(most).finish()
    except AssertionError:
        print(f"seed {seed}, {dialect}, depth {depth}\n{walk.told()}")
        raise
    return walk


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("block", range(2))
def test_tokens_move_anywhere(block: int, dialect: Dialect) -> None:
    moved = 0
    for seed in range(20 * block, 20 * block + 20):
        walk = walked(seed, dialect, seed % 3, 25)
        assert walk.over
        moved += walk.moved
    assert moved > 10


@pytest.mark.soak
@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("block", range(20))
def test_many_moves(block: int, dialect: Dialect) -> None:
    for seed in range(1000 + 100 * block, 1100 + 100 * block):
        assert walked(seed, dialect, seed % 3, 30).over
