"""The files of a case: adding one at a task, handing one out, taking one away."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from bpmn.sentence import say
from engine import InvalidValues, NotFound
from engine.commands.attachments import AttachFile, RemoveFile
from engine.queries import attachments, case_file, task_sheet
from web import access, here
from web.access import allow
from web.people import current_person

blueprint = Blueprint("files", __name__, template_folder="templates")

SHUT_IN = "sandbox; default-src 'none'"
"""What a file may do if a browser shows it after all."""


@blueprint.post("/tasks/<int:key>/files")
@allow("staff", "administrator")
def add(key: int) -> BaseResponse | str:
    """Add a file; htmx gets the list of files anew, so that what is being typed stays as it is."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise InvalidValues({"file": [say("Choose a file first.")]})
    here.do(AttachFile(key, sent.filename, sent.read()))
    return _after(key, gettext("The file was added."))


@blueprint.get("/files/<int:key>")
@allow("staff", "analyst", "auditor", "administrator")
def download(key: int) -> Response:
    """The content, to be saved; to whoever may look into the case."""
    with here.the_engine().read() as connection:
        file = attachments.attached(connection, key)
        found = case_file.case_file(connection, file.root_key)
        if found is None:
            raise NotFound(say("There is no file {key}.", key=key))
        if not case_file.may_see(current_person(), found):
            access.refuse(say("You have no task in this case and had none, so you may not look into it."), found.key)
        content = attachments.content(connection, file, scanning=bool(current_app.config["SCANNING"]))
    answer = Response(content, mimetype=file.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=file.name)
    answer.headers["Content-Security-Policy"] = SHUT_IN
    return answer


@blueprint.post("/tasks/<int:task_key>/files/<int:key>/remove")
@allow("staff", "administrator")
def remove(task_key: int, key: int) -> BaseResponse | str:
    """Take a file away."""
    here.do(RemoveFile(key))
    return _after(task_key, gettext("The file was taken away."))


def _after(key: int, said: str) -> BaseResponse | str:
    if not request.headers.get("HX-Request"):
        flash(said, "success")
        return redirect(url_for("tasks.task", key=key) + "#files")
    engine = here.the_engine()
    with engine.read() as connection:
        sheet = task_sheet.sheet(engine, connection, key)
        assert sheet is not None  # a file was just added there
        shown = of_case(connection, sheet.row.root_key)
    may = task_sheet.powers(current_person(), sheet)
    return render_template("inbox/files.html", files=shown, task=key, may_add=may.work or may.claim, said=said)


def of_case(connection: Any, root_key: int) -> list[tuple[attachments.Attached, str, bool]]:
    """Each file with its state, and whether the person may take it away."""
    person, scanning = current_person(), bool(current_app.config["SCANNING"])
    return [
        (one, one.state(scanning), one.added_by == person.login or "administrator" in person.roles)
        for one in attachments.of_case(connection, root_key)
    ]
