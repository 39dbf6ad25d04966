"""Tasks: for people (user task), for workers (job), and scripts that the engine evaluates itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bpmn.diagram import Assignment, Expression, FormLink
from bpmn.sentence import say
from engine.flow import deeds, expressions, listeners, mappings, reported, task_changes, terms
from engine.flow.facts import WaitKind
from engine.flow.node import Node
from engine.flow.problem import EXTRACT_VALUE, NotRunnable, Problem
from engine.flow.token import Token

NOBODY = Assignment()
DURATION = "alur:duration"
DEFAULT_PRIORITY = 50  # Camunda 8's and Camunda 7's


class UserTask(Node):
    """Waits for a person. Who may do it and until when is worked out when the token arrives."""

    wait_kind: WaitKind | None = "user"

    def enter(self, token: Token) -> bool:
        if not listeners.heard(token, "create"):
            self._plan(token)
        if self.listeners:
            listeners.hear(token, "create", task=self.known(token))
            if self.detail(token)["assignee"] is not None:
                listeners.hear(token, "assignment", task=self.known(token))
        return False

    def finish(self, token: Token) -> None:
        if "complete" in self.listeners:
            mappings.bring_in(token)
            listeners.hear(token, "complete", task=self.known(token))

    def about_to_stay(self, token: Token) -> None:
        """The workers that listen are asked whether the task may be whose the diagram says. Whom a worker has put in
        while it was created has it without that (Zeebe's UserTaskCreateProcessor)."""
        assignee = self.detail(token)["assignee"]
        if "assigning" in self.listeners and assignee is not None and "given" not in token.memo:
            task_changes.correct(token, {"assignee": None})
            try:
                task_changes.begin(token, "assigning", {"assignee": assignee}, {"action": "assign"})
            except Problem:
                task_changes.correct(token, {"assignee": assignee})
                raise

    def told_to_workers(self, token: Token) -> dict[str, str]:
        if token.memo["stop"] != "creating":
            return {}
        return task_changes.headers_of(self.known(token), {"action": "create"})

    def known(self, token: Token) -> dict[str, Any]:
        detail = self.detail(token)
        return {**detail, "assignee": token.memo.get("holder", detail["assignee"])}

    def _plan(self, token: Token) -> None:
        """Work out who may do it, and until when."""
        plan = self.element.assignment or NOBODY
        detail: dict[str, Any] = {
            "name": self._name(token),
            "assignee": _assignee(token, plan.assignee),
            "candidate_users": expressions.texts(token, plan.candidate_users, say("the candidate users")),
            "candidate_groups": expressions.texts(token, plan.candidate_groups, say("the candidate groups")),
            "due_at": terms.date_text(token, plan.due_date) or self._due_by_time(token),
            "follow_up_at": terms.date_text(token, plan.follow_up_date),
            "priority": _priority(token, plan.priority),
            "form": _form(token, self.element.form),
        }
        # Only what differs from a task without any of it is kept: the state of a case stays small.
        if kept := {name: value for name, value in detail.items() if value != self.bare(name)}:
            token.memo["detail"] = kept

    def _due_by_time(self, token: Token) -> str | None:
        """A step that takes a working time has a due date by it, if the diagram says no other."""
        duration = dict(self.element.properties).get(DURATION)
        return token.case.host.due(duration, token.scope.definition.key) if duration else None

    def detail(self, token: Token) -> dict[str, Any]:
        """What facts.Wait promises of a user task."""
        kept = token.memo.get("detail", {})
        return {name: kept.get(name, self.bare(name)) for name in USER_DETAIL} | self.repeat_detail_of(token)

    def repeat_detail_of(self, token: Token) -> dict[str, Any]:
        if "item_of" not in token.memo:
            return {}
        return {"loop_counter": token.memo["index"] + self.spec.counts_from}

    def bare(self, name: str) -> Any:
        """What holds of a task whose diagram says nothing."""
        return self.element.name if name == "name" else USER_DETAIL[name]

    def _name(self, token: Token) -> str:
        """Camunda 7 works out expressions in a task's name; Camunda 8 shows the text."""
        name = self.element.name
        if self.spec.camunda8 or ("${" not in name and "#{" not in name):
            return name
        return str(expressions.value(token, Expression("juel", name)))


USER_DETAIL: dict[str, Any] = {
    "name": "", "assignee": None, "candidate_users": [], "candidate_groups": [],
    "due_at": None, "follow_up_at": None, "priority": DEFAULT_PRIORITY, "form": None,
}  # fmt: skip


class Job(Node):
    """Waits for a worker: a service task, or whatever else has a job."""

    wait_kind: WaitKind | None = "job"

    def check(self) -> None:
        if self.element.job is None:
            raise NotRunnable(self.element.id, say("{id} has no job type: no worker could do it.", id=self.element.id))

    def enter(self, token: Token) -> bool:
        job = self.element.job
        assert job is not None
        token.memo["name"] = expressions.text(token, job.type, say("the job type"))
        if job.retries is not None:
            retries = expressions.whole(token, job.retries, say("the number of retries"))
            token.memo["detail"] = {"retries": retries}
        if (priority := expressions.priority(token, job.priority)) != 0:
            token.memo["detail"] = {**token.memo.get("detail", {}), "priority": priority}
        return False

    def finish(self, token: Token) -> None:
        if self.element.job is None or not self.element.job.errors:
            return
        mappings.bring_in(token)
        if (code := reported.code(token)) is not None:
            said = token.memo.pop("reported", {})  # a retry asks without it
            reported.throw(token, code, said.get("errorMessage"), {})

    def detail(self, token: Token) -> dict[str, Any]:
        """What facts.Wait promises of a job."""
        job = self.element.job
        assert job is not None
        known = token.memo.get("detail", {})
        retries = known.get("retries", listeners.DEFAULT_RETRIES)
        return {"retries": retries, "priority": known.get("priority", 0), "headers": dict(job.headers)}


class ScriptTask(Node):
    """Evaluates an expression and stores its value: a script task, or whatever else has an expression as its work."""

    def check(self) -> None:
        if self.element.script is None:
            raise NotRunnable(self.element.id, say("{id} has no expression to evaluate.", id=self.element.id))

    def enter(self, token: Token) -> bool:
        script = self.element.script
        assert script is not None
        found = deeds.act(token, script.expression)
        if script.result_variable:
            token.memo["values"] = {script.result_variable: found}
        return True


def assigned(token: Token, assignee: str | None) -> None:
    """Call the listeners to the task's change and then those to its assignment, each time it is given to somebody or
    given back (Camunda 7's TaskEntity.triggerUpdateEvent)."""
    token.memo["holder"] = assignee
    for phase in ("update", "assignment"):
        token.memo.get("heard", {}).pop(phase, None)
        listeners.hear(token, phase, task=token.node.known(token))


def updated(token: Token, wanted: Mapping[str, Any]) -> None:
    """Change the task and call the listeners to a change that is no assignment (Camunda 7)."""
    task_changes.correct(token, wanted)
    token.case.journal.tell(token, wanted)
    token.memo.get("heard", {}).pop("update", None)
    listeners.hear(token, "update", task=token.node.known(token))


def _assignee(token: Token, expression: Expression | None) -> str | None:
    found = None if expression is None else expressions.value(token, expression)
    if found is None or found == "":
        return None
    if expression is not None and not isinstance(found, str):
        raise expressions.wrong(token, say("the assignee"), expression, say("a text"), found)
    return str(found)


def _priority(token: Token, expression: Expression | None) -> int:
    if expression is None or expressions.value(token, expression) is None:
        return DEFAULT_PRIORITY
    return expressions.whole(token, expression, say("the priority"))


def _form(token: Token, form: FormLink | None) -> dict[str, Any] | None:
    if form is None:
        return None
    version = None if form.version is None else str(expressions.value(token, form.version, EXTRACT_VALUE))
    return {
        "kind": form.kind,
        "reference": expressions.text(token, form.reference, say("the form")),
        "binding": form.binding,
        "version": version,
        "version_tag": form.version_tag,
    }
