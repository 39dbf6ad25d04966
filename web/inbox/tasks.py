"""The task page: its form and its case side by side; claim, release, hand on, draft, complete, report, escalate."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from bpmn.forms import prefill
from bpmn.sentence import say
from engine import (
    AssignTask,
    ClaimTask,
    Command,
    CompleteTask,
    Conflict,
    EscalateTask,
    InvalidValues,
    NotFound,
    SaveDraft,
    ThrowTaskError,
    UnclaimTask,
    WrongState,
)
from engine.masking import is_personal, masked
from engine.queries import case_file, comments, people, task_sheet
from engine.queries.task_sheet import TaskSheet
from web import access, formats, here
from web.access import allow
from web.inbox import facts, files
from web.inbox.routes import reading
from web.languages import words
from web.navigation import safe
from web.people import current_person

blueprint = Blueprint("tasks", __name__, template_folder="templates")

FREE_ROWS = 3


@blueprint.get("/tasks/<int:key>")
@allow("staff", "administrator")
def task(key: int) -> str:
    """The page of one task."""
    return _page(key)


def _page(
    key: int,
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, list[str]] | None = None,
    lost: str = "",
    why: str = "",
) -> str:
    """``typed`` and ``errors`` after a refused completion; ``lost`` is the sentence of a lost race."""
    person, engine = current_person(), here.the_engine()
    with engine.read() as connection:
        sheet = task_sheet.sheet(engine, connection, key, person)
        case = case_file.case_file(connection, sheet.row.root_key) if sheet else None
        if sheet is None or case is None:
            raise NotFound(say("There is no task {key}.", key=key))
        if not case_file.may_see(person, case):
            access.refuse(say("This task is not yours and not offered to you. Nothing was changed."), case.key)
        form = case_file.start_form(engine, connection, case)
        marks = case_file.marks(connection, case, here.now())
        colleagues = people.members(connection, sheet.candidate_groups)
        shown_files = files.of_case(connection, sheet.row.root_key)
        said = comments.of_case(connection, sheet.row.root_key)
    powers = task_sheet.powers(person, sheet)
    values = facts.unread(sheet.form, prefill(sheet.form, sheet.variables)) if sheet.form else {}
    values |= dict(typed if typed is not None else sheet.draft or {})
    return render_template(
        "inbox/task.html", sheet=sheet, row=sheet.row, case=case, powers=powers, person=person, values=values,
        errors=errors or {}, lost=lost, why=why or (words(sheet.turn) if sheet.turn and "why" in request.args else ""),
        hindrance=words(sheet.hindrance) if sheet.hindrance else "",
        marks=marks, facts=facts.labelled(form, case.variables),
        plain=None if sheet.form else _plain_rows(sheet, typed), mine=sheet.row.assignee == person.login,
        next_tasks=_next(case, key), colleagues=[one for one in colleagues if one[0] != sheet.row.assignee],
        once=secrets.token_urlsafe(12), files=shown_files, comments=said,
    )  # fmt: skip


def _next(case: case_file.CaseFile, key: int) -> list[tuple[case_file.CaseTask, bool]]:
    """The open tasks of the case other than this one, and whether the present person may do them."""
    person = current_person()
    return [(one, case_file.is_for(person, one)) for one in case.open_tasks if one.key != key]


def _plain_rows(sheet: TaskSheet, typed: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """Names and values for the plain editor; personal values are not shown, and so cannot be changed here."""
    shown = {name: value for name, value in sheet.variables.items() if not _hidden(name, value)}
    shown |= typed if typed is not None else sheet.draft or {}
    return [(name, _as_text(value)) for name, value in sorted(shown.items())] + [("", "")] * FREE_ROWS


def _hidden(name: str, value: Any) -> bool:
    return is_personal(name) or masked(name, value) != value


def _as_text(value: Any) -> str:
    """JSON, but a text as it is unless it would be read as something else."""
    if isinstance(value, str) and _as_value(value) == value:
        return value
    return json.dumps(value, ensure_ascii=False)


def _as_value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _submitted() -> dict[str, Any]:
    """The values of the form-js form, or of the plain editor."""
    if "values" in request.form:
        values = _as_value(request.form["values"] or "{}")
        if not isinstance(values, dict):
            abort(400)
        return values
    names, texts = request.form.getlist("name"), request.form.getlist("value")
    pairs = zip(names, texts, strict=False)
    return {name.strip(): _as_value(text.strip()) for name, text in pairs if name.strip()}


def _changed(sheet: TaskSheet, values: Mapping[str, Any]) -> dict[str, Any]:
    """What of the plain editor differs from what the task has."""
    nothing = object()
    return {name: value for name, value in values.items() if sheet.variables.get(name, nothing) != value}


@blueprint.post("/tasks/<int:key>/complete")
@allow("staff", "administrator")
def complete(key: int) -> Response:
    """Say that the task is done, or show what keeps it from being done, with what was typed."""
    values = _to_send(_sheet(key))
    return _sent(key, values, CompleteTask(key, values, reason=request.form.get("reason", "")))


@blueprint.post("/tasks/<int:key>/ways/<element>")
@allow("staff", "administrator")
def way(key: int, element: str) -> Response:
    """Report the error, or tell the escalation, that an event on the task's border waits for."""
    sheet = _sheet(key)
    found = next((one for one in sheet.ways if one.element_id == element), None) if sheet else None
    values = _to_send(sheet)
    if found is None:
        lost = words(say("The task does not offer this way any more. Nothing was changed."))
        return make_response(_page(key, values, lost=lost), 409)
    name = found.name or found.code
    if found.kind == "escalation":
        said = gettext("Escalated: %(name)s", name=name)
        return _sent(key, values, EscalateTask(key, found.code, values), said)
    message = request.form.get(f"message-{element}", "").strip()
    said = gettext("Reported: %(name)s", name=name)
    return _sent(key, values, ThrowTaskError(key, found.code, message, values), said)


