"""Care for running cases: steps moved, data corrected, cases migrated; each with a reason, by analysts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from engine import Deploy, Engine, StartInstance
from engine.person import SYSTEM
from tests.web.conftest import SignIn

STORIES = Path(__file__).resolve().parents[1] / "stories" / "moves"


@pytest.fixture
def first(populated: Engine) -> int:
    """The key of the first version."""
    return deploy(populated, "permit.bpmn")


def deploy(engine: Engine, name: str) -> int:
    files = {"permit.bpmn": (STORIES / name).read_bytes()}
    return int(engine.do(Deploy("permit", files), SYSTEM).definitions[0].key)


@pytest.fixture
def case(populated: Engine, first: int) -> int:
    return int(populated.do(StartInstance("permit", variables={"fee": 10}), SYSTEM).instance_key)


def ends(page: str) -> list[str]:
    """The tokens that may be ended."""
    return re.findall(r'name="end" id="end-(\d+)"', page)


def test_a_step_begins_and_another_ends(sign_in: SignIn, case: int) -> None:
    client = sign_in("tono")
    page = client.get(f"/sops/cases/{case}").text
    assert "Check the file" in page
    moved: dict[str, Any] = {"begin": "visit", "how": "after", "end": ends(page), "reason": "Visited already"}
    assert client.post(f"/sops/cases/{case}/move", data={**moved, "reason": ""}).status_code == 400
    page = client.post(f"/sops/cases/{case}/move", data=moved, follow_redirects=True).text
    assert "The case was moved." in page
    assert "Write the report" in page.partition('name="how"')[0]
    trail = client.get(f"/audit/{case}").text
    assert "Visited already" in trail
    assert "Check the file ends; after Visit the place begins" in trail
    last = client.post(f"/sops/cases/{case}/move", data={"end": ends(page)[-1:], "reason": "Withdrawn"})
    assert last.headers["Location"].endswith(f"/cases/{case}")
    assert client.get(f"/sops/cases/{case}").status_code == 404


def test_what_cannot_be_moved_is_refused(sign_in: SignIn, case: int) -> None:
    client = sign_in("tono")
    for data in ({}, {"begin": "nowhere"}, {"end": "99"}, {"begin": "received"}):
        answer = client.post(f"/sops/cases/{case}/move", data={"reason": "To see", **data})
        assert answer.status_code in (400, 404), data


def test_data_is_corrected(sign_in: SignIn, case: int) -> None:
    client = sign_in("tono")
    address = f"/sops/cases/{case}/data"
    assert client.post(address, data={"name": "fee", "value": "20"}).status_code == 400
    page = client.post(address, data={"name": "fee", "value": "20", "reason": "A typo"}, follow_redirects=True).text
    assert 'value="20"' in page
    client.post(address, data={"name": "fee", "value": "[1, 2", "reason": "A text"})
    assert 'value="[1, 2"' in client.get(f"/sops/cases/{case}").text
    assert "A typo" in client.get(f"/audit/{case}").text
    assert client.post(address, data={"name": "", "value": "1", "reason": "x"}).status_code == 400


def test_cases_are_migrated_after_a_preview_of_each(sign_in: SignIn, populated: Engine, first: int, case: int) -> None:
    from engine import Begin

    other = populated.do(StartInstance("permit", begins=(Begin("report"),)), SYSTEM).instance_key
    second = deploy(populated, "permit-second.bpmn")
    client = sign_in("tono")
    page = client.get("/sops/sop/permit/migrate").text
    assert f'value="{case}" checked' in page
    assert f'value="{other}" disabled' in page
    assert "report is not mapped" in page
    page = client.get(f"/sops/sop/permit/migrate?from={first}&to={second}&map-report=done").text
    assert "is a userTask" in page
    page = client.get(f"/sops/sop/permit/migrate?from={first}&to={second}&map-report=write").text
    assert f'value="{other}" checked' in page
    data = {"case": [case, other], "target": second, "map-report": "write"}
    assert client.post("/sops/sop/permit/migrate", data=data).status_code == 400
    data["reason"] = "New regulation"
    answer = client.post("/sops/sop/permit/migrate", data={**data, "case": []})
    assert answer.status_code == 400
    page = client.post("/sops/sop/permit/migrate", data=data, follow_redirects=True).text
    assert "2 cases go on in the other version." in page
    assert "No running cases" in client.get(f"/sops/sop/permit/migrate?from={first}&to={second}").text
    trail = client.get(f"/audit/{other}").text
    assert "from version 1 to 2" in trail
    assert "Write the report is reached" in trail, "what the element was called before"
    assert client.get(f"/audit/{other}/film.json").status_code == 200
    assert "New regulation" in trail


def test_only_analysts_and_administrators_care(sign_in: SignIn, case: int) -> None:
    for login in ("ana", "wulan"):
        client = sign_in(login)
        for address in (f"/sops/cases/{case}", "/sops/sop/permit/migrate"):
            assert client.get(address).status_code in (403, 404)
        assert client.post(f"/sops/cases/{case}/move", data={"reason": "x", "begin": "sign"}).status_code == 403


def test_what_is_not_there(sign_in: SignIn, case: int) -> None:
    client = sign_in("tono")
    for address in ("/sops/cases/1", "/sops/sop/nothing/migrate", "/sops/sop/permit/migrate?to=9"):
        assert client.get(address).status_code == 404


def test_personal_numbers_are_hidden(sign_in: SignIn, populated: Engine, first: int) -> None:
    case = populated.do(StartInstance("permit", variables={"nik": "3276010101010001"}), SYSTEM).instance_key
    page = sign_in("tono").get(f"/sops/cases/{case}").text
    assert "3276010101010001" not in page
    assert "nik" in page
