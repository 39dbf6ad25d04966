"""At least 95 of 100 mutants of the kernel are noticed by its tests and the stories (hours: ``pytest -m mutants``)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.mutants.mutants import MUTANTS
from tests.mutants.run import ROOT, verdicts

README = Path(__file__).with_name("README.md")


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading of the README, without its own head."""
    part = README.read_text(encoding="utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip("` ").replace("\\n", "\n") for cell in line] for line in lines[2:]]


def test_every_mutant_changes_one_place() -> None:
    for mutant in MUTANTS:
        text = Path(ROOT / "engine" / "flow" / f"{mutant.file}.py").read_text(encoding="utf-8")
        assert text.count(mutant.found) == 1, mutant
        assert mutant.found != mutant.put


def test_the_readme_counts_every_mutant() -> None:
    told = {file: sum(map(int, counts)) for file, *counts in rows("By file")}
    listed = Counter(mutant.file for mutant in MUTANTS)
    assert told == {**listed, "all": len(MUTANTS)}


def test_the_survivors_of_the_readme_are_mutants_with_a_reason() -> None:
    survivors = rows("Survivors")
    known = {(mutant.file, mutant.found, mutant.put) for mutant in MUTANTS}
    for file, found, put, reason in survivors:
        assert (file, found, put) in known
        assert reason
    alive = {file: int(counts[-1]) for file, *counts in rows("By file") if file != "all" and counts[-1] != "0"}
    assert alive == Counter(file for file, *_ in survivors)
    assert len(survivors) <= len(MUTANTS) * 0.05


@pytest.mark.mutants
def test_mutants_are_noticed() -> None:
    found = [mutant for mutant, verdict in verdicts() if verdict.word == "survives"]
    assert len(found) <= len(MUTANTS) * 0.05, "\n".join(map(str, found))
