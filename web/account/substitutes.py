"""Pages about one's work in other hands: substitutes, and conflicts of interest; for oneself and as a head."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from bpmn.sentence import say
from engine import InvalidValues, NotFound
from engine.commands.conflicts import DeclareConflict, WithdrawConflict
from engine.commands.substitution import NameSubstitute, WithdrawSubstitute
from engine.queries import substitutions as queries
from web import here
from web.access import allow
from web.languages import words
from web.people import current_person

blueprint = Blueprint("substitutes", __name__, template_folder="templates")


def _field(name: str) -> str:
    return request.form.get(name, "").strip()[:300]


def _words(refusal: InvalidValues) -> dict[str, str]:
    return {name: " ".join(words(sentence) for sentence in found) for name, found in refusal.fields.items()}


@blueprint.get("/penggantian")
@allow("staff", "administrator")
def substitutes() -> str:
    """Who does my work, whose work I do; heads see their people's."""
    return _page(request.args.get("untuk", "") or current_person().login)


def _page(login: str, errors: dict[str, str] | None = None) -> str:
    person, now = current_person(), here.now()
    with here.the_engine().read() as connection:
        people = queries.cared_for(connection, person, now)
        if login not in people and login != person.login:
            raise NotFound(say("There is no person with the login {login}.", login=login))
        staff = queries.staff(connection)
        groups = queries.groups_of(connection, login)
        found = queries.substitutions(connection, [person.login, *people])
    return render_template(
        "substitutes/substitutes.html", login=login, people={person.login: person.name, **people}, staff=staff,
        groups=groups, found=found, now=now, person=person, errors=errors or {}, typed=request.form if errors else {},
        today=now.astimezone(here.zone()).date().isoformat(), may_withdraw={person.login, *people},
    )  # fmt: skip


@blueprint.post("/penggantian")
@allow("staff", "administrator")
def name_substitute() -> Response:
    """Name a substitute, from the morning of a day to the evening of another."""
    login = _field("login") or current_person().login
    groups = tuple(request.form.getlist("groups")) if _field("scope") == "some" else None
    try:
        starts_at, ends_at = _day("starts_at"), _day("ends_at") + timedelta(days=1)
        here.do(
            NameSubstitute(login, _field("substitute"), starts_at, ends_at, _field("kind"), _field("decree"), groups)
        )
    except InvalidValues as refusal:
        return make_response(_page(login, _words(refusal)), 422)
    flash(gettext("The substitute has been named."), "success")
    return redirect(url_for(".substitutes", untuk=login if login != current_person().login else None))


def _day(name: str) -> datetime:
    """The morning of the day that was typed, in the office's zone."""
    try:
        return datetime.combine(date.fromisoformat(_field(name)), time(), here.zone())
    except ValueError:
        raise InvalidValues({name: [say("Expected a day; found {found}.", found=_field(name) or "–")]}) from None


@blueprint.post("/penggantian/<int:key>/cabut")
@allow("staff", "administrator")
def withdraw(key: int) -> Response:
    """End a substitution before its time."""
    here.do(WithdrawSubstitute(key))
    flash(gettext("The substitution has ended."), "success")
    return redirect(url_for(".substitutes"))


@blueprint.get("/benturan-kepentingan")
@allow("staff", "administrator")
def conflicts() -> str:
    """What I have declared; heads see their people's."""
    return _conflicts_page()


def _conflicts_page(errors: dict[str, str] | None = None) -> str:
    person = current_person()
    with here.the_engine().read() as connection:
        people = queries.cared_for(connection, person, here.now())
        found = queries.conflicts(connection, [person.login, *people])
    return render_template(
        "substitutes/conflicts.html", found=found, person=person, people=people, errors=errors or {},
        typed=request.form if errors else {},
    )  # fmt: skip


@blueprint.post("/benturan-kepentingan")
@allow("staff", "administrator")
def declare() -> Response:
    """Declare a conflict of interest of one's own."""
    try:
        here.do(DeclareConflict(_field("reason"), _field("case"), _field("party")))
    except InvalidValues as refusal:
        return make_response(_conflicts_page(_words(refusal)), 422)
    flash(gettext("Your declaration has been recorded."), "success")
    return redirect(url_for(".conflicts"))


@blueprint.post("/benturan-kepentingan/<int:key>/cabut")
@allow("staff", "administrator")
def lift(key: int) -> Response:
    """A declared conflict is none any more: the head's decision."""
    here.do(WithdrawConflict(key))
    flash(gettext("The declaration has been withdrawn."), "success")
    return redirect(url_for(".conflicts"))
