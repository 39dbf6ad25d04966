"""The public tracking page: plain words, no personal data, the applicant's own step behind a challenge."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine import CancelInstance, Engine
from engine.clock import MovableClock
from engine.person import SYSTEM
from tests.web.permit import CLERK, HEAD, NIK, PEMOHON, Permits, deployed
from web.application import create_app


@pytest.fixture
def permits(populated: Engine) -> Permits:
    return deployed(populated)


def open_up(client: FlaskClient, number: str, answer: str = "4821") -> int:
    return client.post(f"/lacak/{number}/buka", data={"answer": answer}).status_code


def test_numbers_are_read_however_they_are_typed(stranger: FlaskClient, permits: Permits) -> None:
    _, number = permits.ask()
    for typed in (number, number.lower(), number.replace("-", ""), f"  {number.replace('-', ' ')} "):
        answer = stranger.get("/lacak", query_string={"nomor": typed})
        assert answer.status_code == 302
        assert answer.location == f"/lacak/{number}"
    assert stranger.get(f"/lacak/{number.lower()}").location == f"/lacak/{number}"


def test_wrong_and_unknown_numbers_are_sentences(stranger: FlaskClient) -> None:
    short = stranger.get("/lacak?nomor=12")
    assert short.status_code == 422
    assert "12 letters and digits" in short.text
    for number in ("AAAA-AAAA-AAAA", "x", "%00"):
        answer = stranger.get(f"/lacak/{number}")
        assert answer.status_code == 404
        assert "There is no request with the number" in answer.text
    assert stranger.get("/lacak/AAAA-AAAA-AAAA/tanda-terima").status_code == 404


def test_the_way_in_plain_words(stranger: FlaskClient, permits: Permits, clock: MovableClock) -> None:
    key, number = permits.ask()
    page = stranger.get(f"/lacak/{number}").text
    assert "You need not do anything now." in page
    assert "Expected to be done by" in page
    assert "The service standard is 3 days" in page
    assert "Usually it goes on like this" in page
    permits.do(key, "check", CLERK)
    assert "Usually it goes on like this" not in stranger.get(f"/lacak/{number}").text
    clock.move(timedelta(days=4))
    assert "It takes longer than promised." in stranger.get(f"/lacak/{number}").text
    permits.do(key, "sign", HEAD)
    assert "p-now-yes" in stranger.get(f"/lacak/{number}").text


def test_a_rejection_and_a_cancelled_request(stranger: FlaskClient, permits: Permits) -> None:
    key, number = permits.ask()
    permits.do(key, "check", CLERK, never=True)
    assert "p-now-no" in stranger.get(f"/lacak/{number}").text
    key, number = permits.ask()
    permits.engine.do(CancelInstance(key, "The secret reason"), SYSTEM)
    page = stranger.get(f"/lacak/{number}").text
    assert "The request was cancelled" in page
    assert "secret reason" not in page


def test_no_personal_data_on_any_page_with_the_number(stranger: FlaskClient, permits: Permits) -> None:
    key, number = permits.ask("Dewi Kartika")
    permits.do(key, "check", CLERK, missing=True)
    for path in (f"/lacak/{number}", f"/lacak/{number}/tanda-terima"):
        page = stranger.get(path).text
        for secret in ("Dewi", "Kartika", NIK, NIK[-4:], ">ana<", "Ana", "clerks", str(key)):
            assert secret not in page, (path, secret)


def test_the_applicant_answers_after_the_challenge(stranger: FlaskClient, permits: Permits) -> None:
    key, number = permits.ask()
    permits.do(key, "check", CLERK, missing=True)
    page = stranger.get(f"/lacak/{number}").text
    assert "We are waiting for you" in page
    assert "Last 4 characters of NIK" in page
    task = permits.task(key, "supply")
    form = f"/lacak/{number}/tugas/{task}"
    assert stranger.get(form).status_code == 302
    assert stranger.post(form, data={"values": '{"name": "Mallory"}'}).status_code == 302
    assert permits.task(key, "supply") == task
    assert open_up(stranger, number, "0000") == 303
    assert "These are not the last 4 characters" in stranger.get(f"/lacak/{number}").text
    assert open_up(stranger, number) == 303
    assert '"name": "Dewi"' in stranger.get(form).text
    wrong = stranger.post(form, data={"values": '{"name": ""}', "once": "a"})
    assert wrong.status_code == 422
    assert "Field is required." in wrong.text
    done = stranger.post(form, data={"values": '{"name": "Dewi S"}', "once": "b"}, follow_redirects=True)
    assert "Thank you. Your request goes on." in done.text
    again = stranger.post(form, data={"values": '{"name": "Dewi S"}', "once": "b"}, follow_redirects=True)
    assert "was done already" in again.text
    permits.task(key, "check")


def test_one_request_opens_no_other(stranger: FlaskClient, permits: Permits) -> None:
    mine, my_number = permits.ask()
    other, other_number = permits.ask("Other", "3574011234560000")
    for key in (mine, other):
        permits.do(key, "check", CLERK, missing=True)
    assert open_up(stranger, my_number) == 303
    theirs = permits.task(other, "supply")
    values = json.dumps({"name": "Mallory"})
    assert stranger.get(f"/lacak/{my_number}/tugas/{theirs}").status_code == 404
    stranger.post(f"/lacak/{my_number}/tugas/{theirs}", data={"values": values})
    stranger.post(f"/lacak/{other_number}/tugas/{theirs}", data={"values": values})
    assert permits.task(other, "supply") == theirs


def test_the_open_door_closes_after_half_an_hour(stranger: FlaskClient, permits: Permits, clock: MovableClock) -> None:
    key, number = permits.ask()
    permits.do(key, "check", CLERK, missing=True)
    open_up(stranger, number)
    form = f"/lacak/{number}/tugas/{permits.task(key, 'supply')}"
    assert stranger.get(form).status_code == 200
    clock.move(timedelta(minutes=31))
    assert stranger.get(form).status_code == 302


@pytest.fixture
def limited(populated: Engine) -> Iterator[Flask]:
    """The application with its limits on."""
    from web.security import limiter

    yield create_app(populated, {"SECRET_KEY": "k" * 32, "RATE_LIMITS": True, "WTF_CSRF_ENABLED": False})
    limiter.enabled = False
    limiter.reset()


def test_guessing_is_slowed_down(limited: Flask, permits: Permits) -> None:
    key, number = permits.ask()
    permits.do(key, "check", CLERK, missing=True)
    client = limited.test_client()
    codes = [open_up(client, number, f"{guess:04}") for guess in range(7)]
    assert codes == [303] * 5 + [429] * 2
    assert open_up(client, number) == 429
    looks = [client.get("/lacak/AAAA-AAAA-AAAA").status_code for _ in range(62)]
    assert looks[0] == 404
    assert looks[-1] == 429


def test_pemohon_is_a_person_of_the_portal() -> None:
    assert PEMOHON.groups == {"pemohon"}
    assert not PEMOHON.roles
