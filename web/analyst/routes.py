"""The register of SOPs, the page of one SOP, its files, and what may be done with its cases."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from bpmn import Unreadable, read
from bpmn.diagram import Diagram, Element, Process
from bpmn.sentence import say
from engine import CancelInstance, NotFound, SuspendInstance, Withdraw
from engine.queries import decisions as decision_queries
from engine.queries import library, sop
from engine.queries import proposals as proposal_queries
from engine.queries import trials as trial_queries
from web.access import allow
from web.analyst import care, comparing, decisions, modeler, proposals, trials, upload
from web.analyst.area import blueprint
from web.analyst.starts import told
from web.here import do, the_engine

__all__ = ["blueprint", "care", "comparing", "decisions", "modeler", "proposals", "trials", "upload"]

DIALECTS = {"camunda8": "Camunda 8", "camunda7": "Camunda 7", "plain": "BPMN 2.0"}


@blueprint.get("")
@allow("analyst", "administrator")
def register() -> str:
    """All SOPs, narrowed and sorted by the address."""
    given = request.args
    wanted = library.SopFilter(
        given.get("q", "").strip(), given.get("audience", ""), given.get("dialect", ""), given.get("unit", ""),
        given.get("state", ""), given.get("sort", "name"),
    )  # fmt: skip
    with the_engine().read() as connection:
        sops = library.register(connection, wanted)
        units = library.units(connection)
        starts = library.starts(connection)
        waiting = proposal_queries.waiting(connection)
    narrowed = wanted != library.SopFilter(sort=wanted.sort)
    return render_template(
        "analyst/register.html", sops=sops, units=units, wanted=wanted, narrowed=narrowed, DIALECTS=DIALECTS,
        waiting=waiting,
        begins={sop.process_id: told(sop.startable, starts.get(sop.process_id, ())) for sop in sops},
    )  # fmt: skip


@blueprint.get("/sop/<process_id>")
@allow("analyst", "administrator")
def sop_page(process_id: str) -> str:
    """One SOP: the version asked for (else the latest), its files, cases and incidents."""
    state = request.args.get("state", library.ACTIVE)
    with the_engine().read() as connection:
        versions = library.versions(connection, process_id)
        shown = _chosen(versions, process_id)
        files = library.files(connection, shown.deployment_key)
        source = library.file(connection, shown.resource_key)
        before = request.args.get("before", type=int)
        cases = sop.cases_of(connection, process_id, state, before, limit=26)
        incidents = sop.incidents_of(connection, process_id)
        starts = library.starts(connection).get(process_id, ())
        waiting = proposal_queries.waiting(connection, process_id)
        tried = trial_queries.latest(connection, deployment_key=shown.deployment_key)
        enacted = proposal_queries.of_deployments(connection, {each.deployment_key for each in versions})
        process = _process(source, process_id)
        asked = decision_queries.latest(connection, filter(None, map(decisions.asks, _elements(process))))
    return render_template(
        "analyst/sop.html", versions=versions, shown=shown, files=files, cases=cases[:25], more=len(cases) > 25,
        incidents=incidents, process=process, names=_names(process), DIALECTS=DIALECTS, state=state,
        begins=told(versions[0].startable, starts), asked=asked, waiting=waiting, enacted=enacted, tried=tried,
    )  # fmt: skip


@blueprint.get("/files/<int:key>")
@allow("analyst", "administrator", "auditor")
def download(key: int) -> Response:
    """An uploaded file as it came, byte for byte."""
    with the_engine().read() as connection:
        found = library.file(connection, key)
    return _sent(found, attachment=True)


@blueprint.get("/definitions/<int:key>.bpmn")
@allow("analyst", "administrator", "auditor")
def definition(key: int) -> Response:
    """The file of one version, for the viewer on the page."""
    with the_engine().read() as connection:
        found = library.source(connection, key)
    return _sent(found, attachment=False)


@blueprint.post("/cases/<int:key>/cancel")
@allow("analyst", "administrator")
def cancel(key: int) -> BaseResponse:
    """End a case from outside, with a reason."""
    do(CancelInstance(key, request.form.get("reason", "").strip()))
    flash(gettext("The case was cancelled. Its history stays."), "success")
    return redirect(_back())


@blueprint.post("/cases/<int:key>/hold")
@allow("analyst", "administrator")
def hold(key: int) -> BaseResponse:
    """Let nothing of a case go on until it is resumed."""
    do(SuspendInstance(key))
    flash(gettext("The case is held. Nothing of it goes on until it is resumed."), "success")
    return redirect(url_for("cases.case", key=key))


@blueprint.post("/cases/<int:key>/resume")
@allow("analyst", "administrator")
def resume(key: int) -> BaseResponse:
    """Let a held case go on."""
    do(SuspendInstance(key, False))
    flash(gettext("The case goes on."), "success")
    return redirect(url_for("cases.case", key=key))


@blueprint.post("/sop/<process_id>/withdraw")
@allow("analyst", "administrator")
def withdraw(process_id: str) -> BaseResponse:
    """Take an SOP out of force: no new cases, by whatever way."""
    do(Withdraw(process_id))
    flash(gettext("The SOP is withdrawn. Its running cases go on; a new upload puts it in force again."), "success")
    return redirect(url_for("analyst.sop_page", process_id=process_id))


def _chosen(versions: tuple[library.Version, ...], process_id: str) -> library.Version:
    number = request.args.get("version", type=int)
    for version in versions:
        if number is None or version.version == number:
            return version
    if not versions:
        raise NotFound(say("There is no SOP with the id {process_id}.", process_id=process_id))
    raise NotFound(say("There is no version {version} of the SOP {process_id}.", version=number, process_id=process_id))


def _diagram(source: library.File | None) -> Diagram | None:
    try:
        return read(source.content, source.name) if source else None
    except Unreadable:  # deployed by an older reader: the page shows the drawing without words about it
        return None


def _process(source: library.File | None, process_id: str) -> Process | None:
    diagram = _diagram(source)
    return next((found for found in diagram.processes if found.id == process_id), None) if diagram else None


def _elements(process: Process | None) -> tuple[Element, ...]:
    return tuple(process.elements()) if process else ()


def _names(process: Process | None) -> dict[str, str]:
    return {element.id: element.name or element.id for element in _elements(process)}


def _sent(found: library.File | None, attachment: bool) -> Response:
    if found is None:
        raise NotFound(say("There is no such file. It may belong to another installation."))
    answer = Response(found.content, mimetype="application/xml" if found.kind != "form" else "application/json")
    answer.headers["ETag"] = f'"{found.sha256}"'
    if attachment:
        answer.headers.set("Content-Disposition", "attachment", filename=found.name)
    else:
        answer.headers["Cache-Control"] = "private, max-age=86400"
    return answer


def _back() -> str:
    """The SOP's page, or the register."""
    process_id = request.form.get("process_id", "")
    return url_for("analyst.sop_page", process_id=process_id) if process_id else url_for("analyst.register")
