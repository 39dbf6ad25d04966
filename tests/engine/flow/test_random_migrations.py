"""Random walks whose cases are migrated to a version that is drawn as their own: all laws of walks go on to hold.

The rows stay as they are, the trail goes on, and a live and a restored engine do the same after every migration.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from bpmn.diagram import Dialect
from engine.flow import running
from tests.engine.flow.test_random_walks import DIALECTS, TOO_LONG, TOO_MANY
from tests.engine.flow.walks.drawing import drawn
from tests.engine.flow.walks.migrating import MigratedWalk


@pytest.fixture(autouse=True, scope="module")
def endless_loops_are_found_soon() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "MOST_STEPS", TOO_LONG)
        patch.setattr(running, "MOST_TOKENS", TOO_MANY)
        yield


def walked(seed: int, dialect: Dialect) -> MigratedWalk:
    chance = Random(seed)
    walk = MigratedWalk(drawn(chance, dialect, seed % 3), chance)
    try:
        walk.go(25).finish()
    except AssertionError:
        print(f"seed {seed}, {dialect}\n{walk.told()}")
        raise
    return walk


@pytest.mark.parametrize("dialect", DIALECTS)
def test_nobody_notices_a_migration_to_the_same(dialect: Dialect) -> None:
    assert sum(walked(seed, dialect).migrated for seed in range(25)) > 25


@pytest.mark.soak
@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("block", range(20))
def test_many_migrations(block: int, dialect: Dialect) -> None:
    for seed in range(1000 + 100 * block, 1100 + 100 * block):
        assert walked(seed, dialect).over
