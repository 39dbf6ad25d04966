"""The inbox: views with counts, the list by due date, the reading pane, and what is new since the list was read."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from flask import Blueprint, g, render_template, request

from bpmn.sentence import say
from engine import NotFound, Person
from engine.queries import case_file, task_sheet
from engine.queries import inbox as queries
from engine.queries.inbox import VIEWS, View
from engine.queries.narrowing import Filter
from web import access, here
from web.access import allow
from web.inbox import bulk, facts, listing
from web.people import current_person

blueprint = Blueprint("inbox", __name__, template_folder="templates")


@blueprint.get("/inbox")
@allow("staff", "administrator")
def inbox() -> str:
    """The three panes."""
    wanted, person = listing.read(request), current_person()
    with here.the_engine().read() as connection:
        page = queries.page(connection, person, wanted.view, wanted.filter(), wanted.order, wanted.cursor())
        counts, total = _counts(connection, person, wanted)
        g.open_tasks = counts["mine"]
        processes = queries.processes(connection)
        units = queries.units(connection)
        steps = queries.steps(connection, person, wanted.view, wanted.process) if wanted.process else ()
        colleagues = bulk.colleagues(connection, person)
    chosen = request.args.get("task", type=int) or (page.rows[0].key if page.rows else None)
    return render_template(
        "inbox/inbox.html", wanted=wanted, page=page, sections=list(listing.sections(page.rows, wanted)),
        counts=counts, total=total, processes=processes, steps=steps, units=units, colleagues=colleagues,
        priorities=listing.PRIORITY_TITLES, once=secrets.token_urlsafe(9),
        more=wanted.address(after=listing.mark(page.more)) if page.more else None, chosen=chosen,
        asked=request.args.get("task", type=int) is not None, pane=_pane(chosen) if chosen else None,
        views=listing.VIEW_TITLES, orders=listing.ORDER_TITLES, buckets=listing.BUCKETS, now=here.now(),
    )  # fmt: skip


def _counts(connection: Any, person: Person, wanted: listing.Wanted) -> tuple[dict[View, int], int | None]:
    """How many tasks each view has, and the list that is shown; nobody counts what one has done, unless it is
    filtered."""
    views: list[View] = [view for view in VIEWS if view != "done"]
    lists = [(view, Filter()) for view in views] + ([(wanted.view, wanted.filter())] if wanted.filtered else [])
    found = queries.counts(connection, person, lists)
    counts = dict(zip(views, found, strict=False))
    return counts, found[-1] if wanted.filtered else counts.get(wanted.view)


@blueprint.get("/inbox/new")
@allow("staff", "administrator")
def new_since() -> str:
    """How many tasks have come to this list since it was read; the list itself does not move."""
    wanted, person = listing.read(request), current_person()
    try:
        since = datetime.fromisoformat(request.args.get("since", ""))
    except ValueError:
        since = here.now()
    if since.tzinfo is None or wanted.view == "done":
        return ""
    with here.the_engine().read() as connection:
        count = queries.count_since(connection, person, wanted.view, wanted.filter(), since)
    return render_template("inbox/new.html", count=count, since=since, wanted=wanted)


@blueprint.get("/tasks/<int:key>/reading")
@allow("staff", "administrator")
def reading(key: int) -> str:
    """The reading pane of one task."""
    pane = _pane(key)
    if pane is None:
        raise NotFound(say("There is no task {key}.", key=key))
    return render_template("inbox/reading.html", pane=pane, back=request.args.get("back", ""))


def _pane(key: int) -> dict[str, object] | None:
    """What the reading pane shows, or None if there is no such task."""
    person, engine = current_person(), here.the_engine()
    with engine.read() as connection:
        sheet = task_sheet.sheet(engine, connection, key, person)
        case = case_file.case_file(connection, sheet.row.root_key) if sheet else None
        if sheet is None or case is None:
            return None
        if not case_file.may_see(person, case):
            access.refuse(say("This task is not yours and not offered to you. Nothing was changed."), case.key)
        form = case_file.start_form(engine, connection, case)
    return {
        "sheet": sheet, "row": sheet.row, "case": case, "powers": task_sheet.powers(person, sheet),
        "facts": facts.labelled(form, case.variables), "mine": sheet.row.assignee == person.login,
    }  # fmt: skip
