"""The analyst's register and the page of one SOP: filters, versions, files, incidents, cancelling."""

from __future__ import annotations

import pytest

from engine import Deploy, Engine, FailJob, StartInstance
from engine.person import SYSTEM
from engine.queries import library, sop
from engine.store.waiting import job
from tests.engine import diagrams as d
from tests.web.conftest import SignIn
from tests.web.permit import FILES, Permits, deployed, permit

STUCK = d.diagram("ship", [d.start(), d.job("send", "parcel"), d.end()], "start>send>end")


@pytest.fixture
def permits(populated: Engine) -> Permits:
    return deployed(populated)


@pytest.fixture
def stuck(populated: Engine) -> int:
    """A case with an incident: its job failed for good."""
    from sqlalchemy import select

    populated.do(Deploy("ship", {"ship.bpmn": STUCK}), SYSTEM)
    key = populated.do(StartInstance("ship"), SYSTEM).instance_key
    with populated.read() as connection:
        found = connection.execute(select(job.c.key).where(job.c.root_key == key)).scalar_one()
    populated.do(FailJob(found, "The lorry broke down", 0), SYSTEM)
    return int(key)


def test_the_register_lists_and_narrows(sign_in: SignIn, permits: Permits, stuck: int) -> None:
    client = sign_in("tono")
    page = client.get("/sops").text
    assert "Process permit" in page
    assert "Process letter" in page
    assert "1 incident" in page
    narrow = client.get("/sops?audience=public").text
    assert "Process permit" in narrow
    assert "Process letter" not in narrow
    nothing = client.get("/sops?q=nothing-like-that").text
    assert "No SOP fits these filters" in nothing


def test_the_page_of_an_sop(sign_in: SignIn, permits: Permits) -> None:
    _, number = permits.ask()
    client = sign_in("tono")
    page = client.get("/sops/sop/permit").text
    for words in ("Version 1, in force", "permit.bpmn", "ask.form", "alur:requirements", number, "The applicant"):
        assert words in page
    permits.engine.do(Deploy("new", {**FILES, "permit.bpmn": permit({"alur:cost": "10"})}), SYSTEM)
    old = client.get("/sops/sop/permit?version=1").text
    assert "Version 1, replaced" in old
    assert client.get("/sops/sop/permit?version=7").status_code == 404
    assert client.get("/sops/sop/nothing").status_code == 404


def test_the_original_file_is_downloaded_byte_for_byte(sign_in: SignIn, permits: Permits) -> None:
    client = sign_in("tono")
    page = client.get("/sops/sop/permit").text
    address = page.split('href="/sops/files/')[1].split('"')[0]
    answer = client.get(f"/sops/files/{address}")
    assert answer.data == FILES["permit.bpmn"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert client.get("/sops/files/1").status_code == 404


def test_an_incident_is_shown_and_tried_again(sign_in: SignIn, populated: Engine, stuck: int) -> None:
    client = sign_in("tono")
    page = client.get("/sops/sop/ship").text
    assert "The lorry broke down" in page
    with populated.read() as connection:
        (found,) = sop.incidents_of(connection, "ship")
    assert f'href="/sops/cases/{found.root_key}"' in page
    address = f"/sops/cases/{found.root_key}/retry/{found.key}"
    assert client.post(address, data={"reason": " "}).status_code == 400
    answer = client.post(address, data={"reason": "A new lorry came"}, follow_redirects=True)
    assert "The step is tried again." in answer.text
    with populated.read() as connection:
        assert sop.incidents_of(connection, "ship") == ()
    assert client.post(address, data={"reason": "Once more"}).status_code == 409


def test_cancelling_asks_for_a_reason(sign_in: SignIn, permits: Permits) -> None:
    key, _ = permits.ask()
    client = sign_in("tono")
    refused = client.post(f"/sops/cases/{key}/cancel", data={"process_id": "permit", "reason": " "})
    assert refused.status_code == 400
    assert "Please say why" in refused.text
    done = client.post(
        f"/sops/cases/{key}/cancel", data={"process_id": "permit", "reason": "Asked twice"}, follow_redirects=True
    )
    assert "The case was cancelled" in done.text
    assert "No such cases" in done.text
    assert "Cancelled" in client.get("/sops/sop/permit?state=terminated").text


@pytest.mark.parametrize("path", ["/sops", "/sops/sop/permit"])
def test_staff_and_auditors_are_kept_out(sign_in: SignIn, permits: Permits, path: str) -> None:
    assert sign_in("ana").get(path).status_code == 403
    assert sign_in("wulan").get(path).status_code == 403
    key, _ = permits.ask()
    assert sign_in("ana").post(f"/sops/cases/{key}/cancel", data={"reason": "I want"}).status_code == 403


CLOCKWORK = d.diagram(
    "daily", [d.timer_start("tick", "timeCycle", "R/P1D"), d.signal_event("startEvent", "alarm", "G"), d.end()],
    "tick>end alarm>end", d.signal("G", "alarm"), {"alur:audience": "public"},
)  # fmt: skip


def test_a_procedure_that_begins_by_itself_says_how_and_is_not_offered(sign_in: SignIn, populated: Engine) -> None:
    populated.do(Deploy("daily", {"daily.bpmn": CLOCKWORK}), SYSTEM)
    client = sign_in("tono")
    for address in ("/sops", "/sops/sop/daily"):
        page = client.get(address, headers={"Accept-Language": "en"}).text
        assert "alarm" in page
        assert "Start a case" not in page
    assert "Process daily" not in client.get("/layanan").text
    assert "/layanan/daily/" in client.get("/layanan/daily").text


def test_an_sop_is_withdrawn(sign_in: SignIn, populated: Engine) -> None:
    populated.do(Deploy("daily", {"daily.bpmn": CLOCKWORK}), SYSTEM)
    client = sign_in("tono")
    assert client.post("/sops/sop/daily/withdraw").status_code == 302
    with populated.read() as connection:
        assert library.starts(connection) == {}
    assert 'data-dialog="withdraw"' not in client.get("/sops/sop/daily").text
    assert client.post("/sops/sop/daily/withdraw").status_code == 409
