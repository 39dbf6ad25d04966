"""What a person or a program sees when something was refused or failed: what happened, what was kept, what to do."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask_babel import gettext, lazy_gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from engine import Refusal
from web.languages import words

STATUS = {
    "not_found": 404,
    "not_allowed": 403,
    "wrong_state": 409,
    "conflict": 409,
    "already_claimed": 409,
    "faltered": 409,
    "mismatched": 400,
    "invalid_values": 422,
    "invalid_deployment": 422,
    "invalid_command": 400,
    "unavailable": 503,
    "refused": 400,
    "not_authenticated": 401,
    "bad_request": 400,
    "media_type": 415,
    "not_served": 501,
    "deadline": 504,
}
"""Code of a refusal -> HTTP status. A refusal that is not listed is answered with 400."""


@dataclass(frozen=True, slots=True)
class Page:
    """The three things an error page says."""

    title: Any
    kept: Any = ""
    advice: Any = ""


PAGES = {
    400: Page(lazy_gettext("This request could not be read"), lazy_gettext("Nothing was changed."),
              lazy_gettext("Go back, reload the page and send it again.")),
    403: Page(lazy_gettext("You may not do this"), lazy_gettext("Nothing was changed. The attempt was recorded."),
              lazy_gettext("If this is part of your work, ask an administrator for the role or group.")),
    404: Page(lazy_gettext("There is nothing at this address"), lazy_gettext("Nothing was changed."),
              lazy_gettext("Check the address or number, or start again from the first page.")),
    405: Page(lazy_gettext("This address cannot be used that way"), lazy_gettext("Nothing was changed."),
              lazy_gettext("Go back and use the buttons of the page.")),
    409: Page(lazy_gettext("Somebody or something was faster"),
              lazy_gettext("Nothing was changed. What you typed into a task is kept as a draft."),
              lazy_gettext("Reload the page to see how things are now.")),
    413: Page(lazy_gettext("This is too large"), lazy_gettext("Nothing was changed; the upload was not stored."),
              lazy_gettext("Send at most 16 MB at once.")),
    422: Page(lazy_gettext("Some values do not fit"), lazy_gettext("Nothing was saved as done."),
              lazy_gettext("Go back, correct the values named here and send them again.")),
    429: Page(lazy_gettext("Too many attempts in a short time"), lazy_gettext("Nothing was changed."),
              lazy_gettext("Wait a minute, then try again.")),
    500: Page(lazy_gettext("Alur could not finish this"),
              lazy_gettext("Nothing was half done: a command is carried out whole or not at all."),
              lazy_gettext("Try again. If it happens again, give an administrator the number below.")),
    503: Page(lazy_gettext("The database does not answer"), lazy_gettext("Nothing was changed."),
              lazy_gettext("Try again in a minute. Open requests and tasks are safe.")),
}  # fmt: skip

log = logging.getLogger("alur.web")


@dataclass(slots=True)
class Trouble:
    """An answer that says no."""

    status: int
    code: str
    happened: str
    details: dict[str, list[str]] = field(default_factory=dict)
    number: str = ""
    refusal: Refusal | None = None


Shape = Callable[[Trouble], Response]
SHAPES: dict[str, Shape] = {}
"""Beginning of an address -> how the API there says that something went wrong; everywhere else there are pages."""


def shape_here() -> Shape | None:
    """The shape of errors at this request's address, if it is an API's."""
    found = (shape for prefix, shape in SHAPES.items() if f"{request.path}/".startswith(f"{prefix}/"))
    return next(found, None)


def wants_json() -> bool:
    """Whether a program is asking."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return request.is_json or best == "application/json"


def answer(trouble: Trouble) -> Response:
    """The trouble in the shape of an API, as JSON, as a part of a page (htmx), or as a page of its own."""
    if (shape := shape_here()) is not None:
        return shape(trouble)
    page = PAGES.get(trouble.status, PAGES[500 if trouble.status >= 500 else 400])
    if wants_json():
        body: dict[str, Any] = {"code": trouble.code, "sentence": trouble.happened, "kept": str(page.kept)}
        body |= {"advice": str(page.advice), "number": trouble.number or None}
        response = jsonify(body | ({"fields": trouble.details} if trouble.details else {}))
    else:
        response = make_response(_rendered(trouble, page))
    response.status_code = trouble.status
    return response


def _rendered(trouble: Trouble, page: Page) -> str:
    """The part htmx asked for, else a whole page; a bare one if the frame (account, menu) fails as well."""
    if request.headers.get("HX-Request"):
        return render_template("errors/part.html", trouble=trouble, page=page)
    try:
        return render_template("errors/page.html", trouble=trouble, page=page)
    except Exception as second:
        log.warning("the page of the failure %s failed as well: %s", trouble.number or trouble.code, second)
        return render_template("errors/bare.html", trouble=trouble, page=page)


def of_refusal(refusal: Refusal) -> Response:
    """A command that was not carried out."""
    fields = getattr(refusal, "fields", {})
    details = {name: [words(sentence) for sentence in found] for name, found in fields.items()}
    status = STATUS.get(refusal.code, 400)
    return answer(Trouble(status, refusal.code, words(refusal.sentence), details, refusal=refusal))


def of_csrf(error: CSRFError) -> Response:
    """A form whose token is missing or from another sign-in."""
    return answer(Trouble(400, "csrf", gettext("This page belongs to another or an ended sign-in.")))


def of_http(error: HTTPException) -> Response:
    """404, 405, 413, 429 and the like."""
    if error.response is not None or (error.code or 500) < 400:
        return make_response(error.get_response())
    status = error.code or 500
    response = answer(Trouble(status, f"http_{status}", str(PAGES.get(status, PAGES[400]).title) + "."))
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def of_crash(error: Exception) -> Response:
    """A fault of ours: logged in full under a number, shown without a trace."""
    if current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    status = 503 if _is_the_database(error) else 500
    number = f"{id(error) & 0xFFFFFF:06X}"
    log.error("number %s: %s %s failed", number, request.method, request.path, exc_info=error)
    return answer(Trouble(status, "crash", str(PAGES[status].title) + ".", number=number))


def _is_the_database(error: Exception) -> bool:
    """Whether the database could not be reached, told by name since the web knows no driver."""
    kinds = {f"{kind.__module__.split('.')[0]}.{kind.__name__}" for kind in type(error).__mro__}
    return bool(kinds & {"sqlalchemy.OperationalError", "sqlalchemy.InterfaceError", "psycopg.OperationalError",
                         "sqlalchemy.TimeoutError"})  # fmt: skip


def install(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(Refusal, of_refusal)
    app.register_error_handler(CSRFError, of_csrf)
    app.register_error_handler(HTTPException, of_http)
    app.register_error_handler(Exception, of_crash)
