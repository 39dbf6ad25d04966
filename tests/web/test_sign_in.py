"""Signing in and out, the language, and one's own account."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine import Engine
from engine.commands.people import Deactivate
from engine.person import SYSTEM

from .conftest import PASSWORD, SignIn
from .test_access import events


def enter(client: FlaskClient, login: str, password: str, to: str = "") -> tuple[int, str, str]:
    answer = client.post("/masuk", data={"login": login, "password": password, "next": to})
    return answer.status_code, answer.headers.get("Location", ""), answer.text


def test_the_right_password_leads_to_the_first_page(stranger: FlaskClient, populated: Engine) -> None:
    assert enter(stranger, "Ana ", PASSWORD)[:2] == (302, "/inbox")
    assert stranger.get("/inbox").status_code == 200
    assert ("signed_in", "citizen") in events(populated)


def test_unknown_name_wrong_password_and_closed_account_sound_the_same(
    stranger: FlaskClient, populated: Engine
) -> None:
    populated.do(Deactivate("bob"), SYSTEM)
    answers = [enter(stranger, *pair) for pair in (("nobody", PASSWORD), ("ana", "wrong"), ("bob", PASSWORD), ("", ""))]
    assert {status for status, _, _ in answers} == {401}
    assert all("User name or password do not match." in text for _, _, text in answers)
    assert ("sign_in_failed", "citizen") in events(populated)


@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        ("/tasks/7?x=1", "/tasks/7?x=1"),
        ("https://evil.example/", "/inbox"),
        ("//evil.example/", "/inbox"),
        ("/\\evil.example", "/inbox"),
        ("javascript:alert(1)", "/inbox"),
        ("/a\nb", "/inbox"),
    ],
)
def test_one_goes_on_only_inside(stranger: FlaskClient, asked: str, reached: str) -> None:
    assert enter(stranger, "ana", PASSWORD, asked)[:2] == (302, reached)


@pytest.mark.parametrize(("login", "home"), [("tono", "/sops"), ("wulan", "/audit"), ("admin", "/inbox")])
def test_roles_have_their_first_pages(stranger: FlaskClient, login: str, home: str) -> None:
    assert enter(stranger, login, PASSWORD)[1] == home


def test_signing_out_ends_the_session(sign_in: SignIn) -> None:
    client = sign_in("ana")
    assert client.get("/inbox").status_code == 200
    client.post("/keluar")
    assert client.get("/inbox").status_code == 302


def test_a_closed_account_is_out_at_once(sign_in: SignIn, populated: Engine) -> None:
    client = sign_in("ana")
    populated.do(Deactivate("ana"), SYSTEM)
    assert client.get("/inbox").status_code == 302


def test_indonesian_is_the_language_unless_english_was_chosen(app: Flask) -> None:
    client = app.test_client()
    assert '<html lang="id"' in client.get("/masuk").text
    answer = client.get("/bahasa/en?next=/masuk")
    assert answer.headers["Location"] == "/masuk"
    assert '<html lang="en"' in client.get("/masuk").text
    assert client.get("/bahasa/xx").status_code == 404


def test_a_new_password_ends_other_sessions(sign_in: SignIn, stranger: FlaskClient) -> None:
    here, elsewhere = sign_in("ana"), sign_in("ana")
    said = {"old": PASSWORD, "new": "another long secret", "again": "another long secret"}
    assert here.post("/akun/sandi", data=said).status_code == 302
    assert here.get("/akun").status_code == 200
    assert elsewhere.get("/inbox").status_code == 302
    assert enter(stranger, "ana", "another long secret")[0] == 302


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"old": "wrong", "new": "another long secret", "again": "another long secret"}, "not your present password"),
        ({"old": PASSWORD, "new": "short", "again": "short"}, "At least 10 characters; found 5."),
        ({"old": PASSWORD, "new": "another long secret", "again": "differs"}, "differs from the new password"),
    ],
)
def test_a_bad_new_password_is_explained_at_its_field(sign_in: SignIn, said: dict[str, str], told: str) -> None:
    answer = sign_in("ana").post("/akun/sandi", data=said)
    assert answer.status_code == 422
    assert told in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_the_language_of_the_account_comes_back_at_sign_in(sign_in: SignIn, app: Flask) -> None:
    sign_in("ana").post("/akun/bahasa", data={"language": "id"})
    fresh = app.test_client()
    fresh.set_cookie("language", "en")
    enter(fresh, "ana", PASSWORD)
    assert '<html lang="id"' in fresh.get("/akun").text


def test_demo_accounts_are_shown_on_this_computer_only(app: Flask, stranger: FlaskClient) -> None:
    app.config["DEMO_ACCOUNTS"] = [("ana", "Ana", "Clerk")]
    assert "Demo accounts" in stranger.get("/masuk").text
    assert "Demo accounts" not in stranger.get("/masuk", environ_base={"REMOTE_ADDR": "192.0.2.1"}).text
