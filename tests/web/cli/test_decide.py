"""`alur decide`: a value and the rules that matched, as text and JSON; batches; imports from the folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bpmn.languages.dmn_files import decision, file, literal, table
from web.cli import main

AGE = '<inputData id="in_age" name="age"><variable name="age"/></inputData>'
RISK = decision("risk", table(["age"], ["level:string"], [["< 25", '"high"'], [">= 25", '"low"']]), "in_age")
FEE = decision("fee", literal('if risk = "high" then 200 else 100'), "risk")


@pytest.fixture
def fees(tmp_path: Path) -> Path:
    path = tmp_path / "fees.dmn"
    path.write_bytes(file(AGE, RISK, FEE))
    return path


def test_the_decision_that_no_other_needs_is_taken(fees: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decide", str(fees), "--inputs", '{"age": 20}']) == 0
    assert capsys.readouterr().out.splitlines() == [
        "fee = 200",
        '  risk = "high"  (age = 20)',
        '    rule 1 (rule1): level = "high"',
        "  fee = 200",
    ]


def test_json(fees: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decide", str(fees), "--decision", "risk", "--inputs", '{"age": 30}', "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "decision": "risk",
        "value": "low",
        "rules": [{"decision": "risk", "id": "rule2", "index": 2, "inputs": {"age": 30}, "outputs": {"level": "low"}}],
        "warnings": [],
    }


def test_a_batch_answers_every_line(fees: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        {"file": "fees.dmn", "decision": "fee", "inputs": {"age": 20}},
        {"file": "none.dmn", "decision": "fee", "inputs": {}},
        {"file": "fees.dmn", "decision": "nobody", "inputs": {}},
        {"file": "fees.dmn", "decision": "fee", "inputs": 5},
    ]
    batch = fees.parent / "batch.jsonl"
    batch.write_text("\n".join(map(json.dumps, lines)))
    assert main(["decide", "--batch", str(batch), "--json"]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer.get("value") for answer in answers] == [200, None, None, None]
    assert [answer["decision"] for answer in answers] == ["fee", "fee", "nobody", "fee"]
    assert "No such file" in answers[1]["error"]
    assert answers[2]["error"] == "There is no decision nobody in this file."


def test_dates_go_in_and_out_marked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "d.dmn"
    path.write_bytes(file(decision("due", literal('start + duration("P1D")'))))
    given = '{"start": {"$feel": "date", "value": "2026-02-28"}}'
    assert main(["decide", str(path), "--inputs", given, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["value"] == {"$feel": "date", "value": "2026-03-01"}


def test_imports_are_found_beside_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shared = file(AGE, RISK).replace(b'namespace="urn:test"', b'namespace="urn:shared"')
    fee = FEE.replace("#risk", "urn:shared#risk").replace("if risk", "if shared.risk")
    (tmp_path / "shared.dmn").write_bytes(shared)
    path = tmp_path / "fee.dmn"
    path.write_bytes(file('<import name="shared" namespace="urn:shared" importType="DMN"/>', fee))
    assert main(["decide", str(path), "--inputs", '{"age": 20}', "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["value"] == 200


def test_what_cannot_be_decided_or_read_has_its_own_exit_code(fees: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decide", str(fees), "--decision", "nobody"]) == 1
    assert "alur decide: There is no decision nobody in this file." in capsys.readouterr().err
    assert main(["decide", str(fees), "--decision", "fee", "--inputs", "{"]) == 2
    assert main(["decide", "none.dmn"]) == 2
    assert main(["decide"]) == 2
