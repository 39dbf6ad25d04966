"""Plays the tests against each mutant of the kernel, in a copy of the house: ``python -m tests.mutants.run``.

``1/2``: the first of two parts, which may run at once; a file's name (``gateways``): only the mutants of that file.
"""

from __future__ import annotations

import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.mutants.mutants import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("bpmn", "engine", "web", "tests")
FLOW = "tests/engine/flow"
TESTS_OF = {
    "choice": "gateways", "scope": "joins", "guards": "event_subprocesses", "mappings": "variables", "node": "events",
    "definition": "event_subprocesses", "terms": "events", "pending": "compensation", "snapshot": "compensation",
    "compensation_events": "compensation", "running": "deadlocks", "case": "deadlocks", "collected": "multi",
    "apart": "pieces", "deeds": "tasks", "links": "signals_and_links", "timeouts": "listeners",
}  # fmt: skip
"""Which tests are likely to notice first, where none are named after the file."""

DRAWN_BY_CHANCE = ("test_compensation_walks", "test_properties", "test_random_walks")
NOT_ASKED = ("test_flatness", "test_truth")
"""They measure time and how the library is used."""

PYTEST = (
    "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--hypothesis-profile=same-and-short",
    f"--deselect={FLOW}/test_errors.py::test_the_real_limit_is_reached_in_time",
)  # fmt: skip
STORIES = ("tests/test_stories.py", "-k", "not restarts and not samples and not scripts/scripts.txt")
"""Asked only if the kernel's own tests have not noticed: they need a database. Scripts may take long by the clock."""

KERNEL_SECONDS, STORIES_SECONDS, LONGEST = 120, 400, 900
"""What no round of tests needs: of the processor, and by the clock on a machine that does much else."""


class Verdict(NamedTuple):
    """What became of a mutant: ``killed``, ``survives``, or ``never ended``; and by which test."""

    word: str
    by: str = ""


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of the house that may be changed."""
    home = Path(tempfile.mkdtemp(prefix="alur-mutants-"))
    home.chmod(0o711)  # stories of the copy: as root, PostgreSQL's own account must get through
    try:
        for room in ROOMS:
            shutil.copytree(ROOT / room, home / room, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
        shutil.copy(ROOT / "setup.cfg", home)
        yield home
    finally:
        shutil.rmtree(home)


def judge(mutant: Mutant, home: Path) -> Verdict:
    """All tests are asked with the mutant in place of the kernel's own file, until one fails."""
    path = home / "engine" / "flow" / f"{mutant.file}.py"
    text = path.read_text(encoding="utf-8")
    if text.count(mutant.found) != 1:
        raise ValueError(f"{mutant.file}: {mutant.found!r} stands there {text.count(mutant.found)} times, not once")
    path.write_text(text.replace(mutant.found, mutant.put), encoding="utf-8")
    try:
        return asked(home, mutant.file)
    finally:
        path.write_text(text, encoding="utf-8")


def asked(home: Path, file: str) -> Verdict:
    """The verdict of all tests on the house as it is; those of ``file`` come first."""
    for tests in rounds(home, file):
        verdict = _round(home, tests)
        if verdict.word != "survives":
            return verdict
    return Verdict("survives")


def rounds(home: Path, file: str) -> list[tuple[str, ...]]:
    """The tests of the file, which notice most and are quick; the kernel's other tests; the stories."""
    names = sorted(path.stem for path in (home / FLOW).glob("test_*.py") if path.stem not in NOT_ASKED)
    first = next((name for name in (f"test_{file}", f"test_{TESTS_OF.get(file)}") if name in names), "test_gateways")
    rest = sorted((name for name in names if name != first), key=lambda name: name in DRAWN_BY_CHANCE)
    return [(f"{FLOW}/{first}.py",), tuple(f"{FLOW}/{name}.py" for name in rest), STORIES]


def _round(home: Path, tests: tuple[str, ...]) -> Verdict:
    command = [sys.executable, "-B", *PYTEST, *tests]
    seconds = STORIES_SECONDS if tests == STORIES else KERNEL_SECONDS
    limits = partial(resource.setrlimit, resource.RLIMIT_CPU, (seconds, seconds))
    try:
        done = subprocess.run(
            command, cwd=home, capture_output=True, text=True, timeout=LONGEST, check=False, preexec_fn=limits
        )
    except subprocess.TimeoutExpired:
        return Verdict("never ended", tests[0])
    if done.returncode < 0:
        return Verdict("never ended", tests[0])
    failed = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    return Verdict("survives") if done.returncode == 0 else Verdict("killed", failed[1] if failed else tests[0])


def verdicts(mutants: Iterable[Mutant] = MUTANTS) -> Iterator[tuple[Mutant, Verdict]]:
    """Of each mutant, after the house without one has passed all tests.

    Raises:
        ValueError: it has not; a test that fails anyway would seem to notice everything.
    """
    with copied() as home:
        if (as_it_is := asked(home, "")).word != "survives":
            raise ValueError(f"without any mutant: {as_it_is}")
        for mutant in mutants:
            verdict = judge(mutant, home)
            print(f"{verdict.word:11} {mutant.file}: {mutant.found!r} -> {mutant.put!r} {verdict.by}", flush=True)
            yield mutant, verdict


def chosen(argument: str) -> tuple[Mutant, ...]:
    """``1/2`` or the name of a file."""
    if "/" not in argument:
        return tuple(mutant for mutant in MUTANTS if mutant.file == argument)
    part, parts = map(int, argument.split("/"))
    return MUTANTS[part - 1 :: parts]


def table(found: Iterable[tuple[Mutant, Verdict]]) -> str:
    """Counts by file, as they stand in README.md."""
    counts: dict[str, Counter[str]] = {}
    for mutant, verdict in found:
        counts.setdefault(mutant.file, Counter())[verdict.word] += 1
    words = ("killed", "never ended", "survives")
    rows = [(name, *(str(count[word]) for word in words)) for name, count in sorted(counts.items())]
    total = ("all", *(str(sum(count[word] for count in counts.values())) for word in words))
    return "\n".join(f"| {' | '.join(row)} |" for row in (("file", *words), ("---",) * 4, *rows, total))


if __name__ == "__main__":
    print(table(list(verdicts(chosen(sys.argv[1] if len(sys.argv) > 1 else "1/1")))))
