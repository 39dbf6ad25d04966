"""The page of a deployed decision: its table, who asks it, its versions, and how a case found it."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from engine import Deploy, Engine
from tests.web.conftest import SignIn
from tests.web.hall import ROOT, SAMPLE, asked


@pytest.fixture
def case(populated: Engine) -> int:
    return asked(populated)


def link(client: FlaskClient, page: str, name: str) -> str:
    """The address of the first link of that name."""
    found = re.search(rf'href="([^"]*/sops/decisions/[^"]*)"[^>]*>(?:\s*<svg.*?</svg>)?\s*{name}', page, re.DOTALL)
    assert found is not None, f"no link {name!r}"
    return found[1].replace("&amp;", "&")


def test_the_sop_leads_to_the_decision_and_back(sign_in: SignIn, case: int) -> None:
    client = sign_in("tono")
    address = link(client, client.get("/sops/sop/pemakaian-balai").text, "Retribusi pemakaian balai")
    page = client.get(address).text
    for words in ("tarif * hari * (100 - keringanan) / 100", "Version 1, the latest", "always the latest version",
                  "Menghitung retribusi", 'href="/sops/sop/pemakaian-balai"', "Needs to know"):  # fmt: skip
        assert words in page
    table = client.get(link(client, page, "tarif_sehari")).text
    for words in ("Unique: at most one rule may fit.", "&#34;lapangan&#34;", "Lampiran II huruf B angka 2",
                  "No SOP in force names this decision."):  # fmt: skip
        assert words in table
    assert "g-hit" not in table


def test_the_replay_leads_to_the_decision_as_the_case_found_it(sign_in: SignIn, case: int) -> None:
    client = sign_in("wulan")
    replay = client.get(f"/audit/{case}").text
    page = client.get(link(client, replay, "Show the decision with the rules that fit")).text
    assert f"As it was asked in case {case}, event " in page
    table = client.get(link(client, page, "keringanan_retribusi")).text
    assert "First: the topmost rule that fits counts." in table
    row = table.split('<tr class="g-hit">')[1].split("</tr>")[0]
    assert table.count("g-hit") == 1
    assert "[5..7)" in row
    assert "→ 10" in row
    saw = table.split('<tr class="g-saw">')[1].split("</tr>")[0]
    assert "usaha" in saw
    assert ">6<" in saw


def test_versions_of_a_decision(sign_in: SignIn, populated: Engine, case: int) -> None:
    changed = (SAMPLE / "retribusi.dmn").read_bytes().replace(b"400000", b"450000")
    populated.do(Deploy("tarif", {"retribusi.dmn": changed}), ROOT)
    client = sign_in("tono")
    newest = client.get(link(client, client.get("/sops/sop/pemakaian-balai").text, "Retribusi pemakaian balai")).text
    assert "Version 2, the latest" in newest
    older = client.get(link(client, newest, "<strong>Version 1")).text
    assert "Version 1, replaced" in older
    assert "400000" in client.get(link(client, older, "tarif_sehari")).text
    assert "450000" in client.get(link(client, newest, "tarif_sehari")).text


def test_who_may_look_and_what_is_not_there(sign_in: SignIn, case: int) -> None:
    assert sign_in("ana").get("/sops/decisions/1").status_code == 403
    assert sign_in("tono").get("/sops/decisions/1").status_code == 404
    client = sign_in("tono")
    address = link(client, client.get("/sops/sop/pemakaian-balai").text, "Retribusi pemakaian balai")
    assert "As it was asked" not in client.get(f"{address}?case={case}&event=1").text
    assert client.get(f"{address}?case=x&event=y").status_code == 200
