"""Who may call: tokens, passwords, OAuth, the development switch; and what a stranger is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine import Engine
from engine.clock import MovableClock
from engine.commands.people import Deactivate, SetPassword
from engine.commands.tokens import CreateServiceAccount, CreateToken, RevokeToken
from engine.person import SYSTEM
from engine.queries import tokens
from web import security
from web.application import create_app

from ..conftest import PASSWORD
from .conftest import Token

ME = "/v2/authentication/me"


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_a_stranger_is_refused_in_each_apis_shape(app: Flask) -> None:
    client = app.test_client()
    answer = client.get(ME)
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"
    assert answer.json is not None
    assert answer.json["title"] == "UNAUTHORIZED"
    assert answer.json["instance"] == ME
    assert "Basic" in answer.headers["WWW-Authenticate"]
    answer = client.get("/engine-rest/version")
    assert answer.status_code == 401
    assert answer.json is not None
    assert answer.json["type"] == "NotAuthenticated"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_token_is_its_account(app: Flask, token: Token) -> None:
    answer = app.test_client().get(ME, headers=bearer(token("ana")))
    assert answer.json is not None
    assert answer.json["username"] == "ana"
    assert answer.json["groups"] == ["clerks"]


def test_a_session_of_the_pages_is_no_credential(sign_in: object, app: Flask) -> None:
    assert callable(sign_in)
    assert sign_in("admin").get(ME).status_code == 401


def test_login_and_password(app: Flask, populated: Engine) -> None:
    client = app.test_client()
    for _ in range(2):  # the second time from memory
        assert client.get(ME, auth=("ana", PASSWORD)).status_code == 200
    assert client.get(ME, auth=("ana", "wrong")).status_code == 401
    assert client.get(ME, auth=("nobody", PASSWORD)).status_code == 401
    populated.do(SetPassword("ana", "$argon2id$broken"), SYSTEM)
    assert client.get(ME, auth=("ana", PASSWORD)).status_code == 401


def test_a_token_in_place_of_the_password_must_be_the_logins_own(app: Flask, token: Token) -> None:
    secret = token("ana")
    client = app.test_client()
    assert client.get(ME, auth=("ana", secret)).status_code == 200
    assert client.get(ME, auth=("bob", secret)).status_code == 401


def test_ended_revoked_and_orphaned_tokens_count_no_more(app: Flask, populated: Engine, clock: MovableClock) -> None:
    client = app.test_client()
    short, long = (populated.do(CreateToken("ana", "test", days), SYSTEM) for days in (1, None))
    clock.move(timedelta(days=2))
    assert client.get(ME, headers=bearer(short.secret)).status_code == 401
    assert client.get(ME, headers=bearer(long.secret)).status_code == 200
    populated.do(RevokeToken(long.key), SYSTEM)
    assert client.get(ME, headers=bearer(long.secret)).status_code == 401
    other = populated.do(CreateToken("ana", "other"), SYSTEM)
    populated.do(Deactivate("ana"), SYSTEM)
    assert client.get(ME, headers=bearer(other.secret)).status_code == 401


def test_the_use_of_a_token_is_written_down(app: Flask, populated: Engine, token: Token) -> None:
    app.test_client().get(ME, headers=bearer(token("ana")))
    with populated.read() as connection:
        (found,) = tokens.tokens(connection, "ana")
    assert found.last_used_at == populated.clock.now()


@pytest.mark.parametrize("basic", [True, False])
def test_oauth_gives_a_short_lived_token(app: Flask, populated: Engine, clock: MovableClock, basic: bool) -> None:
    populated.do(CreateServiceAccount("robot", "Robot", ("analyst",)), SYSTEM)
    made = populated.do(CreateToken("robot", "test"), SYSTEM)
    client = app.test_client()
    form = {"grant_type": "client_credentials", "audience": "zeebe-api", "scope": "all"}
    if not basic:
        form |= {"client_id": "robot", "client_secret": made.secret}
    answer = client.post("/oauth/token", data=form, auth=("robot", made.secret) if basic else None)
    assert answer.status_code == 200
    assert answer.json is not None
    assert (answer.json["token_type"], answer.json["expires_in"]) == ("Bearer", 3600)
    given = answer.json["access_token"]
    found = client.get(ME, headers=bearer(given)).json
    assert found is not None
    assert found["username"] == "robot"
    assert client.post("/oauth/token", data=form | {"client_id": "robot", "client_secret": given}).status_code == 401
    clock.move(timedelta(hours=2))
    assert client.get(ME, headers=bearer(given)).status_code == 401


def test_oauth_says_what_is_wrong(app: Flask, token: Token) -> None:
    client = app.test_client()
    wrong = {
        "unsupported_grant_type": {"grant_type": "password"},
        "invalid_request": {"grant_type": "client_credentials"},
        "invalid_client": {"grant_type": "client_credentials", "client_id": "bob", "client_secret": token("ana")},
    }
    for error, form in wrong.items():
        answer = client.post("/oauth/token", data=form)
        assert answer.json is not None
        assert answer.json["error"] == error


def test_a_revoked_token_takes_its_access_tokens_along(app: Flask, populated: Engine) -> None:
    made = populated.do(CreateToken("ana", "test"), SYSTEM)
    client = app.test_client()
    form = {"grant_type": "client_credentials", "client_id": "ana", "client_secret": made.secret}
    answer = client.post("/oauth/token", data=form)
    assert answer.json is not None
    populated.do(RevokeToken(made.key), SYSTEM)
    assert client.get(ME, headers=bearer(answer.json["access_token"])).status_code == 401


def test_the_development_switch_opens_this_machine_only(populated: Engine) -> None:
    client = create_app(populated, {"SECRET_KEY": "k" * 32, "API_OPEN": True}).test_client()
    assert client.get(ME).status_code == 200
    assert client.get(ME, environ_base={"REMOTE_ADDR": "10.0.0.7"}).status_code == 401
    assert client.get(ME, headers={"X-Forwarded-For": "10.0.0.7"}).status_code == 401
    assert client.get(ME, headers=bearer("alur_wrong")).status_code == 401


def test_too_many_calls_are_answered_with_429(populated: Engine) -> None:
    app = create_app(populated, {"SECRET_KEY": "k" * 32, "API_OPEN": True, "API_RATE_LIMIT": "3 per minute"})
    security.limiter.reset()
    answers = [app.test_client().get(path) for path in [ME] * 4 + ["/engine-rest/version"] * 4]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429] * 2
    assert answers[3].mimetype == "application/problem+json"
    assert int(answers[3].headers["Retry-After"]) > 0
    assert answers[7].json is not None
    assert answers[7].json["type"] == "RestException"
    security.limiter.reset()


def test_guessing_passwords_ends_soon(populated: Engine) -> None:
    app = create_app(populated, {"SECRET_KEY": "k" * 32})
    security.limiter.reset()
    client: FlaskClient = app.test_client()
    found = [client.get(ME, headers=bearer(f"alur_{guess}")).status_code for guess in range(32)]
    assert found[:30] == [401] * 30
    assert found[31] == 429
    security.limiter.reset()
