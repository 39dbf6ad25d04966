"""Error pages: what happened, what was kept, what to do; never a traceback; JSON for programs."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine import Engine, Refusal
from web.application import create_app
from web.errors import PAGES, STATUS

from .conftest import SignIn


def kinds(of: type[Refusal]) -> list[type[Refusal]]:
    return [of, *(kind for below in of.__subclasses__() for kind in kinds(below))]


def test_every_refusal_has_its_status() -> None:
    assert {kind.code for kind in kinds(Refusal)} <= set(STATUS)
    ours = {"unavailable", "not_served", "deadline"}
    assert all(400 <= status < 500 for code, status in STATUS.items() if code not in ours)


def test_every_page_says_all_three_things() -> None:
    assert all(page.title._args and page.kept._args and page.advice._args for page in PAGES.values())


@pytest.mark.parametrize(
    ("method", "path", "status", "said"),
    [
        ("GET", "/nothing", 404, "There is nothing at this address"),
        ("PUT", "/inbox", 405, "This address cannot be used that way"),
        ("GET", "/tasks/4711", 404, "There is no task 4711."),
        ("GET", "/admin/people", 403, "This page is for other roles than yours."),
    ],
)
def test_pages_and_json(sign_in: SignIn, method: str, path: str, status: int, said: str) -> None:
    client = sign_in("ana")
    page = client.open(path, method=method)
    assert (page.status_code, page.mimetype) == (status, "text/html")
    assert said in page.text
    assert "Nothing was changed" in page.text
    program = client.open(path, method=method, headers={"Accept": "application/json"})
    assert program.status_code == status
    assert program.json is not None
    assert {"code", "sentence", "kept", "advice"} <= set(program.json)
    part = client.open(path, method=method, headers={"HX-Request": "true"})
    assert "<html" not in part.text


def test_too_large_a_body_is_refused(sign_in: SignIn, app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = sign_in("ana").post("/tasks/1/complete", data={"values": "x" * 2000})
    assert answer.status_code == 413
    assert "the upload was not stored" in answer.text


@pytest.fixture
def broken(populated: Engine, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A client of an application as it really runs, one page of which fails."""
    monkeypatch.setattr("web.inbox.routes.listing.read", lambda request: 1 / 0)
    app = create_app(populated, {"SECRET_KEY": "k" * 32, "WTF_CSRF_ENABLED": False})
    client = app.test_client()
    client.set_cookie("language", "en")
    client.post("/masuk", data={"login": "ana", "password": "a long enough secret"})
    client.set_cookie("language", "en")
    return client


def test_a_crash_has_a_number_and_no_trace(broken: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    answer = broken.get("/inbox")
    assert answer.status_code == 500
    assert "Alur could not finish this" in answer.text
    assert "ZeroDivisionError" not in answer.text
    number = answer.text.split("Number of this failure: ")[1].split("<")[0]
    assert number in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_a_stopped_database_is_a_503_in_words(populated: Engine) -> None:
    app = create_app(populated, {"SECRET_KEY": "k" * 32})
    client = app.test_client()
    client.set_cookie("language", "en")
    gone = Engine("postgresql://nobody@127.0.0.1:1/none")
    app.extensions["alur"] = gone
    with client.session_transaction() as session:
        session["_user_id"] = "ana|0"
    answer = client.get("/inbox")
    gone.close()
    assert answer.status_code == 503
    assert "Nothing was changed" in answer.text
    assert "Traceback" not in answer.text
