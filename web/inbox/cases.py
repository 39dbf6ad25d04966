"""The page of a case for the staff who work on it, and its diagram."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from bpmn.sentence import say
from engine import BeginElement, NotFound
from engine.commands.reveals import Reveal
from engine.queries import case_file, comments, library
from engine.queries.choices import choices
from web import access, here
from web.access import allow, may_use
from web.diagrams import process_of
from web.inbox import facts, files
from web.people import current_person

blueprint = Blueprint("cases", __name__, template_folder="templates")


@blueprint.get("/cases/<int:key>")
@allow("staff", "analyst", "auditor", "administrator")
def case(key: int) -> str:
    """Data, tasks, history and diagram of a case."""
    engine = here.the_engine()
    with engine.read() as connection:
        found = _allowed(case_file.case_file(connection, key), key)
        form = case_file.start_form(engine, connection, found)
        marks = case_file.marks(connection, found, here.now())
        names = _names(connection, found) if found.troubles else {}
        shown_files = files.of_case(connection, found.key)
        said = comments.of_case(connection, found.key)
        by_hand = choices(engine, connection, found.key) if may_use("cases.begin") else ()
    person = current_person()
    return render_template(
        "inbox/case.html", case=found, names=names, marks=marks, facts=facts.labelled(form, found.variables),
        others=facts.others(form, found.variables),
        by_hand=by_hand, files=shown_files, comments=said,
        tasks=[(one, case_file.is_for(person, one)) for one in found.open_tasks],
    )  # fmt: skip


@blueprint.post("/cases/<int:key>/begin/<ad_hoc>/<element>")
@allow("analyst", "administrator")
def begin(key: int, ad_hoc: str, element: str) -> BaseResponse:
    """Begin an element of an open ad-hoc subprocess."""
    here.do(BeginElement(key, ad_hoc, element))
    flash(gettext("The step has begun."), "success")
    return redirect(url_for("cases.case", key=key), 303)


@blueprint.post("/cases/<int:key>/reveal/<name>")
@allow("staff", "analyst", "auditor", "administrator")
def reveal(key: int, name: str) -> str:
    """A personal value in full; that it was looked at is in the history."""
    value = here.do(Reveal(key, name))
    return render_template("inbox/revealed.html", words=facts.words(str(value)))


@blueprint.get("/cases/<int:key>/diagram.bpmn")
@allow("staff", "analyst", "auditor", "administrator")
def diagram(key: int) -> Response:
    """The diagram of the version that the case runs."""
    with here.the_engine().read() as connection:
        found = _allowed(case_file.case_file(connection, key), key)
        source = library.source(connection, found.definition_key)
    if source is None:
        raise NotFound(say("There is no case {key}.", key=key))
    return Response(source.content, mimetype="application/xml", headers={"Cache-Control": "private, max-age=3600"})


def _names(connection: Any, found: case_file.CaseFile) -> dict[str, str]:
    """What the elements of the case's diagram are called: id -> name."""
    source = library.source(connection, found.definition_key)
    process = process_of(source.content, found.process_id) if source else None
    return {element.id: element.name for element in process.elements() if element.name} if process else {}


def _allowed(found: case_file.CaseFile | None, key: int) -> case_file.CaseFile:
    if found is None:
        raise NotFound(say("There is no case {key}.", key=key))
    if not case_file.may_see(current_person(), found):
        access.refuse(say("You have no task in this case and had none, so you may not look into it."), found.key)
    return found
