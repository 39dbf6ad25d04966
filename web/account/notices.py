"""The pages of notices: what I was told, what I want by mail; for administrators, mails that could not be sent."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from engine.commands.notices import ChooseNotices, MailAgain, ReadNotice, ReadNotices
from engine.notices import KINDS
from engine.queries import notices as queries
from web import here
from web.access import SIGNED_IN, allow

blueprint = Blueprint("notices", __name__, template_folder="templates")

PAGE = 50


@blueprint.app_template_global("unread_notices")
def unread() -> int:
    """For the bell in the frame of each page."""
    with here.the_engine().read() as connection:
        return queries.unread(connection, current_user.person.login)


@blueprint.get("/notices")
@allow(SIGNED_IN)
def notices() -> str:
    """What I was told, newest first."""
    before = request.args.get("before", type=int)
    with here.the_engine().read() as connection:
        found = queries.of_person(connection, current_user.person.login, before, PAGE + 1)
    more = url_for(".notices", before=found[PAGE - 1].key) if len(found) > PAGE else None
    return render_template("notices/list.html", found=found[:PAGE], more=more)


@blueprint.post("/notices/<int:key>")
@allow(SIGNED_IN)
def read(key: int) -> Response:
    """Mark one as read, and go on to its task."""
    here.do(ReadNotice(key))
    task = request.form.get("task", type=int)
    return redirect(url_for("tasks.task", key=task) if task else url_for(".notices"))


@blueprint.post("/notices")
@allow(SIGNED_IN)
def read_all() -> Response:
    """Mark all that were shown as read."""
    here.do(ReadNotices(request.form.get("newest", 0, type=int)))
    return redirect(url_for(".notices"))


@blueprint.get("/akun/notices")
@allow(SIGNED_IN)
def choices() -> str:
    """What I want by mail."""
    with here.the_engine().read() as connection:
        chosen = queries.choices(connection, current_user.person.login)
    return render_template("notices/choices.html", kinds=KINDS, chosen=chosen, email=current_user.account.email)


@blueprint.post("/akun/notices")
@allow(SIGNED_IN)
def choose() -> Response:
    """Want these by mail, and no others."""
    wanted = set(request.form.getlist("mail"))
    here.do(ChooseNotices(tuple((kind, "now" if kind in wanted else "never") for kind in KINDS)))
    flash(gettext("Saved."), "success")
    return redirect(url_for(".choices"))


@blueprint.get("/admin/mails")
@allow("administrator")
def mails() -> str:
    """Mails that were given up."""
    with here.the_engine().read() as connection:
        found = queries.failed_mails(connection)
    return render_template("notices/mails.html", found=found)


@blueprint.post("/admin/mails/<int:key>")
@allow("administrator")
def mail_again(key: int) -> Response:
    """Try one again."""
    here.do(MailAgain(key))
    flash(gettext("The mail is being sent again."), "success")
    return redirect(url_for(".mails"))
