"""What the person who asked does in the case: after a challenge, fill the form of a task for the applicant."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from bpmn.forms import Form, form_from, prefill, read_form
from bpmn.sentence import say
from engine import CompleteTask, InvalidValues, NotAllowed, NotFound
from engine.person import CITIZEN
from engine.queries import portal
from engine.queries.journey import APPLICANT
from web.access import PUBLIC, allow
from web.diagrams import diagram_of, process_of
from web.here import now, the_engine
from web.languages import words
from web.portal.area import blueprint
from web.portal.catalogue import submitted_values
from web.portal.tracking import is_open, known_request, secret_name
from web.security import limiter

SHOWN = 4
MINUTES = 30
APPLICANT_PERSON = replace(CITIZEN, groups=frozenset({APPLICANT}))
"""A citizen who may do tasks for applicants; the routes below let each near the tasks of the one case only."""


def _number() -> str:
    return f"number {(request.view_args or {}).get('number', '')}"


@blueprint.post("/lacak/<number>/buka")
@allow(PUBLIC)
@limiter.limit("5 per 10 minutes", key_func=_number)
@limiter.limit("20 per hour")
def unlock(number: str) -> BaseResponse:
    """The challenge: the last characters of something only the applicant knows."""
    found = known_request(number)
    process = process_of(found.source, found.process_id)
    name = secret_name(process) if process else ""
    if not name:
        raise NotAllowed(say("This step cannot be done online. Please go to the counter with your tracking number."))
    with the_engine().read() as connection:
        value = portal.secret(connection, found.root_key, name)
    typed = "".join(request.form.get("answer", "").split()).casefold()
    right = (value or "").strip()[-SHOWN:].casefold()
    if len(right) < SHOWN or not hmac.compare_digest(typed.encode(), right.encode()):
        flash(gettext("These are not the last %(count)d characters. Nothing was opened; after 5 attempts please wait "
                      "10 minutes.", count=SHOWN), "error")  # fmt: skip
        return redirect(url_for("portal.request_page", number=number), 303)
    opened = {key: until for key, until in (session.get("opened") or {}).items() if until > now().timestamp()}
    session["opened"] = opened | {number: now().timestamp() + MINUTES * 60}
    if len(found.tasks) == 1:
        return redirect(url_for("portal.applicant_task", number=number, key=found.tasks[0].key), 303)
    return redirect(url_for("portal.request_page", number=number), 303)


@blueprint.get("/lacak/<number>/tugas/<int:key>")
@allow(PUBLIC)
def applicant_task(number: str, key: int) -> BaseResponse | str:
    """The form of the task, filled with what the case knows."""
    if not is_open(number):
        return redirect(url_for("portal.request_page", number=number))
    found, task = _task(number, key)
    form = _form(found, task)
    with the_engine().read() as connection:
        variables = portal.variables_of(connection, found.root_key)
    return _page(found, task, form, prefill(form, variables) if form else {}, {}, secrets.token_urlsafe(18))


@blueprint.post("/lacak/<number>/tugas/<int:key>")
@allow(PUBLIC)
@limiter.limit("20 per minute")
def complete(number: str, key: int) -> BaseResponse | tuple[str, int]:
    """The applicant has done it."""
    if not is_open(number):
        return redirect(url_for("portal.request_page", number=number))
    if all(task.key != key for task in known_request(number).tasks):
        flash(gettext("This step was done already. Nothing was changed by sending it again."), "info")
        return redirect(url_for("portal.request_page", number=number), 303)
    found, task = _task(number, key)
    values, once = submitted_values(), request.form.get("once", "")
    try:
        the_engine().do(CompleteTask(key, values), by=APPLICANT_PERSON, idempotency_key=once or None)
    except InvalidValues as refusal:
        errors = {name: [words(sentence) for sentence in wrong] for name, wrong in refusal.fields.items()}
        return _page(found, task, _form(found, task), values, errors, once), 422
    flash(gettext("Thank you. Your request goes on."), "success")
    return redirect(url_for("portal.request_page", number=number), 303)


def _task(number: str, key: int) -> tuple[portal.Request, portal.ApplicantTask]:
    """The task, if it is one for the applicant of exactly this request."""
    found = known_request(number)
    for task in found.tasks:
        if task.key == key:
            return found, task
    raise NotFound(say("This step is done already or belongs to another request. Nothing was changed."))


def _form(found: portal.Request, task: portal.ApplicantTask) -> Form | None:
    with the_engine().read() as connection:
        content = portal.task_form(connection, task.key)
    if content is not None:
        return read_form(content)
    diagram = diagram_of(found.source)
    generated = diagram.forms.get(task.element_id) if diagram else None
    return form_from(dict(generated)) if generated else None


def _page(found: portal.Request, task: portal.ApplicantTask, form: Form | None, data: dict[str, Any],
          errors: dict[str, list[str]], once: str) -> str:  # fmt: skip
    return render_template(
        "portal/applicant_task.html", found=found, task=task, schema=form.schema if form else None, data=data,
        errors=errors, once=once,
    )  # fmt: skip
