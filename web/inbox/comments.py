"""What people say about a task to each other; who is named with @ is told of it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from engine.commands.comments import CommentTask
from engine.queries import comments, people, task_sheet
from web import here
from web.access import allow

blueprint = Blueprint("comments", __name__, template_folder="templates")


@blueprint.post("/tasks/<int:key>/comments")
@allow("staff", "administrator")
def say_it(key: int) -> Response | str:
    """Keep what was said. htmx gets all that was said, so that the form beside it stays as it is."""
    unseen = here.do(CommentTask(key, request.form.get("message", "").strip()))
    said = gettext("Your comment was added.")
    if unseen:
        said += " " + gettext("%(names)s may not look into this case, so nobody told them.", names=", ".join(unseen))
    if not request.headers.get("HX-Request"):
        flash(said, "success")
        return redirect(url_for("tasks.task", key=key) + "#comments")
    engine = here.the_engine()
    with engine.read() as connection:
        sheet = task_sheet.sheet(engine, connection, key)
        assert sheet is not None  # something was just said there
        found = comments.of_case(connection, sheet.row.root_key)
        colleagues = people.members(connection, sheet.candidate_groups)
    return render_template(
        "inbox/comments.html", comments=found, task=key, said=said, may_say=True, colleagues=colleagues
    )  # fmt: skip
