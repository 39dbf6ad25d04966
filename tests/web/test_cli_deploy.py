"""alur deploy: files go into the running installation, or the findings are printed and nothing has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import Engine
from tests.engine import diagrams
from tests.engine.cases import rows
from web.cli import main


@pytest.fixture(autouse=True)
def installation(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("ALUR_DATA", str(tmp_path / "data"))


def files(folder: Path, **contents: bytes) -> list[str]:
    paths = []
    for name, content in contents.items():
        path = folder / name.replace("_", ".")
        path.write_bytes(content)
        paths.append(str(path))
    return paths


def test_deployed_it_says_the_versions(tmp_path: Path, capsys: pytest.CaptureFixture[str], engine: Engine) -> None:
    named = files(tmp_path, approval_bpmn=diagrams.APPROVAL, decision_form=diagrams.DECISION)
    assert main(["deploy", *named]) == 0
    assert capsys.readouterr().out == "process approval: version 1\nform decision: version 1\n"
    assert main(["deploy", *named]) == 0
    assert "version 1 (unchanged)" in capsys.readouterr().out
    made = rows(engine, "SELECT name, source, deployed_by FROM deployment")
    assert [(row.name, row.source) for row in made] == [("approval.bpmn", "cli")]
    assert made[0].deployed_by.startswith("cli:")


def test_refused_it_prints_the_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str], engine: Engine) -> None:
    assert main(["deploy", *files(tmp_path, approval_bpmn=diagrams.APPROVAL)]) == 1
    printed = capsys.readouterr().err
    assert "approval.bpmn:1: error: decide: " in printed
    assert "Nothing has been deployed." in printed
    assert rows(engine, "SELECT 1 FROM definition") == []


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deploy", str(tmp_path / "nothing.bpmn")]) == 1
    assert "nothing.bpmn: No such file" in capsys.readouterr().err
