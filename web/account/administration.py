"""The administrator's pages: people, candidate groups and units."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from bpmn.sentence import say
from engine import InvalidValues, NotFound
from engine.commands.people import CreatePerson, SavePerson, SetPassword
from engine.commands.units import SaveGroup, SaveUnit
from engine.person import ROLES
from engine.queries import people as queries
from web import here
from web.access import allow
from web.languages import words
from web.passwords import SHORTEST_PASSWORD, hash_password
from web.people import find_account

blueprint = Blueprint("administration", __name__, template_folder="templates", url_prefix="/admin")

PAGE = 50


def _field(name: str) -> str:
    return request.form.get(name, "").strip()[:300]


def _words(refusal: InvalidValues) -> dict[str, str]:
    return {name: " ".join(words(sentence) for sentence in found) for name, found in refusal.fields.items()}


@blueprint.get("/people")
@allow("administrator")
def people() -> str:
    """People, filtered, by login."""
    text, role, after = (request.args.get(name, "")[:100] for name in ("q", "role", "after"))
    with here.the_engine().read() as connection:
        found = queries.accounts(connection, text, role, after, PAGE + 1)
    more = url_for(".people", q=text, role=role, after=found[PAGE - 1].person.login) if len(found) > PAGE else None
    return render_template(
        "administration/people.html", found=found[:PAGE], text=text, role=role, after=after, more=more, roles=ROLES
    )


@blueprint.get("/people/new")
@allow("administrator")
def new_person() -> str:
    """An empty sheet for a person."""
    return _person_page(None)


@blueprint.get("/people/<login>")
@allow("administrator")
def person(login: str) -> str:
    """One person's sheet."""
    return _person_page(_known(login))


def _known(login: str) -> queries.Account:
    account = find_account(login)
    if account is None:
        raise NotFound(say("There is no person with the login {login}.", login=login))
    return account


def _person_page(account: queries.Account | None, errors: dict[str, str] | None = None) -> str:
    with here.the_engine().read() as connection:
        groups, units = queries.groups(connection), queries.units(connection)
    return render_template(
        "administration/person.html", account=account, errors=errors or {}, typed=request.form if errors else None,
        groups=groups, units=units, roles=ROLES, shortest=SHORTEST_PASSWORD,
    )  # fmt: skip


def _sheet() -> dict[str, Any]:
    return {
        "name": _field("name"),
        "position": _field("position"),
        "email": _field("email") or None,
        "unit": _field("unit") or None,
        "roles": tuple(request.form.getlist("roles")),
        "groups": tuple(request.form.getlist("groups")),
    }


def _new_password(wanted: bool) -> str | None:
    password = request.form.get("password", "")[:1000]
    if not password and not wanted:
        return None
    if len(password) < SHORTEST_PASSWORD:
        sentence = say("At least {least} characters; found {found}.", least=SHORTEST_PASSWORD, found=len(password))
        raise InvalidValues({"password": [sentence]})
    return hash_password(password)


@blueprint.post("/people/new")
@allow("administrator")
def create_person() -> Response:
    """Make an account."""
    login = _field("login").lower()
    try:
        here.do(CreatePerson(login=login, password_hash=_new_password(wanted=True), **_sheet()))
    except InvalidValues as refusal:
        return make_response(_person_page(None, _words(refusal)), 422)
    flash(gettext("The account %(login)s has been made.", login=login), "success")
    return redirect(url_for(".people"))


@blueprint.post("/people/<login>")
@allow("administrator")
def save_person(login: str) -> Response:
    """Change an account; a password only if one was typed."""
    account = _known(login)
    try:
        password_hash = _new_password(wanted=False)
        here.do(SavePerson(login=login, active="active" in request.form, **_sheet()))
    except InvalidValues as refusal:
        return make_response(_person_page(account, _words(refusal)), 422)
    if password_hash:
        here.do(SetPassword(login, password_hash))
    flash(gettext("The account %(login)s has been saved.", login=login), "success")
    return redirect(url_for(".person", login=login))


@blueprint.get("/groups")
@allow("administrator")
def groups() -> str:
    """Candidate groups and units."""
    return _groups_page()


def _groups_page(errors: dict[str, str] | None = None) -> str:
    with here.the_engine().read() as connection:
        found, units = queries.groups(connection), queries.units(connection)
    return render_template(
        "administration/groups.html",
        groups=found,
        units=units,
        errors=errors or {},
        typed=request.form if errors else {},
    )


@blueprint.post("/groups")
@allow("administrator")
def save_group() -> Response:
    """Make or rename a group."""
    return _save(SaveGroup(_field("id"), _field("name"), _field("unit") or None), "group")


@blueprint.post("/units")
@allow("administrator")
def save_unit() -> Response:
    """Make or rename a unit."""
    return _save(SaveUnit(_field("id"), _field("name"), _field("parent") or None), "unit")


def _save(command: SaveGroup | SaveUnit, what: str) -> Response:
    try:
        here.do(command)
    except InvalidValues as refusal:
        return make_response(_groups_page({f"{what}-{key}": text for key, text in _words(refusal).items()}), 422)
    flash(gettext("%(name)s has been saved.", name=command.name), "success")
    return redirect(url_for(".groups"))
