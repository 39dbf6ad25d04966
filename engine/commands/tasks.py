"""What people do with tasks: claim, unclaim, assign, save a draft, complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bpmn.forms import Form, submitted, validate
from bpmn.sentence import Sentence, say
from engine import duties, notices, rights
from engine import plan as projection
from engine.answers import Completed
from engine.errors import AlreadyClaimed, Conflict, InvalidValues, NotFound, WrongState
from engine.flow.task_changes import PHASES
from engine.history.canonical import canonical
from engine.instance import Instance, lock
from engine.json_text import json_text
from engine.states import TASK, allows
from engine.work import Work

ACTIONS = {"task_claimed": "claim", "task_unclaimed": "unassign", "task_assigned": "assign"}
"""What workers are told of why a task is to be somebody else's."""
ASKED = "UPDATE task SET asked = %s::jsonb WHERE key = %s"


@dataclass(frozen=True, slots=True)
class ClaimTask:
    """Take a task that nobody has. Candidates of the task; staff, if it has none; a substitute for either, also when
    the person stood in for has it, and that person from the substitute. One's own task stays one's own. In
    Camunda 8 workers that listen to assignments are asked first, here and when a task is given back or on. NotAllowed
    to whoever may not do it besides (engine.duties); with a ``reason`` it need not be the oldest of a strict queue."""

    task_key: int
    reason: str = ""

    def run(self, work: Work) -> None:
        instance, task = open_task(work, self.task_key)
        instance.acts(rights.must_claim(work.by, task))
        by, holder = work.by, rights.holder(task)
        if (task.assignee, task.assigned_for) == (by.login, by.acting_for):
            return
        if holder not in (None, by.login, by.acting_for):
            raise Conflict(
                say(
                    "{person} was faster and has this task now. Nothing was changed.",
                    person=duties.name_of(work, holder),
                )
            )
        duties.must_be_fit(instance, task)
        if holder is None:
            duties.must_queue(instance, task, self.reason)
        assign(instance, task, by.login, "task_claimed", by.acting_for, self.reason)


@dataclass(frozen=True, slots=True)
class UnclaimTask:
    """Give a task back to those it is offered to. The assignee; administrators."""

    task_key: int

    def run(self, work: Work) -> None:
        instance, task = open_task(work, self.task_key)
        instance.acts(rights.must_release(work.by, task))
        if task.assignee is not None:
            assign(instance, task, None, "task_unclaimed")


@dataclass(frozen=True, slots=True)
class AssignTask:
    """Give a task to somebody. The assignee hands it on; administrators. ``known``: refused unless there is an active
    account of that login; both Camundas take any text. ``claim``: refused if somebody else has it."""

    task_key: int
    assignee: str
    known: bool = True
    claim: bool = False

    def run(self, work: Work) -> None:
        instance, task = open_task(work, self.task_key)
        instance.acts(rights.must_assign(work.by, task))
        if self.claim and task.assignee not in (None, self.assignee):
            raise AlreadyClaimed(say("Task '{id}' is already claimed by someone else.", id=task.key))
        if self.known and work.row("SELECT 1 FROM person WHERE login = %s AND active", (self.assignee,)) is None:
            raise NotFound(say("There is no active person with the login {login}.", login=self.assignee))
        if task.assignee != self.assignee:
            duties.must_be_fit(instance, task, self.assignee)
            assign(instance, task, self.assignee, "task_claimed" if self.claim else "task_assigned")


@dataclass(frozen=True, slots=True)
class SaveDraft:
    """Keep what was typed into a task's form, unchecked. Whoever may complete the task. Leaves no event: nothing has
    been said yet, and the words may be personal."""

    task_key: int
    values: Mapping[str, Any]

    def run(self, work: Work) -> None:
        instance, task = open_task(work, self.task_key)
        instance.acts(rights.must_work(work.by, task))
        canonical(dict(self.values))  # refuses what could not be stored: a draft has no event that would
        _change(instance, task, task.assignee, task.assigned_for, task.claimed_at, dict(self.values))
        work.write(instance.plan.rows)


@dataclass(frozen=True, slots=True)
class CompleteTask:
    """Say that a task is done. The assignee; if nobody has it, its candidates (staff, if it has none); administrators.
    In Camunda 8 workers that listen are asked first; until then, and if one denies it, what was submitted is the draft.

    ``values`` are checked by the task's form, and only what the form's input fields may write is taken. A task without
    a form takes all values; so does any with ``by_form`` false, from those who may change all data of a case.
    Rules against abuse (engine.duties) hold for everybody; ``reason`` is for those that ask for one.
    """

    task_key: int
    values: Mapping[str, Any] = field(default_factory=dict)
    by_form: bool = True
    reason: str = ""

    def run(self, work: Work) -> Completed:
        instance, task = open_task(work, self.task_key, variables=True)
        instance.acts(rights.must_work(work.by, task))
        if task.delegation == "PENDING":
            raise WrongState(
                say("The task {task} is delegated: it has to be resolved before it is completed.", task=task.name)
            )
        duties.must_be_fit(instance, task)
        if rights.holder(task) is None:
            duties.must_queue(instance, task, self.reason)
        variables = instance.visible(task.token)
        form = form_of(work, task) if self.by_form or not work.by.roles & rights.KEEPERS else None
        values = duties.reasoned(instance, task, checked(work, form, self.values, variables), self.reason)
        before = {name: variables.get(name) for name in values}
        waits, about = asked(instance, task, "completing", "complete")
        kind = "task_handed_in" if waits else "task_completed"
        said = {"reason": self.reason.strip()} if self.reason.strip() else {}
        instance.note(kind, {"task": task.key, "before": before, "submitted": values, **said}, task)
        if not waits:
            duties.remember(instance, task)
        instance.drafts[task.token] = dict(self.values)
        instance.case.complete(task.token, values, asked=about)
        instance.save(completed_by=(task.token, projection.Doer(work.by.login, work.by.acting_for)))
        return Completed(instance.key, instance.state, tuple(instance.plan.opened_tasks))


