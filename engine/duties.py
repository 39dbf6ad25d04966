"""Rules against abuse, asked besides the rights: separation of duties, conflicts of interest, reasons that are due.

A diagram declares them at its user tasks (bpmn.duties); administrators declare, for all procedures, which groups' steps
different people have to do (the setting ``separations``: pairs of group ids, one may be ``applicant``). Who did a step
that counts is kept as a row of ``deed``, one for each person and step however often a case comes round. What somebody
does for another counts as done by both. A conflict of interest is the person's own: a substitute has none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bpmn.duties import APPLICANT, Duty
from bpmn.sentence import Sentence, say
from engine.errors import InvalidValues, NotAllowed
from engine.instance import Instance
from engine.person import Person
from engine.work import Work

NOTHING = Duty()
ANYWHERE = ""
"""In place of a process id: the deed counts for a group, in whatever process of the case."""
REASON = "reason"
"""The field of a refusal that asks for a reason, where no form has one."""

DONE = """
    SELECT process_id, element_id, login FROM deed
    WHERE root_key = %s AND (process_id, element_id) IN (SELECT * FROM unnest(%s::text[], %s::text[]))
      AND login = ANY(%s) LIMIT 1"""
DECLARED = """
    SELECT c.kind, c.party FROM conflict_of_interest c
    WHERE c.login = %s AND c.withdrawn_at IS NULL
      AND (c.root_key = %s OR lower(c.party) = lower(%s)
           OR EXISTS (SELECT FROM variable v WHERE v.instance_key IN (%s, %s)
                      AND jsonb_typeof(v.value) IN ('string', 'number') AND pg_column_size(v.value) < 1000
                      AND lower(btrim(v.value #>> '{}')) = lower(c.party)))
    LIMIT 1"""
OLDER = """
    SELECT t.key, t.name FROM task t
    WHERE t.process_id = %s AND t.element_id = %s AND t.state = 'open' AND t.assignee IS NULL
      AND (t.created_at, t.key) < (%s, %s)
      AND (t.candidate_groups && %s::text[] OR t.candidate_users && %s::text[]
           OR (t.candidate_groups = '{}' AND t.candidate_users = '{}'))
      AND NOT EXISTS (SELECT FROM process_instance p WHERE p.key = t.root_key AND p.suspended)
    ORDER BY t.created_at, t.key LIMIT 1"""


def must_be_fit(instance: Instance, task: Any, login: str | None = None) -> None:
    """NotAllowed if whoever acts (or ``login``, who is to get the task) may not have to do with it: did a step that
    other people have to do, has applied, or has declared a conflict of interest."""
    if sentence := hindrance(instance, task, Person(login) if login else instance.work.by):
        raise NotAllowed(sentence, task.root_key)


def hindrance(instance: Instance, task: Any, by: Person) -> Sentence | None:
    """Why a person may not do the task whatever their rights are, None if nothing is in the way."""
    people = sorted({by.login, by.acting_for or by.login})
    duty, groups = duty_of(instance, task), _against(task)
    if (duty.applicant or APPLICANT in groups) and instance.started_by in people and instance.started_by:
        return say(
            "{person} has applied in this case, so somebody else has to do {task}.",
            person=name_of(instance.work, instance.started_by), task=task.name,
        )  # fmt: skip
    if apart := [(task.process_id, step) for step in sorted(duty.apart)] + [(ANYWHERE, g) for g in sorted(groups)]:
        found = instance.work.row(DONE, (task.root_key, *map(list, zip(*apart, strict=True)), people))
        if found is not None:
            return _has_done(instance, task, found)
    return _in_conflict(instance, task, by) if task.conflicts else None


def _has_done(instance: Instance, task: Any, found: Any) -> Sentence:
    if found.process_id == ANYWHERE:
        return say("{person} has done a step of the group {group} in this case, so somebody else has to do {task}.",
                   person=name_of(instance.work, found.login), group=found.element_id, task=task.name)  # fmt: skip
    elements = instance.work.definition(task.definition_key).process.elements()
    name = next((one.name for one in elements if one.id == found.element_id), "") or found.element_id
    return say(
        "{person} has done {step} in this case, so somebody else has to do {task}.",
        person=name_of(instance.work, found.login), step=name, task=task.name,
    )  # fmt: skip


def _in_conflict(instance: Instance, task: Any, by: Person) -> Sentence | None:
    asked = (by.login, task.root_key, instance.started_by or "", task.root_key, task.instance_key)
    found = instance.work.row(DECLARED, asked)
    if found is None:
        return None
    what = say("this case") if found.kind == "case" else found.party
    return say("{person} has declared a conflict of interest with {what}, so somebody else has to do {task}.",
               person=name_of(instance.work, by.login), what=what, task=task.name)  # fmt: skip


def must_queue(instance: Instance, task: Any, reason: str) -> None:
    """InvalidValues if the step is a strict queue, an older task of it is open to whoever acts, and no reason says why
    not that one."""
    if sentence := out_of_turn(instance, task, instance.work.by) if not reason.strip() else None:
        raise InvalidValues({REASON: [sentence]})


def out_of_turn(instance: Instance, task: Any, by: Person) -> Sentence | None:
    """Why somebody may not claim the task without a reason, None if it is its turn."""
    older = older_one(instance, task, by)
    if older is None:
        return None
    return say("An older task of this step, {older}, is still open. Say why this one is taken first.",
               older=str(older.key))  # fmt: skip


def older_one(instance: Instance, task: Any, by: Person) -> Any:
    """The oldest free task of a strict queue that the person could take instead, None if this is it."""
    if not duty_of(instance, task).queue:
        return None
    groups = by.groups.union(*(one.offered for one in by.stands_in))
    place = (task.process_id, task.element_id, task.created_at, task.key)
    return instance.work.row(OLDER, (*place, sorted(groups), [by.login]))


def reasoned(instance: Instance, task: Any, values: dict[str, Any], reason: str) -> dict[str, Any]:
    """The submitted values, with the reason if the diagram asks for one of them. InvalidValues if none is given."""
    duty = duty_of(instance, task)
    said = next((value for name, value in duty.reasons if name in values and _text(values[name]) == value), None)
    if said is None:
        return values
    given = reason.strip() or _text(values.get(duty.reason_in)).strip()
    if not given:
        raise InvalidValues({duty.reason_in: [say("A reason is needed for {value}.", value=said)]})
    return {**values, duty.reason_in: given}


def remember(instance: Instance, task: Any) -> None:
    """Write down that whoever acts has done the step, if it counts."""
    by = instance.work.by
    for process_id, element_id in counted(instance, task):
        for login in sorted({by.login, by.acting_for or by.login}):
            row = {"root_key": task.root_key, "process_id": process_id, "element_id": element_id, "login": login}
            instance.plan.add("deeds", **row)


def counted(instance: Instance, task: Any) -> list[tuple[str, str]]:
    """As what the step counts: itself, and its groups that are kept apart from others."""
    own = [(task.process_id, task.element_id)] if duty_of(instance, task).apart else []
    named = {group for pair in _pairs(task) for group in pair}
    return own + [(ANYWHERE, group) for group in sorted(named & set(task.candidate_groups))]


def duty_of(instance: Instance, task: Any) -> Duty:
    """What the diagram declares about the step."""
    return instance.work.definition(task.definition_key).duties.get(task.element_id, NOTHING)


def _pairs(task: Any) -> list[tuple[str, str]]:
    return [tuple(pair) for pair in json.loads(task.separations)] if task.separations else []


def _against(task: Any) -> set[str]:
    """The groups whose steps are kept apart from this one."""
    return set(_others(task))


def _others(task: Any) -> Iterator[str]:
    for one, other in _pairs(task):
        if one in task.candidate_groups:
            yield other
        if other in task.candidate_groups:
            yield one


def name_of(work: Work, login: str) -> str:
    """What people call an account."""
    found = work.row("SELECT name FROM person WHERE login = %s", (login,))
    return found.name if found else login


def _text(value: Any) -> str:
    """A value as a diagram writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
