"""Tells which mutants of the kernel the tests notice, in a copy of the house: ``python -m tests.mutants.run``.

``1/2``: the first of two parts, which may run at once; the names of files (``gateways scope``): only their mutants.
"""

from __future__ import annotations

import importlib
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.mutants.mutants import MUTANTS, Mutant
from tests.mutants.rounds import SURVIVES, Verdict, asked

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("bpmn", "engine", "web", "tests")
LOADED = (
    "hypothesis.stateful", "psycopg", "SpiffWorkflow.bpmn.workflow", "quickjs", "sqlalchemy.orm", "alembic.command",
    "bpmn.reader", "bpmn.languages",
)  # fmt: skip
"""Once for all rounds; what is missing here is loaded by the tests themselves."""


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of the house that may be changed."""
    home = Path(tempfile.mkdtemp(prefix="alur-mutants-"))
    home.chmod(0o711)  # as root, PostgreSQL's own account must get through
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
    _put(path, text.replace(mutant.found, mutant.put))
    try:
        return asked(home, mutant.file)
    finally:
        _put(path, text)


def _put(path: Path, text: str) -> None:
    """What Python keeps compiled goes: it looks at the second and the length only."""
    path.write_text(text, encoding="utf-8")
    for compiled in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):
        compiled.unlink()


def verdicts(mutants: Iterable[Mutant] = MUTANTS) -> Iterator[tuple[Mutant, Verdict]]:
    """Of each mutant, after the house without one has passed all tests.

    Raises:
        ValueError: it has not; a test that fails anyway would seem to notice everything.
    """
    for name in LOADED:
        importlib.import_module(name)
    with copied() as home:
        if (as_it_is := asked(home, "")) != SURVIVES:
            raise ValueError(f"without any mutant: {as_it_is}")
        for mutant in mutants:
            verdict = judge(mutant, home)
            print(f"{verdict.word:11} {mutant.file}: {mutant.found!r} -> {mutant.put!r} {verdict.by}", flush=True)
            yield mutant, verdict


def chosen(arguments: Sequence[str]) -> tuple[Mutant, ...]:
    """``1/2``, or names of files; all without either."""
    if arguments and "/" in arguments[0]:
        part, parts = map(int, arguments[0].split("/"))
        return MUTANTS[part - 1 :: parts]
    return tuple(mutant for mutant in MUTANTS if not arguments or mutant.file in arguments)


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
    print(table(list(verdicts(chosen(sys.argv[1:])))))
