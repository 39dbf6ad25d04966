"""`alur check`: its text, its JSON, its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bpmn.diagram import Spot
from tests.bpmn.diagrams import line, process
from tests.bpmn.rules.examples import split
from web.cli import main
from web.cli.check import pointed

GOOD = process(line('<task id="A" name="A"/>'))
BAD = process(line('<complexGateway id="G"/>'))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.bpmn").write_bytes(GOOD)
    (tmp_path / "bad.bpmn").write_bytes(BAD)
    (tmp_path / "broken.bpmn").write_bytes(b"<definitions>")
    return tmp_path


@pytest.mark.parametrize(
    ("names", "status"),
    [
        (["good.bpmn"], 0),
        (["good.bpmn", "bad.bpmn"], 1),
        (["bad.bpmn", "broken.bpmn"], 2),
        (["gone.bpmn"], 2),
        (["."], 2),
    ],
)
def test_exit_codes(folder: Path, names: list[str], status: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *(str(folder / name) for name in names)]) == status
    assert "Traceback" not in capsys.readouterr().err


def test_text_names_file_line_and_element(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", str(folder / "bad.bpmn")])
    out = capsys.readouterr().out
    assert f"{folder / 'bad.bpmn'}:4: error: G: Alur does not run complex gateways" in out
    assert "1 file:" in out


def test_json_is_the_contract(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--json", str(folder / "bad.bpmn"), str(folder / "gone.bpmn")])
    answer = json.loads(capsys.readouterr().out)
    assert [set(report) for report in answer] == [{"file", "dialect", "processes", "ok", "findings"}] * 2
    assert (answer[0]["dialect"], answer[0]["processes"], answer[0]["ok"]) == ("camunda8", ["P"], False)
    assert set(answer[0]["findings"][0]) == {"rule", "severity", "element_id", "line", "sentence"}
    assert answer[1]["findings"][0]["sentence"].startswith("There is no file")


def test_the_wrong_place_of_an_expression_is_pointed_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "wrong.bpmn"
    file.write_bytes(process(split("exclusiveGateway", "=amount > > 5", "=b")))
    assert main(["check", str(file)]) == 1
    said = capsys.readouterr().out.splitlines()
    (at,) = [number for number, text in enumerate(said) if "(expression_checked)" in text]
    assert "error: L: Cannot read the condition at character 10: The FEEL expression cannot be read" in said[at]
    assert said[at + 1 : at + 3] == ["    amount > > 5", "             ^"]
    main(["check", "--json", str(file)])
    (found,) = [each for each in json.loads(capsys.readouterr().out)[0]["findings"] if "expression" in each]
    assert found["expression"] == {"language": "feel", "text": "amount > > 5", "line": 1, "column": 10}


@pytest.mark.parametrize(
    ("text", "line", "column", "printed"),
    [
        ("a\n\tb ;", 2, 4, ["     b ;", "       ^"]),
        ("x" * 300, 1, 200, ["    ..." + "x" * 100 + "...", " " * 57 + "^"]),
        ("a +", 1, 4, ["    a +", "       ^"]),
    ],
)
def test_a_line_of_an_expression_is_cut_around_its_place(text: str, line: int, column: int, printed: list[str]) -> None:
    assert pointed(Spot("feel", text, line, column)).splitlines() == printed


def test_no_file_and_the_table_of_elements(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 2
    assert "no file was named" in capsys.readouterr().err
    assert main(["check", "--elements"]) == 0
    out = capsys.readouterr().out
    assert "userTask multi-instance" in out
    assert "complexGateway" in out
