"""The catalogue of services, the page of one service, and the form by which it is asked for."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from bpmn.diagram import Process
from bpmn.forms import Form, form_from, prefill, read_form
from bpmn.sentence import say
from engine import InvalidCommand, InvalidValues, NotFound, StartInstance
from engine.queries import library, portal
from web.access import PUBLIC, allow
from web.diagrams import diagram_of, plain_start, process_of
from web.here import do, the_engine
from web.languages import words
from web.people import current_person
from web.portal.area import blueprint
from web.portal.words import standard
from web.security import limiter


@dataclass(frozen=True, slots=True)
class Offer:
    """A service with its drawing."""

    service: portal.Service
    process: Process
    source: bytes


@blueprint.get("/layanan")
@allow(PUBLIC)
def catalogue() -> str:
    """The services that the person may ask for, by the unit that gives them."""
    text = request.args.get("q", "").strip()
    with the_engine().read() as connection:
        found = portal.services(connection, audiences())
    shown = [service for service in found if text.casefold() in f"{service.name} {service.documentation}".casefold()]
    by_unit: dict[str, list[portal.Service]] = {}
    for service in sorted(shown, key=lambda service: (service.unit_name.casefold(), service.name.casefold())):
        by_unit.setdefault(service.unit_name, []).append(service)
    return render_template("portal/catalogue.html", by_unit=by_unit, text=text, any_at_all=bool(found))


@blueprint.get("/layanan/<process_id>")
@allow(PUBLIC)
def service(process_id: str) -> str:
    """One service with the components of its published standard."""
    offer = _offer(process_id)
    return render_template(
        "portal/standard.html", offer=offer, standard=standard(offer.process),
        startable=plain_start(offer.process) is not None,
    )  # fmt: skip


@blueprint.get("/layanan/<process_id>/prosedur")
@allow(PUBLIC)
def procedure(process_id: str) -> str:
    """The procedure as a diagram; a page of its own, since the viewer is heavy for a slow phone."""
    return render_template("portal/procedure.html", offer=_offer(process_id))


@blueprint.get("/layanan/<process_id>/diagram.bpmn")
@allow(PUBLIC)
def drawing(process_id: str) -> tuple[bytes, int, dict[str, str]]:
    """The drawing of the procedure, for the viewer."""
    return _offer(process_id).source, 200, {"Content-Type": "application/xml"}


@blueprint.get("/layanan/<process_id>/ajukan")
@allow(PUBLIC)
def ask(process_id: str) -> str:
    """The request form."""
    offer = _offer(process_id)
    form = _start_form(offer)
    return _ask_page(offer, form, prefill(form, {}) if form else {}, {}, secrets.token_urlsafe(18))


@blueprint.post("/layanan/<process_id>/ajukan")
@allow(PUBLIC)
@limiter.limit("20 per minute")
def submit(process_id: str) -> BaseResponse | tuple[str, int]:
    """Start the case. The same page sent twice gives the same request."""
    offer = _offer(process_id)
    values = submitted_values()
    try:
        started = do(StartInstance(process_id, variables=values, tracking=True, validate_form=True))
    except InvalidValues as refusal:
        errors = {name: [words(sentence) for sentence in found] for name, found in refusal.fields.items()}
        return _ask_page(offer, _start_form(offer), values, errors, request.form.get("once", "")), 422
    return redirect(url_for("portal.receipt", number=started.tracking_number), 303)


def audiences() -> frozenset[str]:
    """Whose services the person may ask for."""
    if not current_user.is_authenticated:
        return frozenset({"public"})
    keeper = current_person().roles & {"analyst", "administrator"}
    return frozenset({"public", "staff", *(["none"] if keeper else [])})


def submitted_values() -> dict[str, Any]:
    """What form-js sent in the field ``values``."""
    try:
        values = json.loads(request.form.get("values") or "{}")
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise InvalidCommand(say("The form arrived damaged: its values are no JSON object. Nothing was sent on."))
    return values


def _offer(process_id: str) -> Offer:
    with the_engine().read() as connection:
        found = portal.service(connection, process_id, audiences())
        file = library.source(connection, found.definition_key) if found else None
    process = process_of(file.content, process_id) if file else None
    if found is None or file is None or process is None:
        raise NotFound(say("There is no service {service} that you may ask for. It may be offered to staff only.",
                           service=process_id))  # fmt: skip
    return Offer(found, process, file.content)


def _start_form(offer: Offer) -> Form | None:
    """The form of the plain start event, the latest version; None if it has none that Alur shows."""
    start = plain_start(offer.process)
    if start is None or start.form is None or start.form.kind == "key":
        return None
    diagram = diagram_of(offer.source)
    if start.form.kind == "generated" and diagram is not None:
        return form_from(dict(diagram.forms[start.id]))
    with the_engine().read() as connection:
        content = portal.latest_form(connection, start.form.reference.text)
    return read_form(content) if content is not None else None


def _ask_page(offer: Offer, form: Form | None, data: dict[str, Any], errors: dict[str, list[str]], once: str) -> str:
    return render_template(
        "portal/ask.html", offer=offer, schema=form.schema if form else None, data=data, errors=errors, once=once,
        startable=plain_start(offer.process) is not None,
    )  # fmt: skip
