"""Real diagrams from elsewhere: each is refused for a reason, or walked; nothing stands still, every flow is taken.

They are not part of this repository. Put a folder of .bpmn files (forms beside them) at ../shared/corpus, or name one
in ALUR_CORPUS.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from bpmn import check
from engine.stories.store import Store
from engine.walk import Walk, walk_all

FOLDER = Path(os.environ.get("ALUR_CORPUS") or Path(__file__).resolve().parents[2] / "shared" / "corpus")
FILES = sorted(path for path in FOLDER.rglob("*") if path.name.endswith((".bpmn", ".bpmn20.xml")))
LIST = Path(__file__).with_name("corpus_untaken.tsv")
CALLED = re.compile(r'calledElement="([^"$#]+)"|calledElement processId="([^"=]+)"')
PROCESS = re.compile(r'<(?:\w+:)?process [^>]*?\bid="([^"]+)"')

pytestmark = pytest.mark.skipif(
    not FILES, reason=f"There are no diagrams in {FOLDER}; ALUR_CORPUS names another folder."
)


def together(path: Path) -> dict[str, bytes]:
    """The diagram with the forms and decisions beside it, and the diagrams of the processes it calls."""
    beside = [*path.parent.glob("*.form"), *path.parent.glob("*.dmn")]
    called = [one for one in FILES if one.parent == path.parent and one != path and calls(path) & processes(one)]
    return {one.name: one.read_bytes() for one in [path, *beside, *called]}


def calls(path: Path) -> set[str]:
    """The ids of the processes that the file's call activities name."""
    return {name for pair in CALLED.findall(path.read_text("utf-8")) for name in pair if name}


def processes(path: Path) -> set[str]:
    return set(PROCESS.findall(path.read_text("utf-8")))


@pytest.fixture(scope="module")
def walked(store: Store) -> dict[Path, list[Walk]]:
    return {path: [walk for walk in walk_all(together(path), store) if walk.file == path.name] for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_refusal_names_its_reason_and_its_place(path: Path) -> None:
    report = check(together(path))[path.name]
    for finding in report.findings:
        if finding.severity == "error":
            assert str(finding.sentence)
            assert finding.element_id or finding.line


def test_nothing_stands_still(walked: dict[Path, list[Walk]]) -> None:
    told = [walk for walks in walked.values() for walk in walks]
    assert [walk for walk in told if walk.outcome == "stuck"] == []
    assert [walk for walk in told if walk.outcome not in ("completed", "refused") and not walk.sentence] == []


def test_what_passes_the_check_is_walked(walked: dict[Path, list[Walk]]) -> None:
    for path, walks in walked.items():
        report = check(together(path))[path.name]
        refused = {walk.process for walk in walks if walk.outcome == "refused" and walk.file == path.name}
        assert bool(refused) == (not report.ok), (path.name, refused)


def test_the_flows_that_are_not_taken_are_those_of_the_list(walked: dict[Path, list[Walk]]) -> None:
    """A flow more is a step back, a flow less is to be struck from the list."""
    told = [walk for walks in walked.values() for walk in walks]
    flows, taken = sum(walk.flows for walk in told), sum(walk.flows_taken for walk in told)
    missed = {(walk.file, str(walk.process), flow) for walk in told for flow in walk.unreached}
    print(f"{taken} of {flows} flows taken.")
    assert missed == {key for key, reason in untaken().items() if reason}


def untaken() -> dict[tuple[str, str, str], str]:
    """Flows of the corpus that no walk takes, each with the reason: file, process, flow, reason, parted by tabs."""
    lines = [line for line in LIST.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    parted = [line.split("\t") for line in lines]
    assert all(len(parts) == 4 and parts[3] for parts in parted), "file, process, flow and a reason, parted by tabs"
    return {(file, process, flow): reason for file, process, flow, reason in parted}