def _sheet(key: int) -> TaskSheet | None:
    engine = here.the_engine()
    with engine.read() as connection:
        return task_sheet.sheet(engine, connection, key)


def _to_send(sheet: TaskSheet | None) -> dict[str, Any]:
    values = _submitted()
    return values if "values" in request.form or sheet is None else _changed(sheet, values)


def _sent(key: int, values: Mapping[str, Any], command: Command, said: str = "") -> Response:
    """Do it and show the task again, or show what keeps it from being done."""
    try:
        here.do(command)
    except InvalidValues as refusal:
        errors = {name: [words(sentence) for sentence in found] for name, found in refusal.fields.items()}
        return make_response(_page(key, values, errors), 422)
    except (WrongState, Conflict) as refusal:
        return make_response(_page(key, values, lost=words(refusal.sentence)), 409)
    if said:
        flash(said, "success")
    return redirect(url_for(".task", key=key))


@blueprint.post("/tasks/<int:key>/draft")
@allow("staff", "administrator")
def draft(key: int) -> Response:
    """Keep what was typed; says when, for the line beside the buttons."""
    values = (request.get_json(silent=True) or {}).get("values")
    if not isinstance(values, dict):
        abort(400)
    here.do(SaveDraft(key, values))
    return jsonify(words=gettext("Draft saved %(clock)s", clock=formats.clock(here.now())))


@blueprint.post("/tasks/<int:key>/claim")
@allow("staff", "administrator")
def claim(key: int) -> Response | str:
    """Take the task."""
    try:
        here.do(ClaimTask(key, request.form.get("reason", "")))
    except InvalidValues as refusal:  # it is not this one's turn
        if request.headers.get("HX-Request"):
            return Response(status=204, headers={"HX-Redirect": url_for(".task", key=key, why="queue")})
        return make_response(_page(key, why=" ".join(map(words, refusal.fields["reason"]))), 422)
    return _after(key, gettext("The task is yours."))


@blueprint.post("/tasks/<int:key>/release")
@allow("staff", "administrator")
def release(key: int) -> Response | str:
    """Give the task back to its groups."""
    here.do(UnclaimTask(key))
    return _after(key, gettext("The task is back in its groups. The draft is not kept."))


@blueprint.post("/tasks/<int:key>/assign")
@allow("staff", "administrator")
def assign(key: int) -> Response | str:
    """Hand the task on to somebody of its groups."""
    here.do(AssignTask(key, request.form.get("assignee", "").strip()))
    return _after(key, gettext("The task has been handed on."))


def _after(key: int, said: str) -> Response | str:
    """htmx gets the reading pane anew, a browser goes where it came from."""
    if request.headers.get("HX-Request"):
        return reading(key)
    sheet = _sheet(key)
    if sheet is None or not sheet.asked:  # else the page says what it waits for
        flash(said, "success")
    return redirect(safe(request.form.get("next") or url_for(".task", key=key)))
