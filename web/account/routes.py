"""Signing in and out, the language, and one's own account."""

from __future__ import annotations

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from engine.commands.people import ChangeLanguage, NoteSignIn, SetPassword
from engine.person import CITIZEN
from web import here, passwords, people
from web.access import PUBLIC, SIGNED_IN, allow
from web.languages import COOKIE, LANGUAGES
from web.navigation import home as first_page
from web.navigation import safe
from web.security import limiter

blueprint = Blueprint("account", __name__, template_folder="templates")

LOOPBACK = {"127.0.0.1", "::1"}


@blueprint.get("/")
@allow(PUBLIC)
def home() -> Response:
    """To the first page of whoever comes."""
    return redirect(first_page())


@blueprint.get("/masuk")
@allow(PUBLIC)
def sign_in() -> Response | str:
    """The sign-in page."""
    if current_user.is_authenticated:
        return redirect(safe(request.args.get("next")))
    return _sign_in_page()


def _login_name() -> str:
    return request.form.get("login", "").strip().lower()[:200]


@blueprint.post("/masuk")
@allow(PUBLIC)
@limiter.limit("30 per minute")
@limiter.limit("5 per 15 minutes", key_func=_login_name, deduct_when=lambda answer: answer.status_code == 401)
def check_sign_in() -> Response:
    """Sign in, or say in one sentence for every reason that it did not work."""
    login = _login_name()
    account = people.find_account(login) if login else None
    right = passwords.right_password(account, request.form.get("password", "")[:1000])
    here.the_engine().do(NoteSignIn(login, right), by=CITIZEN)
    if not right or account is None:
        return make_response(_sign_in_page(login, wrong=True), 401)
    target = request.form.get("next")
    session.clear()
    login_user(people.User(account))
    session.permanent = True
    response = redirect(safe(target))
    response.set_cookie(COOKIE, account.locale, max_age=31536000, samesite="Lax", secure=current_app.config["HTTPS"])
    return response


def _sign_in_page(login: str = "", wrong: bool = False) -> str:
    demo = current_app.config["DEMO_ACCOUNTS"] if request.remote_addr in LOOPBACK else ()
    target = request.values.get("next", "")
    return render_template("account/sign_in.html", login=login, wrong=wrong, demo=demo, target=target)


@blueprint.post("/keluar")
@allow(PUBLIC)
def sign_out() -> Response:
    """End the session."""
    logout_user()
    session.clear()
    flash(gettext("You are signed out."), "success")
    return redirect(url_for("account.sign_in"))


@blueprint.get("/bahasa/<code>")
@allow(PUBLIC)
def switch_language(code: str) -> Response:
    """Show the pages in another language on this device."""
    if code not in LANGUAGES:
        abort(404)
    response = redirect(safe((request.args.get("next") or "").rstrip("?")))
    response.set_cookie(COOKIE, code, max_age=31536000, samesite="Lax", secure=current_app.config["HTTPS"])
    return response


@blueprint.get("/akun")
@allow(SIGNED_IN)
def profile() -> str:
    """One's own account."""
    return _profile_page()


def _profile_page(errors: dict[str, str] | None = None) -> str:
    return render_template("account/profile.html", errors=errors or {}, shortest=passwords.SHORTEST_PASSWORD)


@blueprint.post("/akun/sandi")
@allow(SIGNED_IN)
@limiter.limit("10 per minute")
def change_password() -> Response:
    """A new password; ends all other sessions of the account."""
    new, again = request.form.get("new", ""), request.form.get("again", "")
    errors = {}
    if not passwords.right_password(current_user.account, request.form.get("old", "")[:1000]):
        errors["old"] = gettext("This is not your present password.")
    if len(new) < passwords.SHORTEST_PASSWORD:
        errors["new"] = gettext(
            "At least %(n)s characters; found %(found)s.", n=passwords.SHORTEST_PASSWORD, found=len(new)
        )
    elif new != again:
        errors["again"] = gettext("This differs from the new password above.")
    if errors:
        return make_response(_profile_page(errors), 422)
    login = current_user.person.login
    here.do(SetPassword(login, passwords.hash_password(new[:1000])))
    account = people.find_account(login)
    assert account is not None
    login_user(people.User(account))
    flash(gettext("Your password has been changed. Other devices are signed out."), "success")
    return redirect(url_for("account.profile"))


@blueprint.post("/akun/bahasa")
@allow(SIGNED_IN)
def change_language() -> Response:
    """The language of one's pages and mails from now on."""
    code = request.form.get("language", "")
    if code not in LANGUAGES:
        abort(400)
    here.do(ChangeLanguage(code))
    response = redirect(url_for("account.profile"))
    response.set_cookie(COOKIE, code, max_age=31536000, samesite="Lax", secure=current_app.config["HTTPS"])
    return response
