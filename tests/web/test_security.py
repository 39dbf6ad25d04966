"""Headers, cookies, CSRF and rate limits."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine import Engine
from web.application import create_app

from .conftest import PASSWORD, SignIn

PAGES = ["/masuk", "/layanan", "/lacak", "/inbox", "/nothing", "/static/app.css"]


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_has_the_headers(sign_in: SignIn, path: str) -> None:
    answer = sign_in("ana").get(path, follow_redirects=True)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/masuk", "/inbox", "/inbox?view=groups", "/admin/people", "/admin/groups", "/akun"])
def test_pages_have_no_inline_script_or_style(sign_in: SignIn, case_key: int, path: str) -> None:
    page = sign_in("admin").get(path, follow_redirects=True).text
    assert not re.search(r"<script(?![^>]*(src=|application/json))", page)
    assert not re.search(r"\s(style|on[a-z]+)=\"", page)


def test_pages_are_not_kept_by_caches_but_marked_files_are(sign_in: SignIn) -> None:
    client = sign_in("ana")
    page = client.get("/inbox")
    assert page.headers["Cache-Control"] == "no-store"
    marked = re.search(r"/static/app\.css\?v=\w+", page.text)
    assert marked
    assert "immutable" in client.get(marked.group()).headers["Cache-Control"]
    packed = client.get(marked.group(), headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < 20_000


@pytest.fixture
def guarded(populated: Engine) -> Flask:
    """The application as it really runs, over https."""
    return create_app(populated, {"SECRET_KEY": "k" * 32, "HTTPS": True})


def token(client: FlaskClient, path: str = "/masuk") -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get(path, base_url="https://localhost").text)
    assert found
    return found.group(1)


def test_cookies_are_closed(guarded: Flask) -> None:
    client = guarded.test_client()
    answer = client.post(
        "/masuk", base_url="https://localhost", headers={"Referer": "https://localhost/masuk"},
        data={"csrf_token": token(client), "login": "ana", "password": PASSWORD},
    )  # fmt: skip
    assert answer.status_code == 302
    (session,) = (cookie for cookie in answer.headers.getlist("Set-Cookie") if cookie.startswith("alur="))
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= {part.strip() for part in session.split(";")}


def test_a_form_without_its_token_is_refused_in_words(guarded: Flask) -> None:
    client = guarded.test_client()
    client.set_cookie("language", "en", domain="localhost")
    answer = client.post("/masuk", base_url="https://localhost", data={"login": "ana", "password": PASSWORD})
    assert answer.status_code == 400
    assert "belongs to another or an ended sign-in" in answer.text
    assert "Nothing was changed" in answer.text


def test_guessing_a_password_is_stopped_even_for_the_right_one(guarded: Flask) -> None:
    client = guarded.test_client()
    said = {"base_url": "https://localhost", "headers": {"Referer": "https://localhost/masuk"}}
    mark = token(client)
    for _ in range(5):
        wrong = client.post("/masuk", data={"csrf_token": mark, "login": "ana", "password": "guess"}, **said)  # type: ignore[arg-type]
        assert wrong.status_code == 401
    right = client.post("/masuk", data={"csrf_token": mark, "login": "ana", "password": PASSWORD}, **said)  # type: ignore[arg-type]
    assert right.status_code == 429
    other = client.post("/masuk", data={"csrf_token": mark, "login": "bob", "password": PASSWORD}, **said)  # type: ignore[arg-type]
    assert other.status_code == 302
