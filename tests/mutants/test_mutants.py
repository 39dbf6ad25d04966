"""At least 95 of 100 mutants of the kernel are noticed by its tests and the stories (hours: ``pytest -m mutants``)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutants.mutants import MUTANTS
from tests.mutants.run import ROOT, verdicts


def test_every_mutant_changes_one_place() -> None:
    for mutant in MUTANTS:
        text = Path(ROOT / "engine" / "flow" / f"{mutant.file}.py").read_text(encoding="utf-8")
        assert text.count(mutant.found) == 1, mutant
        assert mutant.found != mutant.put


@pytest.mark.mutants
def test_mutants_are_noticed() -> None:
    found = [mutant for mutant, verdict in verdicts() if verdict.word == "survives"]
    assert len(found) <= len(MUTANTS) * 0.05, "\n".join(map(str, found))
