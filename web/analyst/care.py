"""Care for running cases: what is stuck is tried again, data corrected, steps moved, cases taken to a new version.

Every act needs a reason, is given as a command and so kept in the case's history.
"""

from __future__ import annotations

import json
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as BaseResponse

from bpmn.diagram import Element
from bpmn.sentence import say
from engine import (
    Begin,
    InvalidCommand,
    Leave,
    MigrateInstances,
    ModifyInstance,
    NotFound,
    RetryIncident,
    SetVariables,
)
from engine.masking import masked
from engine.queries import care as queries
from web.access import allow
from web.analyst.area import blueprint
from web.here import do, the_engine

NOWHERE = frozenset({"startEvent", "boundaryEvent"})
WAYS = ("before", "after")


@blueprint.get("/cases/<int:key>")
@allow("analyst", "administrator")
def case_care(key: int) -> str:
    """One running case: where it stands, what is stuck, its data, and what may be done."""
    engine = the_engine()
    with engine.read() as connection:
        found = queries.care(engine, connection, key)
    if found is None:
        raise NotFound(say("There is no running case with the number {key}.", key=key))
    marks: list[dict[str, Any]] = [
        {"element": one.element.id, "state": "incident" if one.stuck else "now"} for one in found.standing
    ]
    return render_template("analyst/care.html", case=found, marks=marks, names=_names(found.process.elements()),
                           places=_places(found.process.elements()), shown=_shown, masked=masked)  # fmt: skip


@blueprint.post("/cases/<int:key>/retry/<int:incident>")
@allow("analyst", "administrator")
def care_retry(key: int, incident: int) -> BaseResponse:
    """Try again what is stuck."""
    do(RetryIncident(incident, reason=_reason()))
    flash(gettext("The step is tried again."), "success")
    return _back(key)


@blueprint.post("/cases/<int:key>/data")
@allow("analyst", "administrator")
def care_data(key: int) -> BaseResponse:
    """Correct a variable."""
    name, text = request.form.get("name", "").strip(), request.form.get("value", "")
    if not name:
        raise InvalidCommand(say("Say which value is to be corrected: its name is missing."))
    do(SetVariables(key, {name: _value(text)}, reason=_reason()))
    flash(gettext("The value of %(name)s was corrected.", name=name), "success")
    return _back(key)


@blueprint.post("/cases/<int:key>/move")
@allow("analyst", "administrator")
def care_move(key: int) -> BaseResponse:
    """Let steps begin and end."""
    moves: list[Begin | Leave] = []
    if at := request.form.get("begin", ""):
        moves.append(Begin(at, "after" if request.form.get("how") == "after" else "before"))
    moves += [Leave(token) for token in request.form.getlist("end", type=int)]
    do(ModifyInstance(key, tuple(moves), _reason()))
    flash(gettext("The case was moved."), "success")
    engine = the_engine()
    with engine.read() as connection:
        runs = queries.care(engine, connection, key) is not None
    return _back(key) if runs else redirect(url_for("cases.case", key=key), 303)


@blueprint.get("/sop/<process_id>/migrate")
@allow("analyst", "administrator")
def migration(process_id: str) -> str:
    """The running cases of a version, and what would become of each in another."""
    engine = the_engine()
    with engine.read() as connection:
        versions = queries.versions(connection, process_id)
        source, target = _chosen(versions, process_id)
        only = request.args.get("case", type=int)
        elements = _elements()
        found, wrong = queries.previews(engine, connection, source, target, elements, only)
        old, new = queries.drawn(engine, connection, source, target)
    return render_template(
        "analyst/migrate.html", process_id=process_id, versions=versions, source=source, target=target, only=only,
        previews=found, wrong=wrong, elements=elements, old=_names(old.elements()), new=_names(new.elements()),
        missing=_missing(found, elements), targets=tuple(new.elements()), name=new.name or process_id,
    )  # fmt: skip


@blueprint.post("/sop/<process_id>/migrate")
@allow("analyst", "administrator")
def migrate(process_id: str) -> BaseResponse:
    """Take the chosen cases to the other version: all of them, or none."""
    cases = tuple(request.form.getlist("case", type=int))
    if not cases:
        raise InvalidCommand(say("Choose the cases that are to go on in the other version."))
    target = request.form.get("target", 0, type=int)
    do(MigrateInstances(cases, target, _reason(), _elements(), by_ids=True))
    count = len(cases)
    flash(ngettext("%(num)d case goes on in the other version.", "%(num)d cases go on in the other version.", count),
          "success")  # fmt: skip
    return redirect(url_for("analyst.sop_page", process_id=process_id), 303)


def _reason() -> str:
    """Why it is done; without it nothing is."""
    reason = request.form.get("reason", "").strip()
    if not reason:
        raise InvalidCommand(say("Please say why: the reason is kept in the history of the case."))
    return reason


def _value(text: str) -> Any:
    """JSON, or a plain text."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _shown(value: Any) -> str:
    """A value as the field for it shows it; a text that JSON would read otherwise in quotes."""
    if isinstance(value, str) and _value(value) == value:
        return value
    return json.dumps(value, ensure_ascii=False)


def _names(elements: Any) -> dict[str, str]:
    return {element.id: element.name or element.id for element in elements}


def _places(elements: Any) -> list[Element]:
    """Where a step may begin."""
    return [one for one in elements if one.kind not in NOWHERE and not one.for_compensation and one.name]


def _elements() -> dict[str, str]:
    """What the address or form says of elements: ``map-OLD=NEW``; an empty new one is no wish."""
    given = {**request.args.to_dict(), **request.form.to_dict()}
    return {name[4:]: value for name, value in given.items() if name.startswith("map-") and value}


def _missing(found: tuple[queries.Preview, ...], elements: dict[str, str]) -> list[str]:
    """Elements for which something has to be said, or has been."""
    stuck = [one.element for each in found for one in each.mapped if one.why_not is not None]
    return list(dict.fromkeys([*elements, *stuck]))


def _chosen(versions: dict[int, int], process_id: str) -> tuple[int, int]:
    """The version to come from, and the one to go to: the newest, unless the address says otherwise."""
    if not versions:
        raise NotFound(say("There is no SOP with the id {process_id}.", process_id=process_id))
    keys = list(versions)
    target = request.args.get("to", keys[0], type=int)
    source = request.args.get("from", next((key for key in keys if key != target), target), type=int)
    for key in (source, target):
        if key not in versions:
            raise NotFound(say("There is no version of a procedure with the key {key}.", key=key))
    return source, target


def _back(key: int) -> BaseResponse:
    return redirect(url_for("analyst.case_care", key=key), 303)
