"""A verb of `alur` loads only what it needs, so that it answers at once."""

from __future__ import annotations

import subprocess
import sys

import pytest

from web.cli import VERBS


@pytest.mark.parametrize(
    ("verb", "strangers"),
    [
        ("check", ("flask", "sqlalchemy", "SpiffWorkflow")),
        ("play", ("flask",)),
        ("deploy", ("flask",)),
        ("user", ("flask",)),
    ],
)
def test_a_verb_loads_only_what_it_needs(verb: str, strangers: tuple[str, ...]) -> None:
    program = f"import sys, {VERBS[verb][0]}; print(*sorted(set(sys.modules) & {set(strangers)!r}))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []
