"""alur verify: an untouched history is whole; a changed one is named by case and event, with exit code 1."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest

from engine import Engine
from tests.engine import diagrams
from tests.engine.cases import deploy, start
from web.cli import main


@pytest.fixture
def case(engine: Engine, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("ALUR_DATA", str(tmp_path / "data"))
    deploy(engine, both=diagrams.BOTH)
    return start(engine, "both", a=1)


def test_an_untouched_history_is_whole(case: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify"]) == 0
    assert "The history is whole" in capsys.readouterr().out
    assert main(["verify", "--json", "--case", str(case)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["ok"], found["chains"], found["broken"]) == (True, 1, None)
    assert found["events"] > 5


def test_a_changed_event_is_named(case: int, database: str, capsys: pytest.CaptureFixture[str]) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE history_event SET element_id = 'x' WHERE root_key = %s AND seq = 4", (case,))
    assert main(["verify"]) == 1
    assert f"BROKEN at case {case}, event 4: " in capsys.readouterr().out
    assert main(["verify", "--json"]) == 1
    broken = json.loads(capsys.readouterr().out)["broken"]
    assert (broken["case"], broken["event"]) == (case, 4)
