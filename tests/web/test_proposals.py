"""Four eyes at the desk: proposed by one analyst, enacted or rejected by another, and by nobody else."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from engine import SYSTEM, Engine, NotFound, StartInstance
from engine.commands.people import CreatePerson
from engine.queries import proposals
from tests.web.conftest import HASH, SignIn
from tests.web.permit import FILES
from tests.web.test_upload import hand_in, parcel, send, versions


@pytest.fixture
def other(populated: Engine, sign_in: SignIn) -> FlaskClient:
    """Another analyst."""
    populated.do(CreatePerson("nia", "Nia", "", None, "town", ("analyst",), (), HASH, "en"), SYSTEM)
    return sign_in("nia")


def waiting(engine: Engine) -> proposals.Proposal:
    with engine.read() as connection:
        (found,) = proposals.recent(connection)
    return found


@pytest.fixture
def key(sign_in: SignIn, populated: Engine) -> int:
    """What Tono has proposed."""
    client = sign_in("tono")
    done = hand_in(client, send(client, FILES).text)
    assert "It comes into force when another person has enacted it" in done.text
    assert "so another analyst or administrator enacts it" in done.text
    return waiting(populated).key


def test_another_analyst_enacts_it(key: int, other: FlaskClient, sign_in: SignIn, populated: Engine) -> None:
    tono = sign_in("tono")
    assert versions(populated) == 0
    assert tono.post(f"/sops/proposals/{key}/enact", data={"decree": "SK 1"}).status_code == 403
    assert "Waiting for enactment" in other.get("/sops").text
    page = other.get(f"/sops/proposals/{key}").text
    assert 'name="decree"' in page
    assert other.post(f"/sops/proposals/{key}/enact", data={"decree": ""}).status_code == 400
    assert other.post(f"/sops/proposals/{key}/enact", data={"decree": "1", "effective": "soon"}).status_code == 400
    done = other.post(f"/sops/proposals/{key}/enact", data={"decree": "SK 1/2026"}, follow_redirects=True)
    assert "Enacted and in force" in done.text
    sop = tono.get("/sops/sop/permit").text
    assert "SK 1/2026" in sop
    assert "Waiting for enactment" not in other.get("/sops").text
    assert other.post(f"/sops/proposals/{key}/enact", data={"decree": "SK 2"}).status_code == 409


def test_a_day_to_come(key: int, other: FlaskClient, populated: Engine) -> None:
    data = {"decree": "SK 7", "effective": "2026-02-01"}
    done = other.post(f"/sops/proposals/{key}/enact", data=data, follow_redirects=True)
    assert "until then nothing changes" in done.text
    assert "In force from" in done.text
    assert waiting(populated).effective_at.isoformat() == "2026-01-31T17:00:00+00:00"  # type: ignore[union-attr]
    assert versions(populated) == 0


def test_it_is_refused_everywhere_until_then(key: int, sign_in: SignIn, populated: Engine) -> None:
    assert sign_in("tono").get("/layanan/permit").status_code == 404
    with pytest.raises(NotFound, match="proposed and has not been enacted"):
        populated.do(StartInstance("permit"), SYSTEM)


def test_a_rejection_says_why(key: int, other: FlaskClient) -> None:
    assert other.post(f"/sops/proposals/{key}/reject", data={"reason": " "}).status_code == 400
    done = other.post(f"/sops/proposals/{key}/reject", data={"reason": "No legal basis."}, follow_redirects=True)
    assert "No legal basis." in done.text
    assert "Rejected" in done.text


def test_the_files_come_back_byte_for_byte(key: int, other: FlaskClient) -> None:
    assert other.get(f"/sops/proposals/{key}/files/permit.bpmn").data == FILES["permit.bpmn"]
    assert other.get(f"/sops/proposals/{key}/files/none.bpmn").status_code == 404
    assert other.get("/sops/proposals/1").status_code == 404


def test_only_analysts_and_administrators(key: int, sign_in: SignIn, stranger: FlaskClient) -> None:
    for login in ("ana", "wulan"):
        client = sign_in(login)
        assert client.get(f"/sops/proposals/{key}").status_code == 403
        assert client.post(f"/sops/proposals/{key}/enact", data={"decree": "SK"}).status_code == 403
        assert client.post(f"/sops/proposals/{key}/reject", data={"reason": "no"}).status_code == 403
    assert stranger.get(f"/sops/proposals/{key}").status_code == 302
    assert sign_in("tono").post("/sops/enactment", data={"mode": "never"}).status_code == 403


def test_an_administrator_says_what_needs_a_second_person(sign_in: SignIn, populated: Engine) -> None:
    admin = sign_in("admin")
    done = admin.post("/sops/enactment", data={"mode": "never"}, follow_redirects=True)
    assert re.search(r'value="never" selected', done.text)
    page = send(admin, FILES)
    assert "is deployed as version 1" in hand_in(admin, page.text).text


def test_warnings_must_be_ticked(sign_in: SignIn, populated: Engine) -> None:
    client = sign_in("tono")
    page = send(client, FILES)
    assert re.search(r"I have read the \d+ warning", page.text)
    missed = client.post("/sops/deploy", data={"checked": parcel(page.text)})
    assert missed.status_code == 422
    assert "tick the box" in missed.text
    with populated.read() as connection:
        assert proposals.recent(connection) == ()


def test_the_former_address_leads_on(sign_in: SignIn) -> None:
    answer = sign_in("tono").get("/analyst/sop/letter?version=1")
    assert (answer.status_code, answer.location) == (308, "/sops/sop/letter?version=1")
