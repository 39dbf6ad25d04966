"""Every case of these tests is played twice: kept in memory, and restored from JSON before each verb."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from tests.engine.flow import kit


@pytest.fixture(params=[False, True], ids=["live", "restored"])
def play(request: pytest.FixtureRequest) -> Any:
    return partial(kit.play, restart=request.param)


@pytest.fixture(params=[False, True], ids=["live", "restored"])
def player(request: pytest.FixtureRequest) -> Any:
    return partial(kit.Player, restart=request.param)
