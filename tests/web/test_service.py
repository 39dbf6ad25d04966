"""The catalogue, the page of a service with its six components, and the request form."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient

from engine import Engine
from engine.queries import audit
from tests.web.conftest import SignIn
from tests.web.permit import NIK, Permits, deployed

GOOD = {"name": "Dewi", "nik": NIK}


@pytest.fixture
def permits(populated: Engine) -> Permits:
    return deployed(populated)


def cases(engine: Engine) -> int:
    with engine.read() as connection:
        return audit.cases(connection, audit.CaseFilter(process_id="permit"), engine.clock.now()).total


def send(client: FlaskClient, values: object, once: str = "one") -> object:
    return client.post("/layanan/permit/ajukan", data={"values": json.dumps(values), "once": once})


def test_strangers_see_public_services_only(stranger: FlaskClient, sign_in: SignIn, permits: Permits) -> None:
    assert "Process permit" in stranger.get("/layanan").text
    assert "Process letter" not in stranger.get("/layanan").text
    assert "Process letter" in sign_in("ana").get("/layanan").text
    assert stranger.get("/layanan/letter").status_code == 404
    assert stranger.get("/layanan/letter/ajukan").status_code == 404
    assert stranger.get("/layanan/letter/diagram.bpmn").status_code == 404
    assert "No service fits" in stranger.get("/layanan?q=zzz").text


def test_an_empty_catalogue_says_so(stranger: FlaskClient) -> None:
    assert "There is no service here yet" in stranger.get("/layanan").text


def test_the_six_components(stranger: FlaskClient, permits: Permits) -> None:
    page = stranger.get("/layanan/permit").text
    for words in ("Requirements", "Identity card", "Do check", "Do sign", "3 days", "Free", "A permit",
                  "Complaints, suggestions, input", "Town Hall"):  # fmt: skip
        assert words in page
    assert "Do supply" not in page
    assert "Do rejected" not in page
    assert len(page) < 100_000


def test_a_request_gives_a_number_and_sent_twice_the_same(stranger: FlaskClient, permits: Permits) -> None:
    page = stranger.get("/layanan/permit/ajukan").text
    assert '"key": "nik"' in page
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert once
    first, second = (send(stranger, GOOD, once[1]) for _ in range(2))
    assert first.status_code == second.status_code == 303  # type: ignore[attr-defined]
    assert first.location == second.location  # type: ignore[attr-defined]
    assert cases(permits.engine) == 1
    receipt = stranger.get(first.location).text  # type: ignore[attr-defined]
    assert "Your request has arrived" in receipt
    assert re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", receipt)


def test_the_server_checks_as_the_form_does_and_keeps_what_was_typed(stranger: FlaskClient, permits: Permits) -> None:
    answer = send(stranger, {"name": "", "nik": "12"})
    assert answer.status_code == 422  # type: ignore[attr-defined]
    text = answer.text  # type: ignore[attr-defined]
    assert "Field is required." in text
    assert "minimum length" in text
    assert '"nik": "12"' in text
    assert cases(permits.engine) == 0


@pytest.mark.parametrize("values", ["[1]", "{", "7"])
def test_damaged_values_are_refused(stranger: FlaskClient, permits: Permits, values: str) -> None:
    answer = stranger.post("/layanan/permit/ajukan", data={"values": values})
    assert answer.status_code == 400
    assert "damaged" in answer.text
    assert cases(permits.engine) == 0


def test_fields_the_form_does_not_have_are_not_taken(stranger: FlaskClient, permits: Permits) -> None:
    from engine.queries import portal

    send(stranger, {**GOOD, "never": True})
    with permits.engine.read() as connection:
        (row,) = audit.cases(connection, audit.CaseFilter(process_id="permit"), permits.engine.clock.now()).rows
        assert portal.variables_of(connection, row.key) == GOOD


def test_an_unknown_service_is_a_sentence(stranger: FlaskClient) -> None:
    answer = stranger.get("/layanan/nothing")
    assert answer.status_code == 404
    assert "There is no service nothing" in answer.text
