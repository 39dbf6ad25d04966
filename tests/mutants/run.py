"""Plays the tests against each mutant of the kernel, in a copy of the house; ``python -m tests.mutants.run 1/2`` tells.

``1/2``: the first of two parts, which may run at once. Without it, all.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.mutants.mutants import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("bpmn", "engine", "web", "tests")
KERNEL = (
    "tests/engine/flow", "--ignore=tests/engine/flow/test_flatness.py",
    "--deselect=tests/engine/flow/test_errors.py::test_the_real_limit_is_reached_in_time",
)  # fmt: skip
STORIES = ("tests/test_stories.py", "-k", "not restarts and not samples")
"""Asked only if the kernel's own tests have not noticed: they need a database."""

LONGEST = 900
"""Seconds. A mutant that never ends is noticed."""


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of the house that may be changed."""
    home = Path(tempfile.mkdtemp(prefix="alur-mutants-"))
    try:
        for room in ROOMS:
            shutil.copytree(ROOT / room, home / room, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
        shutil.copy(ROOT / "setup.cfg", home)
        yield home
    finally:
        shutil.rmtree(home)


def survives(mutant: Mutant, home: Path) -> bool:
    """Whether all tests pass with the mutant in place of the kernel's own file."""
    path = home / "engine" / "flow" / f"{mutant.file}.py"
    text = path.read_text(encoding="utf-8")
    if text.count(mutant.found) != 1:
        raise ValueError(f"{mutant.file}: {mutant.found!r} stands there {text.count(mutant.found)} times, not once")
    path.write_text(text.replace(mutant.found, mutant.put), encoding="utf-8")
    try:
        return all(_pass(home, tests) for tests in (_first(mutant, home), KERNEL, STORIES))
    finally:
        path.write_text(text, encoding="utf-8")


def _first(mutant: Mutant, home: Path) -> tuple[str, ...]:
    """The tests named after the file, which notice most and are quick."""
    name = f"tests/engine/flow/test_{mutant.file}.py"
    return (name,) if (home / name).exists() else ("tests/engine/flow/test_gateways.py",)


def _pass(home: Path, tests: tuple[str, ...]) -> bool:
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    try:
        return subprocess.run(command, cwd=home, capture_output=True, timeout=LONGEST, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def survivors(mutants: Iterable[Mutant] = MUTANTS) -> Iterator[Mutant]:
    """The mutants that nobody notices."""
    with copied() as home:
        for mutant in mutants:
            alive = survives(mutant, home)
            print("survives" if alive else "killed  ", mutant, flush=True)
            if alive:
                yield mutant


if __name__ == "__main__":
    part, parts = map(int, sys.argv[1].split("/")) if len(sys.argv) > 1 else (1, 1)
    chosen = MUTANTS[part - 1 :: parts]
    found = list(survivors(chosen))
    print(f"{len(chosen) - len(found)} of {len(chosen)} killed")
