"""The administrator's page for programs and their tokens."""

from __future__ import annotations

import re

from flask import Flask

from engine import Engine
from engine.queries import tokens

from .conftest import SignIn


def test_an_account_for_a_program_gets_a_token_that_is_shown_once(
    sign_in: SignIn, app: Flask, populated: Engine
) -> None:
    admin = sign_in("admin")
    form = {"login": "robot", "name": "Robot", "roles": "analyst", "groups": "clerks"}
    assert admin.post("/admin/programs/accounts", data=form).status_code == 302
    page = admin.post("/admin/programs/tokens", data={"login": "robot", "name": "Letters", "days": "30"}).text
    found = re.search(r"<code>(alur_[\w-]+)</code>", page)
    assert found is not None
    assert found[1] not in admin.get("/admin/programs").text
    me = app.test_client().get("/v2/authentication/me", headers={"Authorization": f"Bearer {found[1]}"}).json
    assert me is not None
    assert (me["username"], me["roles"], me["groups"]) == ("robot", ["analyst"], ["clerks"])
    with populated.read() as connection:
        (made,) = tokens.tokens(connection, "robot")
        assert [account.login for account in tokens.service_accounts(connection)] == ["robot"]
    assert admin.post(f"/admin/programs/tokens/{made.key}/revoke").status_code == 302
    assert "Revoked" in admin.get("/admin/programs").text
    assert admin.post(f"/admin/programs/tokens/{made.key}/revoke").status_code == 409


def test_what_is_wrong_is_said_at_its_field(sign_in: SignIn) -> None:
    admin = sign_in("admin")
    for form, sentence in [
        ({"login": "nobody", "name": "x"}, "There is no active person with the login nobody."),
        ({"login": "ana", "name": ""}, "Say what the token is for"),
        ({"login": "ana", "name": "x", "days": "0"}, "1 to 3660 days"),
        ({"login": "ana", "name": "x", "days": "soon"}, "1 to 3660 days"),
    ]:
        answer = admin.post("/admin/programs/tokens", data=form)
        assert answer.status_code == 422
        assert sentence in answer.text
    answer = admin.post("/admin/programs/accounts", data={"login": "Ä", "name": "x"})
    assert answer.status_code == 422
    assert "small letters" in answer.text


def test_only_administrators_see_it(sign_in: SignIn) -> None:
    assert sign_in("tono").get("/admin/programs").status_code == 403
