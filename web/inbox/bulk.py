"""Several tasks at once: each is a command of its own, so that each has its own outcome and none is half done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext

from bpmn.sentence import say
from engine import AssignTask, ClaimTask, Command, CompleteTask, InvalidCommand, InvalidValues, Refusal, UnclaimTask
from engine.person import Person
from engine.queries import operations, people
from engine.queries.task_rows import TaskRow, task_rows
from web import here
from web.access import allow
from web.languages import words
from web.navigation import safe
from web.people import current_person

blueprint = Blueprint("bulk", __name__, template_folder="templates")

MOST = 200
"""Tasks in one request: what a person can have looked at."""

Act = Callable[[int, str], Command]
ACTS: dict[str, tuple[Act, Any]] = {
    "claim": (lambda key, _: ClaimTask(key), lazy_gettext("Claim")),
    "release": (lambda key, _: UnclaimTask(key), lazy_gettext("Release")),
    "assign": (lambda key, whom: AssignTask(key, whom), lazy_gettext("Hand on")),
    "complete": (lambda key, _: CompleteTask(key), lazy_gettext("Complete")),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one task. ``row`` is None if the person may not know more of it than its key."""

    key: int
    row: TaskRow | None
    refused: str = ""


@blueprint.post("/inbox/acts")
@allow("staff", "administrator")
def acts() -> str:
    """Do one thing to all chosen tasks, and tell for each what came of it."""
    act, title = ACTS.get(request.form.get("act", ""), (None, ""))
    keys = list(dict.fromkeys(request.form.getlist("task", type=int)))
    if act is None or not keys:
        raise InvalidCommand(say("Choose at least one task, and what is to be done with the tasks."))
    if len(keys) > MOST:
        raise InvalidCommand(say("At most {most} tasks can be changed at once; chosen: {n}.", most=MOST, n=len(keys)))
    whom = request.form.get("assignee", "").strip()
    refused = {key: _refusal(act(key, whom), key) for key in keys}
    known = [key for key, refusal in refused.items() if refusal is None or refusal.code not in HIDDEN]
    with here.the_engine().read() as connection:
        rows = {row.key: row for row in task_rows(connection, known)}
    outcomes = [Outcome(key, rows.get(key), _said(refusal)) for key, refusal in refused.items()]
    return render_template(
        "inbox/outcomes.html", act=title, outcomes=outcomes, done=[one for one in outcomes if not one.refused],
        back=safe(request.form.get("next")),
    )  # fmt: skip


HIDDEN = frozenset({"not_allowed", "not_found"})
"""Refusals of tasks of which the person may not know more."""


def _refusal(command: Command, key: int) -> Refusal | None:
    """Carry it out; a second send of the same page finds what the first has done."""
    once = request.form.get("once")
    try:
        here.the_engine().do(command, by=current_person(), idempotency_key=f"{once}-{key}" if once else None)
    except Refusal as refusal:
        return refusal
    return None


def _said(refusal: Refusal | None) -> str:
    """In words; of wrong values also which fields they are about."""
    if refusal is None:
        return ""
    said = words(refusal.sentence)
    if isinstance(refusal, InvalidValues):
        fields = (f"{name}: {' '.join(words(one) for one in found)}" for name, found in refusal.fields.items())
        said = " ".join([said, *fields])
    return said


def colleagues(connection: Any, person: Person) -> list[tuple[str, str]]:
    """Whom tasks can be handed on to: members of the person's groups; for an administrator everybody."""
    if "administrator" in person.roles:
        return [(who.login, who.name) for who, _ in operations.active_people(connection)]
    found = people.members(connection, sorted(person.groups))
    return [one for one in found if one[0] != person.login]
