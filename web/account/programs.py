"""The administrator's page for programs: their accounts, and the tokens that programs sign in with."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from bpmn.sentence import Sentence, say
from engine import InvalidValues, NotFound
from engine.commands.tokens import CreateServiceAccount, CreateToken, NewToken, RevokeToken
from engine.person import ROLES
from engine.queries import people, tokens
from web import here
from web.access import allow
from web.languages import words
from web.people import current_person

blueprint = Blueprint("programs", __name__, template_folder="templates", url_prefix="/admin/programs")


@blueprint.get("")
@allow("administrator")
def programs() -> str:
    """Accounts of programs, and all tokens."""
    return _page()


def _page(errors: dict[str, str] | None = None, made: NewToken | None = None) -> str:
    with here.the_engine().read() as connection:
        accounts, found = tokens.service_accounts(connection), tokens.tokens(connection)
        groups = people.groups(connection)
    return render_template(
        "administration/programs.html", accounts=accounts, tokens=found, groups=groups, roles=ROLES, now=here.now(),
        made=made, errors=errors or {}, typed=request.form if errors else {},
    )  # fmt: skip


@blueprint.post("/accounts")
@allow("administrator")
def create_account() -> Response:
    """An account for a program."""
    login, name = _field("login").lower(), _field("name")
    roles, groups = tuple(request.form.getlist("roles")), tuple(request.form.getlist("groups"))
    try:
        here.do(CreateServiceAccount(login, name, roles, groups))
    except InvalidValues as refusal:
        return make_response(_page(_errors("account", refusal.fields)), 422)
    flash(gettext("The account %(login)s has been made.", login=login), "success")
    return redirect(url_for(".programs"))


@blueprint.post("/tokens")
@allow("administrator")
def create_token() -> Response:
    """A token for an account; this answer is the only one that shows it."""
    days = _field("days")
    try:
        if days and not (days.isascii() and days.isdigit()):
            raise InvalidValues({"days": [say("A token is valid for 1 to 3660 days; found {days}.", days=days)]})
        made = here.the_engine().do(
            CreateToken(_field("login").lower(), _field("name"), int(days) if days else None), current_person()
        )
    except InvalidValues as refusal:
        return make_response(_page(_errors("token", refusal.fields)), 422)
    except NotFound as refusal:
        return make_response(_page(_errors("token", {"login": [refusal.sentence]})), 422)
    return make_response(_page(made=made))


@blueprint.post("/tokens/<int:key>/revoke")
@allow("administrator")
def revoke(key: int) -> Response:
    """End a token."""
    here.do(RevokeToken(key))
    flash(gettext("The token has been revoked."), "success")
    return redirect(url_for(".programs"))


def _field(name: str) -> str:
    return request.form.get(name, "").strip()[:300]


def _errors(form: str, fields: dict[str, list[Sentence]]) -> dict[str, str]:
    return {f"{form}-{name}": " ".join(words(sentence) for sentence in found) for name, found in fields.items()}
