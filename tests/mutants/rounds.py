"""Asks the tests about the house as it stands in a copy: round by round, the most likely first, until one fails.

Each round runs in a fork of this process, which has loaded everything but the kernel and what is built on it: on a busy
machine that is what takes longest.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import pytest

FLOW = "tests/engine/flow"
TESTS_OF = {
    "choice": "gateways", "scope": "joins", "guards": "event_subprocesses", "mappings": "variables", "node": "events",
    "definition": "event_subprocesses", "terms": "events", "pending": "compensation", "snapshot": "compensation",
    "compensation_events": "compensation", "running": "deadlocks", "case": "deadlocks", "collected": "multi",
    "apart": "pieces", "deeds": "languages", "links": "signals_and_links", "timeouts": "listeners",
}  # fmt: skip
"""Which tests are likely to notice first, where none are named after the file."""

SLOW = ("test_joins", "test_multi", "test_pieces")
DRAWN_BY_CHANCE = ("test_compensation_walks", "test_properties", "test_random_walks")
NOT_ASKED = ("test_flatness", "test_truth")
"""They measure time and how the library is used."""

PYTEST = (
    "-x", "-q", "-p", "no:cacheprovider", "-p", "_hypothesis_pytestplugin", "--hypothesis-profile=same-and-short",
    f"--deselect={FLOW}/test_errors.py::test_the_real_limit_is_reached_in_time",
)  # fmt: skip
STORIES = ("tests/test_stories.py", "-k", "not restarts and not samples and not scripts/scripts.txt")
"""Asked only if the kernel's own tests have not noticed: they need a database. Scripts may take long by the clock."""

KERNEL_SECONDS, STORIES_SECONDS, LONGEST = 60, 400, 900
"""What no round of tests needs: of the processor, and by the clock on a machine that does much else."""
OURS = ("engine", "tests", "web")
"""What may speak of the kernel. The language, bpmn, knows nothing of it and stays loaded."""


class Verdict(NamedTuple):
    """What became of a mutant: ``killed``, ``survives``, or ``never ended``; and by which test."""

    word: str
    by: str = ""


SURVIVES = Verdict("survives")


def asked(home: Path, file: str) -> Verdict:
    """The verdict of all tests on the house as it is; those of the kernel's ``file`` come first."""
    verdict = kernel_asked(home, file)
    return _round(home, STORIES, STORIES_SECONDS) if verdict == SURVIVES else verdict


def kernel_asked(home: Path, file: str) -> Verdict:
    """The verdict of the kernel's own tests."""
    return _round(home, in_order(home, file), KERNEL_SECONDS)


def in_order(home: Path, file: str) -> tuple[str, ...]:
    """The kernel's tests: those of the file, which notice most, then the others, the quick ones first."""
    names = sorted(path.stem for path in (home / FLOW).glob("test_*.py") if path.stem not in NOT_ASKED)
    likely = (f"test_{file}", f"test_{TESTS_OF.get(file)}")
    names.sort(key=lambda name: (name not in likely, name in DRAWN_BY_CHANCE, name in SLOW))
    return tuple(f"{FLOW}/{name}.py" for name in names)


def _round(home: Path, tests: tuple[str, ...], seconds: int) -> Verdict:
    here, there = multiprocessing.Pipe(duplex=False)
    asking = multiprocessing.get_context("fork").Process(target=_ask, args=(home, tests, seconds, there))
    asking.start()
    there.close()
    asking.join(LONGEST)
    if asking.is_alive():
        asking.kill()
        asking.join()
    if asking.exitcode is None or asking.exitcode < 0:
        return Verdict("never ended")
    return SURVIVES if asking.exitcode == 0 else Verdict("killed", here.recv() if here.poll() else "")


def _ask(home: Path, tests: tuple[str, ...], seconds: int, told: Connection) -> None:
    """In the fork: nothing of the house this process came from may be left."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))  # scripts have limits of their own
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # what else is installed
    os.chdir(home)
    sys.path[:] = [str(home), *(path for path in sys.path if path not in ("", str(Path(__file__).parents[2])))]
    for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
        del sys.modules[name]
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    raise SystemExit(pytest.main([*PYTEST, *tests], plugins=[FirstFailure(told)]))


class FirstFailure:
    """Tells which test failed, or what could not be loaded."""

    def __init__(self, told: Connection) -> None:
        self.told = told

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.told.send(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.told.send(report.nodeid)
