"""Four eyes at the desk: what waits for its enactment, the page of one proposal, enacting and rejecting it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from bpmn import check
from bpmn.sentence import say
from engine import Deployed, Enact, InvalidCommand, NotFound, Reject, SetEnactment
from engine.enactment import MODES
from engine.queries import library, proposals, trials
from web.access import allow
from web.analyst.area import blueprint
from web.analyst.findings import checked
from web.here import do, the_engine

STATES = ("proposed", "enacted", "deployed", "rejected", "failed")


@blueprint.get("/proposals")
@allow("analyst", "administrator")
def proposed() -> str:
    """All proposals, the newest first, and which deployments need a second person."""
    with the_engine().read() as connection:
        found = proposals.recent(connection)
        mode = proposals.mode(connection)
    return render_template("analyst/proposals.html", proposals=found, mode=mode, MODES=MODES)


@blueprint.post("/enactment")
@allow("administrator")
def set_enactment() -> BaseResponse:
    """Which deployments need a second person."""
    do(SetEnactment(request.form.get("mode", "")))
    flash(gettext("Saved."), "success")
    return redirect(url_for("analyst.proposed"))


@blueprint.get("/proposals/<int:key>")
@allow("analyst", "administrator")
def proposal(key: int) -> str:
    """One proposal: its files, drawings, findings, and what may be done with it."""
    with the_engine().read() as connection:
        found = _one(proposals.one(connection, key), key)
        files = proposals.files(connection, key)
        known = library.known(connection)
        running = {each: library.versions(connection, each) for each in found.processes}
        tried = trials.latest(connection, proposal_key=key)
    contents = {file.name: file.content for file in files if file.kind != "story"}
    return render_template(
        "analyst/proposal.html", proposal=found, files=files, seen=checked(contents, check(contents, known), 0.0),
        running=running, tried=tried, own=found.proposed_by == current_user.person.login,
    )  # fmt: skip


@blueprint.get("/proposals/<int:key>/files/<name>")
@allow("analyst", "administrator")
def proposed_file(key: int, name: str) -> Response:
    """A file of a proposal, byte for byte."""
    with the_engine().read() as connection:
        found = next((file for file in proposals.files(connection, key) if file.name == name), None)
    if found is None:
        raise NotFound(say("There is no such file. It may belong to another installation."))
    answer = Response(found.content, mimetype="application/octet-stream")
    answer.headers.set("Content-Disposition", "attachment", filename=found.name)
    return answer


@blueprint.post("/proposals/<int:key>/enact")
@allow("analyst", "administrator")
def enact(key: int) -> BaseResponse:
    """Put it in force, now or from a day on."""
    done: Deployed | None = do(Enact(key, request.form.get("decree", ""), _day(request.form.get("effective", ""))))
    if done is None:
        flash(gettext("Enacted. It comes into force on its day; until then nothing changes."), "success")
    else:
        flash(gettext("Enacted and in force. Running cases keep their version."), "success")
    return redirect(url_for("analyst.proposal", key=key))


@blueprint.post("/proposals/<int:key>/reject")
@allow("analyst", "administrator")
def reject(key: int) -> BaseResponse:
    """Send it back with a reason; who has proposed it takes it back."""
    do(Reject(key, request.form.get("reason", "")))
    flash(gettext("The proposal is closed. Nothing of it came into force."), "success")
    return redirect(url_for("analyst.proposal", key=key))


def _one(found: proposals.Proposal | None, key: int) -> proposals.Proposal:
    if found is None:
        raise NotFound(say("There is no proposal {key}.", key=key))
    return found


def _day(text: str) -> datetime | None:
    """The beginning of that day in the office's zone; None for at once."""
    if not text.strip():
        return None
    try:
        day = datetime.strptime(text.strip(), "%Y-%m-%d")
    except ValueError as error:
        raise InvalidCommand(
            say("“{text}” is no day. Write year, month and day, as in 2026-01-31.", text=text)
        ) from error
    return day.replace(tzinfo=ZoneInfo(the_engine().zone))
