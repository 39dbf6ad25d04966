"""Where a request is, for anybody who has its number: in plain words, without names of people or data of the case."""

from __future__ import annotations

import re

from flask import redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from bpmn.diagram import Process
from bpmn.sentence import say
from engine import NotFound
from engine.calendar import Calendar
from engine.queries import portal
from engine.queries.calendars import calendar_of
from engine.queries.expected import promise
from engine.queries.journey import Journey, journey
from web.access import PUBLIC, allow
from web.diagrams import process_of
from web.here import now, the_engine, zone
from web.portal.area import blueprint
from web.portal.words import length, step_name
from web.security import limiter

LETTERS = 12
GROUP = 4
Page = str | tuple[str, int] | BaseResponse


@blueprint.get("/lacak")
@allow(PUBLIC)
@limiter.limit("60 per minute")
def track() -> Page:
    """Ask for a number, and go to its page."""
    typed = request.args.get("nomor", "").strip()
    if not typed:
        return render_template("portal/track_search.html", typed="", problem="")
    number = normalised(typed)
    if number is None:
        problem = gettext("A tracking number has 12 letters and digits, like 7KQ2-M9XP-4TRW. Check what you typed.")
        return render_template("portal/track_search.html", typed=typed, problem=problem), 422
    return redirect(url_for("portal.request_page", number=number))


@blueprint.get("/lacak/<number>")
@allow(PUBLIC)
@limiter.limit("60 per minute")
def request_page(number: str) -> Page:
    """The way of one request."""
    right = normalised(number)
    if right is None:
        return _unknown(number)
    if right != number:
        return redirect(url_for("portal.request_page", number=right))
    with the_engine().read() as connection:
        found = portal.request(connection, number)
    process = process_of(found.source, found.process_id) if found else None
    if found is None or process is None:
        return _unknown(number)
    way = way_of(found, process)
    made = promise(process, way, found.started_at, now(), _calendar(found)) if found.state == "active" else None
    return render_template(
        "portal/track.html", found=found, way=way, promise=made, length=length, step_name=step_name,
        opened=is_open(number), secret=secret_label(process),
    )  # fmt: skip


@blueprint.get("/lacak/<number>/tanda-terima")
@allow(PUBLIC)
@limiter.limit("60 per minute")
def receipt(number: str) -> Page:
    """What the person keeps after asking."""
    found = known_request(number)
    process = process_of(found.source, found.process_id)
    made = promise(process, way_of(found, process), found.started_at, now(), _calendar(found)) if process else None
    return render_template("portal/receipt.html", found=found, promise=made, length=length)


def _calendar(found: portal.Request) -> Calendar:
    """The working calendar of the unit that serves the request."""
    with the_engine().read() as connection:
        return calendar_of(connection, found.unit, zone().key)


def normalised(typed: str) -> str | None:
    """The number as it is kept, whatever spaces, dashes and small letters it was typed with; None if it can be none."""
    letters = re.sub(r"[^0-9A-Z]", "", typed.upper())
    if len(letters) != LETTERS:
        return None
    return "-".join(letters[at : at + GROUP] for at in range(0, LETTERS, GROUP))


def known_request(number: str) -> portal.Request:
    """The request of a number in its right form, or a refusal."""
    with the_engine().read() as connection:
        found = portal.request(connection, number)
    if found is None:
        raise NotFound(say("There is no request with the number {number}. Check it on your receipt.", number=number))
    return found


def way_of(found: portal.Request, process: Process) -> Journey:
    """Its way so far and what comes next."""
    return journey(process, found.trail, found.state, found.ended_at, found.end_element_id, now())


def secret_name(process: Process) -> str:
    """The variable whose last characters an applicant must know; empty if the diagram names none."""
    return dict(process.properties).get("alur:applicantSecret", "").strip()


def secret_label(process: Process) -> str:
    """What that variable is called on the page."""
    name = secret_name(process).split(".")[-1]
    return name.upper() if len(name) <= 4 else name.replace("_", " ")


def is_open(number: str) -> bool:
    """Whether this browser has passed the challenge for that request a short time ago."""
    until = (session.get("opened") or {}).get(number, 0)
    return bool(until > now().timestamp())


def _unknown(number: str) -> tuple[str, int]:
    problem = gettext(
        "There is no request with the number %(number)s. Check it on your receipt; dashes do not matter.",
        number=number[:40],
    )
    return render_template("portal/track_search.html", typed=number[:40], problem=problem), 404
