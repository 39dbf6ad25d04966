"""The output collection of a multi-instance body: which of its results have to be stored again."""

from __future__ import annotations

from typing import Any

import pytest

from engine.flow.collected import Collected


def stored(*values: Any) -> Collected:
    """A collection whose values rest already."""
    collected = Collected("out", {"out": list(values)})
    collected.store(len(values))
    return collected


def test_what_rests_is_not_stored_again() -> None:
    collected = stored("a", "b", None)
    collected.add(2, "c")
    assert collected.store(3) == {2: "c"}
    assert collected.store(3) == {}


@pytest.mark.parametrize(("before", "after"), [(1, True), (1, 1.0), (0, False)])
def test_equal_values_of_another_kind_are_others(before: Any, after: Any) -> None:
    collected = stored(before, "b")
    collected["out"] = [after, "b"]
    found = collected.store(2)
    assert found is not None
    assert [(place, type(value)) for place, value in found.items()] == [(0, type(after))]


def test_what_somebody_has_written_over_is_stored_whole_when_it_is_a_collection_again() -> None:
    collected = stored("a", "b")
    collected["out"] = "no list"
    assert collected.store(2) is None
    collected["out"] = ["a", "b"]
    assert collected.store(2) == {0: "a", 1: "b"}
