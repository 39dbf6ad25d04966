"""The auditor's list of cases and the replay of one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext

from bpmn.sentence import say
from engine import NotFound
from engine.history.verify import verify
from engine.queries import audit
from engine.queries import replay as queries
from web.access import allow
from web.audit.film import changes, film
from web.audit.marks import marks
from web.audit.telling import Teller, actor
from web.here import now, the_engine, zone

PLACE = ("at", "key")
"""Where in the list a page begins: the one before ended there."""

blueprint = Blueprint("audit", __name__, template_folder="templates", url_prefix="/audit")


blueprint.add_app_template_filter(actor, "actor")


@blueprint.get("")
@allow("auditor", "administrator", "analyst")
def cases() -> str:
    """The cases that fit the address, one page of them."""
    wanted, problems = _filter()
    with the_engine().read() as connection:
        page = audit.cases(connection, wanted, now(), _place())
        processes = audit.processes(connection)
    given: dict[str, Any] = {name: value for name, value in request.args.items() if value and name not in PLACE}
    following = {"at": page.next.at.isoformat(), "key": page.next.key} if page.next else None
    return render_template(
        "audit/cases.html", page=page, processes=processes, wanted=wanted, given=given, problems=problems,
        next_address=url_for("audit.cases", **(given | following)) if following else None,
        first_address=url_for("audit.cases", **given) if "at" in request.args else None,
        narrowed=bool(given.keys() - {"sort"}), now=now(),
    )  # fmt: skip


@blueprint.get("/<int:key>")
@allow("auditor", "administrator", "analyst")
def replay(key: int) -> str:
    """The case, event by event."""
    with the_engine().read(snapshot=True) as connection:
        found = _case(connection, key)
        seal = verify(connection, found.root.key)
    teller = Teller(found)
    return render_template(
        "audit/replay.html", case=found, root=found.root, teller=teller, marks=marks(teller), seal=seal, now=now(),
        changes=changes, WINDOW=queries.WINDOW, late=_late(found),
    )  # fmt: skip


@blueprint.get("/<int:key>/film.json")
@allow("auditor", "administrator", "analyst")
def film_of(key: int) -> dict[str, Any]:
    """What the player plays."""
    with the_engine().read(snapshot=True) as connection:
        return film(_case(connection, key))


def _case(connection: Any, key: int) -> queries.Case:
    since = max(1, request.args.get("since", 1, type=int))
    found = queries.case(connection, key, since)
    if found is None:
        raise NotFound(say("There is no case with the number {key}.", key=key))
    return found


def _late(found: queries.Case) -> timedelta | None:
    """By how much the worst task missed its due date; None if none did."""
    late = [
        (task.ended_at or now()) - task.due_at
        for task in found.tasks
        if task.due_at and task.state != "cancelled" and (task.ended_at or now()) > task.due_at
    ]
    return max(late, default=None)


def _filter() -> tuple[audit.CaseFilter, list[str]]:
    """What the address asks for, and what of it could not be read."""
    given, problems = request.args, []
    days: dict[str, datetime | None] = {"since": None, "until": None}
    for name in days:
        if text := given.get(name, ""):
            try:
                day = date.fromisoformat(text)
            except ValueError:
                problems.append(gettext("“%(text)s” is no date; dates look like 2026-11-24.", text=text))
                continue
            start = datetime(day.year, day.month, day.day, tzinfo=zone())
            days[name] = start + timedelta(days=1) if name == "until" else start
    return audit.CaseFilter(
        given.get("state", ""), given.get("sop", ""), given.get("by", "").strip(), given.get("q", ""), days["since"],
        days["until"], given.get("attention") == "incident", given.get("attention") == "overdue",
        given.get("sort") == "oldest",
    ), problems  # fmt: skip


def _place() -> audit.Place | None:
    """Where the page before ended."""
    try:
        return audit.Place(datetime.fromisoformat(request.args["at"]), int(request.args["key"]))
    except (KeyError, ValueError):
        return None
