"""Who may use a route. Every route says so with ``@allow``; one that does not keeps the application from starting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, TypeVar, cast

from flask import Flask, Response, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from bpmn.sentence import Sentence, say
from engine import Engine, NotAllowed
from engine.commands.refusals import RecordRefusal
from engine.person import ROLES

PUBLIC = "public"
"""Anybody, signed in or not."""
SIGNED_IN = "signed in"
"""Anybody with an account."""

View = TypeVar("View", bound=Callable[..., Any])


class UndeclaredRoute(Exception):
    """A route without ``@allow``."""


def allow(*who: str) -> Callable[[View], View]:
    """Declare that only people with one of these roles (or PUBLIC, or SIGNED_IN) may use the route below."""
    unknown = set(who) - {*ROLES, PUBLIC, SIGNED_IN}
    if unknown or not who:
        raise ValueError(f"@allow needs roles out of {ROLES}, PUBLIC or SIGNED_IN; found {sorted(unknown)}")

    def declare(view: View) -> View:
        view.__dict__["allowed"] = frozenset(who)
        return view

    return declare


def allowed(app: Flask, endpoint: str) -> frozenset[str]:
    """Who may use an endpoint; empty if it was not declared."""
    return frozenset(getattr(app.view_functions[endpoint], "allowed", frozenset()))


def may_use(endpoint: str) -> bool:
    """Whether the present person may use an endpoint of this application."""
    if endpoint not in current_app.view_functions:
        return False
    who = allowed(current_app, endpoint)
    if PUBLIC in who:
        return True
    return bool(current_user.is_authenticated and (SIGNED_IN in who or who & current_user.person.roles))


def check_all_declared(app: Flask) -> None:
    """Refuse to start with a route that nobody declared."""
    undeclared = sorted(endpoint for endpoint in app.view_functions if not allowed(app, endpoint))
    if undeclared:
        raise UndeclaredRoute(f"These routes do not declare with @allow who may use them: {', '.join(undeclared)}")


def install(app: Flask) -> None:
    """Guard every request."""
    app.view_functions["static"].__dict__["allowed"] = frozenset({PUBLIC})
    app.before_request(guard)
    app.jinja_env.globals["may_use"] = may_use


def guard() -> BaseResponse | None:
    """Let the request through, ask to sign in, or refuse."""
    if request.endpoint is None or may_use(request.endpoint):
        return None  # an unknown address is answered with 404 by Flask itself
    if not current_user.is_authenticated:
        return ask_to_sign_in()
    return refuse(say("This page is for other roles than yours. Nothing was changed."))


def refuse(sentence: Sentence, root_key: int | None = None) -> NoReturn:
    """Refuse a page, and write the attempt down, in the history of the case it was about if there is one."""
    what = f"{request.method} {request.endpoint}"
    cast(Engine, current_app.extensions["alur"]).do(
        RecordRefusal(what, NotAllowed.code, sentence, root_key), by=current_user.person
    )
    raise NotAllowed(sentence, root_key)


def ask_to_sign_in() -> BaseResponse:
    """To the sign-in page and back afterwards; programs and page parts get 401."""
    from web.errors import wants_json  # errors needs this module's names

    here = request.full_path.rstrip("?") if request.method == "GET" else url_for("account.home")
    to = url_for("account.sign_in", next=here)
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": url_for("account.sign_in")})
    if wants_json():
        return Response('{"code": "not_signed_in"}', status=401, mimetype="application/json")
    return redirect(to)