def form_of(work: Work, task: Any) -> Form | None:
    """The form of a task, None if it has none that Alur shows itself."""
    if task.form_kind == "generated":
        return work.engine.definitions.generated_form(work.definition(task.definition_key), task.element_id)
    if task.form_kind != "id":
        return None  # a form key of Camunda 7 names a page of another program
    if task.form_key is None:
        raise WrongState(
            say("The form {form} of this task has not been deployed. Nothing was changed.", form=task.form_reference)
        )
    return work.engine.definitions.form(task.form_key, work.row)


def checked(work: Work, form: Form | None, values: Mapping[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
    """What of the submitted values may be written, or InvalidValues."""
    if form is None:
        return dict(values)
    if wrong := validate(form, values, variables, work.moment):
        raise InvalidValues(wrong)
    return submitted(form, values, variables, work.moment)


def open_task(work: Work, key: int, *, variables: bool = False) -> tuple[Instance, Any]:
    """The task and its case, locked; refused if the task is not open any more."""
    instance, task = lock(work, "task", key, variables=variables)
    if not allows(TASK, task.state, "open"):
        raise WrongState(_why_over(work, task))
    if task.change is not None:
        raise WrongState(
            say("Another program is being asked about the task {task}; until it has answered the task cannot be "
                "changed. Nothing was changed.", task=task.name)
        )  # fmt: skip
    return instance, task


def asked(instance: Instance, task: Any, phase: str, action: str) -> tuple[bool, dict[str, Any]]:
    """Whether workers listen to a change of the task (Camunda 8), and what they are told of who wants it."""
    flow = instance.work.definition(task.definition_key).flow
    waits = flow.spec.camunda8 and flow.listens(task.element_id, phase)
    by = instance.work.by
    told = {"by": by.login, "for": by.acting_for, "deeds": duties.counted(instance, task)}
    if waits and (told["for"] or told["deeds"]):
        instance.work.driver.execute(ASKED, (json_text(told), task.key))
    return waits, {"action": action, "by": by.login, "task": task.key}


def _why_over(work: Work, task: Any) -> Sentence:
    if task.state == "completed":
        return say(
            "{person} has completed the task {task} already. Nothing was changed.",
            person=duties.name_of(work, task.completed_by), task=task.name,
        )  # fmt: skip
    return say(
        "The task {task} is not needed any more: its case went another way. Nothing was changed.", task=task.name
    )


def assign(
    instance: Instance, task: Any, assignee: str | None, kind: str, assigned_for: str | None = None, reason: str = ""
) -> None:
    """Let somebody have the task, for somebody else if said so, or nobody; ``kind`` is the event that tells it."""
    detail = {"task": task.key, "before": task.assignee, "assignee": assignee}
    if reason.strip():
        detail["reason"] = reason.strip()
    flow = instance.work.definition(task.definition_key).flow
    if flow.spec.camunda8 and flow.listens(task.element_id, *PHASES):
        waits, about = asked(instance, task, "assigning", ACTIONS[kind])
        instance.note("task_assignment_asked" if waits else kind, detail, task)
        instance.case.change_task(task.token, "assigning", {"assignee": assignee}, about)
        instance.save()
        return
    instance.note(kind, detail, task)
    claimed_at, draft = (instance.work.now, task.draft) if assignee else (None, None)
    _change(instance, task, assignee, assigned_for, claimed_at, draft)
    if assignee is None:
        due = task.due_at.isoformat() if task.due_at else None
        projection.candidates(instance.plan, task.key, task.candidate_users, task.candidate_groups, due)
    else:
        instance.plan.add("candidates_taken", task_key=task.key)
        if assignee != instance.work.by.login:
            said = {"actor": instance.work.by.name or instance.work.by.login, "task": task.name}
            notices.tell(instance.plan, assignee, "task_assigned", said, root_key=instance.key, task_key=task.key)
    if flow.listens(task.element_id, "update", "assignment"):
        instance.case.assigned(task.token, assignee)
    instance.save()


def _change(
    instance: Instance, task: Any, assignee: str | None, assigned_for: str | None, claimed_at: Any, draft: Any
) -> None:
    claimed = claimed_at.isoformat() if claimed_at else None
    instance.plan.add(
        "tasks_changed", key=task.key, assignee=assignee, assigned_for=assigned_for, claimed_at=claimed, draft=draft
    )
