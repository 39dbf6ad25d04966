"""The page that compares two versions: what changes in words, where in the drawings, and who stays on what."""

from __future__ import annotations

import re
from collections.abc import Callable

from engine import Deploy, Engine
from engine.person import SYSTEM
from tests.web.conftest import FORM, SOP, SignIn
from tests.web.permit import deployed, proposed

LATER = SOP.replace(b'candidateGroups="heads"', b'candidateGroups="clerks"').replace(b"Do sign", b"Approve")


def test_two_versions(sign_in: SignIn, populated: Engine, start: Callable[..., int]) -> None:
    start()
    populated.do(Deploy("letter", {"letter.bpmn": LATER, "check.form": FORM}), SYSTEM)
    client = sign_in("tono")
    page = client.get("/sops/sop/letter/compare").text
    assert "“Approve” is for the groups clerks; it was heads." in page
    assert "2 changes" in page
    assert len(re.findall(r'"element": "sign"', page)) == 2
    assert "1 running on version 1" in page
    assert "Nothing changes" in client.get("/sops/sop/letter/compare?old=1&new=1").text
    assert client.get("/sops/sop/letter/compare?old=7").status_code == 404
    assert client.get("/sops/sop/nothing/compare").status_code == 404
    assert "/sops/sop/letter/compare" in client.get("/sops/sop/letter").text


def test_a_proposal(sign_in: SignIn, populated: Engine) -> None:
    deployed(populated)
    key = proposed(populated)
    client = sign_in("admin")
    assert f"/sops/proposals/{key}/compare/permit" in client.get(f"/sops/proposals/{key}").text
    assert "alur:duration is P5D; it was P3D." in client.get(f"/sops/proposals/{key}/compare/permit").text
    assert client.get(f"/sops/proposals/{key}/compare/letter").status_code == 404


def test_staff_and_auditors_do_not_see_it(sign_in: SignIn) -> None:
    for login in ("ana", "wulan"):
        assert sign_in(login).get("/sops/sop/letter/compare").status_code == 403
