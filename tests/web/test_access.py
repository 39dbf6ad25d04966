"""Every route declares who may use it, and a stranger reaches only what is public."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from engine import Engine
from engine.person import Person
from web import access
from web.access import PUBLIC, SIGNED_IN, UndeclaredRoute, allow
from web.application import create_app

from .conftest import SignIn

PersonOf = Callable[[str], Person]
VALUES = {"int": "4711", "default": "anything", "string": "anything", "path": "app.css"}


def address(rule: Rule) -> str:
    """The rule with something in every place."""
    place = r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>"
    return re.sub(place, lambda found: VALUES.get(found.group(1) or "default", "anything"), rule.rule)


def test_every_route_sends_a_stranger_away_or_is_public(app: Flask, stranger: FlaskClient) -> None:
    walked = 0
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            answer = stranger.open(address(rule), method=method)
            if PUBLIC in access.allowed(app, rule.endpoint):
                assert answer.status_code < 500, f"{method} {rule}: {answer.status_code}"
                continue
            walked += 1
            assert answer.status_code == 302, f"{method} {rule}: {answer.status_code}"
            assert answer.headers["Location"].startswith("/masuk?next="), f"{method} {rule}"
    assert walked > 20


def test_programs_and_page_parts_get_401(stranger: FlaskClient) -> None:
    assert stranger.get("/inbox", headers={"Accept": "application/json"}).status_code == 401
    part = stranger.get("/inbox/new", headers={"HX-Request": "true"})
    assert part.status_code == 401
    assert part.headers["HX-Redirect"] == "/masuk"


@pytest.mark.parametrize(
    ("login", "reaches", "does_not"),
    [
        ("ana", ["/inbox"], ["/sops", "/audit", "/admin/people"]),
        ("tono", ["/sops", "/audit"], ["/inbox", "/admin/people"]),
        ("wulan", ["/audit"], ["/inbox", "/sops", "/admin/people"]),
        ("admin", ["/inbox", "/sops", "/audit", "/admin/people"], []),
    ],
)
def test_roles_reach_their_pages_only(sign_in: SignIn, login: str, reaches: list[str], does_not: list[str]) -> None:
    client = sign_in(login)
    assert {path: client.get(path).status_code for path in reaches} == dict.fromkeys(reaches, 200)
    assert {path: client.get(path).status_code for path in does_not} == dict.fromkeys(does_not, 403)


@pytest.mark.parametrize("login", ["ana", "tono", "wulan", "admin"])
def test_every_route_answers_or_refuses_each_role(app: Flask, sign_in: SignIn, person_of: PersonOf, login: str) -> None:
    client, roles, refused = sign_in(login), person_of(login).roles, 0
    for rule in app.url_map.iter_rules():
        who = access.allowed(app, rule.endpoint)
        mine = bool(who & ({PUBLIC, SIGNED_IN} | roles))
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            if mine and method != "GET":
                continue  # what it does is asked elsewhere; signing out would end the walk
            answer = client.open(address(rule), method=method)
            assert (answer.status_code == 403) or mine, f"{method} {rule}: {answer.status_code}"
            assert answer.status_code < 500 or answer.status_code == 501, f"{method} {rule}: {answer.status_code}"
            refused += not mine
    assert refused > 20 or login == "admin"


def test_a_refused_page_is_written_down(sign_in: SignIn, populated: Engine) -> None:
    sign_in("ana").get("/admin/people")
    assert ("refused", "ana") in events(populated)


def events(engine: Engine) -> list[tuple[str, str]]:
    with engine.read() as connection:
        return [tuple(row) for row in connection.exec_driver_sql("SELECT kind, actor FROM history_event")]  # type: ignore[misc]


def test_an_undeclared_route_keeps_the_application_from_starting(
    populated: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def install(app: Flask) -> None:
        app.add_url_rule("/open", "open", lambda: "anybody")

    monkeypatch.setattr("web.assets.install", install)
    with pytest.raises(UndeclaredRoute, match="open"):
        create_app(populated)


def test_allow_takes_known_roles_only() -> None:
    with pytest.raises(ValueError, match="clerk"):
        allow("clerk")
    with pytest.raises(ValueError, match="needs roles"):
        allow()
