"""Real files of many makers: each passes or is refused with located findings, none crashes the check."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpmn import Report, check
from bpmn.picture import picture

CORPUS = Path(__file__).resolve().parents[2] / ".." / "shared" / "corpus"
FILES = sorted(path for path in CORPUS.rglob("*") if path.suffix in (".bpmn", ".xml")) if CORPUS.is_dir() else []


def checked(path: Path) -> Report:
    return check({path.name: path.read_bytes()})[path.name]


@pytest.mark.skipif(not FILES, reason="the collection of real diagrams is not beside this repository")
def test_the_collection_is_there() -> None:
    assert len(FILES) >= 60


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_real_file_passes_or_is_refused_with_located_findings(path: Path) -> None:
    report = checked(path)
    assert not report.unreadable
    assert report.processes
    for finding in report.findings:
        assert finding.line or finding.element_id, finding
        assert str(finding.sentence).strip(), finding
    assert report.ok == all(finding.severity != "error" for finding in report.findings)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_real_file_can_be_drawn(path: Path) -> None:
    report = checked(path)
    assert report.diagram is not None
    drawn = picture(report.diagram)
    ids = {shape.element for shape in report.diagram.shapes}
    shown = [found.id for one in report.diagram.processes for found in one.scope.elements if found.id in ids]
    assert all(f'data-element="{element_id}"' in drawn for element_id in shown)
