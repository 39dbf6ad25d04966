"""The administrator's pages for people, groups and units."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from engine.person import Person

from .conftest import PASSWORD, SignIn
from .test_sign_in import enter

SHEET = {"login": "dewi", "name": "Dewi", "position": "Clerk", "unit": "town", "roles": "staff", "groups": "clerks"}


def test_people_can_be_listed_and_filtered(sign_in: SignIn) -> None:
    admin = sign_in("admin")
    page = admin.get("/admin/people").text
    assert all(f"<code>{login}</code>" in page for login in ("ana", "bob", "tono"))
    page = admin.get("/admin/people?role=analyst").text
    assert "<code>tono</code>" in page
    assert "<code>ana</code>" not in page
    page = admin.get("/admin/people?q=CHARL").text
    assert "<code>charlie</code>" in page
    assert "<code>bob</code>" not in page
    assert "Nobody fits this filter" in admin.get("/admin/people?q=100%25").text


def test_a_new_account_can_sign_in_and_has_its_groups(
    sign_in: SignIn, stranger: FlaskClient, person_of: Callable[[str], Person]
) -> None:
    answer = sign_in("admin").post("/admin/people/new", data=SHEET | {"password": PASSWORD})
    assert answer.status_code == 302
    assert person_of("dewi").groups == {"clerks"}
    assert enter(stranger, "dewi", PASSWORD)[0] == 302


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"login": "ana"}, "There is an account ana already."),
        ({"login": "Ä b"}, "small letters, digits, dots or hyphens"),
        ({"name": ""}, "A name is needed."),
        ({"email": "nowhere"}, "This is not an e-mail address: nowhere"),
        ({"roles": "king"}, "There are no such roles: king"),
        ({"groups": "ghosts"}, "There are no such groups: ghosts"),
        ({"unit": "moon"}, "There is no unit moon."),
        ({"password": "short"}, "At least 10 characters; found 5."),
    ],
)
def test_wrong_values_are_explained_and_what_was_typed_stays(sign_in: SignIn, wrong: dict[str, str], told: str) -> None:
    answer = sign_in("admin").post("/admin/people/new", data=SHEET | {"password": PASSWORD} | wrong)
    assert answer.status_code == 422
    assert told in answer.text
    assert 'value="Clerk"' in answer.text


def test_roles_and_groups_can_be_changed(sign_in: SignIn, person_of: Callable[[str], Person]) -> None:
    said = {"name": "Ana B.", "roles": ["staff", "auditor"], "groups": ["heads"], "active": "on"}
    assert sign_in("admin").post("/admin/people/ana", data=said).status_code == 302
    changed = person_of("ana")
    assert (changed.name, changed.roles, changed.groups) == ("Ana B.", {"staff", "auditor"}, {"heads"})


def test_a_sheet_can_be_saved_as_it_is(sign_in: SignIn) -> None:
    page = sign_in("admin").get("/admin/people/ana").text
    assert 'name="email" type="email" value=""' in page
    assert "None" not in page


def test_an_account_can_be_closed(sign_in: SignIn, stranger: FlaskClient) -> None:
    sign_in("admin").post("/admin/people/ana", data={"name": "Ana", "roles": "staff"})
    assert enter(stranger, "ana", PASSWORD)[0] == 401


def test_administrators_cannot_shut_themselves_out(sign_in: SignIn) -> None:
    admin = sign_in("admin")
    closed = admin.post("/admin/people/admin", data={"name": "Admin", "roles": "administrator"})
    demoted = admin.post("/admin/people/admin", data={"name": "Admin", "roles": "staff", "active": "on"})
    assert (closed.status_code, demoted.status_code) == (422, 422)
    assert "You cannot take your own account out of the administration." in closed.text
    assert admin.get("/admin/people").status_code == 200


def test_groups_and_units_can_be_added(sign_in: SignIn) -> None:
    admin = sign_in("admin")
    assert admin.post("/admin/units", data={"id": "desk", "name": "Desk", "parent": "town"}).status_code == 302
    assert admin.post("/admin/groups", data={"id": "deputies", "name": "Deputies", "unit": "desk"}).status_code == 302
    page = admin.get("/admin/groups").text
    assert "<code>deputies</code>" in page
    assert "<td>Town Hall</td>" in page
    loop = admin.post("/admin/units", data={"id": "town", "name": "Town Hall", "parent": "desk"})
    assert loop.status_code == 422
    assert "A unit cannot be part of itself." in loop.text


def test_an_unknown_person_is_a_404(sign_in: SignIn) -> None:
    answer = sign_in("admin").get("/admin/people/nobody")
    assert answer.status_code == 404
    assert "There is no person with the login nobody." in answer.text
