"""From what the kernel did to the rows of one write: the only place where rows about waiting are made and ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.flow.facts import Fact, OpenIncident, Step, TaskTold, Wait
from engine.history.events import Chain
from engine.jobs.defer import deferred, is_own

TASK_KEY = "io.camunda.zeebe:userTaskKey"
"""The header of a task listener's job that says which task it is about."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a token is, as every row about waiting says it."""

    root_key: int
    instance_key: int
    definition_key: int
    process_id: str
    token: int
    element_id: str

    def row(self) -> dict[str, Any]:
        return {
            "root_key": self.root_key, "instance_key": self.instance_key, "definition_key": self.definition_key,
            "process_id": self.process_id, "token": self.token, "element_id": self.element_id,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Doer:
    """Who completed a task, and for whom if not for themselves; nobody if it was cancelled."""

    login: str | None
    acting_for: str | None = None


@dataclass(slots=True)
class Plan:
    """Rows by part (engine.parts), and what the answers of commands need to know of them."""

    at: datetime
    new_key: Callable[[], int]
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    opened_tasks: list[int] = field(default_factory=list)
    task_keys: dict[int, int] = field(default_factory=dict)  # token -> key of a task that has opened
    known_jobs: dict[int, int] = field(default_factory=dict)  # token -> key of a job that waits again
    job_retries: int | None = None  # of a job that waits again
    ended_jobs: set[int] = field(default_factory=set)  # tokens
    job_outcome: tuple[int, str, str | None] | None = None  # token, state and error code of the job that was reported

    def add(self, part: str, **row: Any) -> None:
        self.rows[part].append(row)

    def moment(self) -> str:
        return self.at.isoformat()


def waits(plan: Plan, place: Place, wait: Wait) -> None:
    """The rows of a wait that has opened."""
    OPENED[wait.kind](plan, place, wait)


def _task(plan: Plan, place: Place, wait: Wait) -> None:
    detail = wait.detail
    form = detail.get("form") or {}
    key = plan.new_key()
    plan.opened_tasks.append(key)
    plan.add(
        "tasks", **place.row(), key=key, name=detail.get("name") or place.element_id, state="open",
        assignee=detail.get("assignee"), candidate_users=list(detail.get("candidate_users") or ()),
        candidate_groups=list(detail.get("candidate_groups") or ()), priority=detail.get("priority", 50),
        form_kind=form.get("kind"), form_reference=form.get("reference"), form_binding=form.get("binding"),
        form_version=form.get("version"), form_version_tag=form.get("version_tag"),
        loop_counter=detail.get("loop_counter"), created_at=plan.moment(), due_at=detail.get("due_at"),
        follow_up_at=detail.get("follow_up_at"), change=detail.get("change"),
    )  # fmt: skip
    plan.task_keys[place.token] = key
    if detail.get("assignee") is None:
        candidates(plan, key, detail.get("candidate_users"), detail.get("candidate_groups"), detail.get("due_at"))


def candidates(plan: Plan, task_key: int, users: Any, groups: Any, due_at: Any) -> None:
    """Who may claim a task that nobody has."""
    for kind, names in (("user", users), ("group", groups)):
        for name in dict.fromkeys(names or ()):
            plan.add("candidates", kind=kind, name=name, task_key=task_key, due_at=due_at)


def tells(plan: Plan, root_key: int, told: TaskTold, draft: Any) -> None:
    """What has changed in a task that stays open; ``draft``: what was typed into its form, if it is not kept yet."""
    row = {"root_key": root_key, "token": told.token}
    changed = dict(told.changed)
    plan.add("tasks_told", **row, change=told.change, changed=changed, draft=draft, at=plan.moment())
    if not changed.keys() & {"assignee", "candidate_users", "candidate_groups", "due_at"}:
        return
    offered = [("user", name) for name in changed["candidate_users"]]
    offered += [("group", name) for name in changed["candidate_groups"]]
    plan.add("candidates_dropped", **row, changed=changed, kept=[f"{kind} {name}" for kind, name in offered])
    for kind, name in dict.fromkeys(offered):
        plan.add("candidates_told", **row, changed=changed, kind=kind, name=name, due_at=changed["due_at"])


def _job(plan: Plan, place: Place, wait: Wait) -> None:
    headers = dict(wait.detail.get("headers") or {})
    if (task := plan.task_keys.get(wait.detail.get("task", 0))) is not None:
        headers[TASK_KEY] = str(task)  # of a task that has just come to be
    key, retries = plan.known_jobs.get(place.token), plan.job_retries
    if key is None:
        key, retries = plan.new_key(), wait.detail.get("retries", 3)
    plan.add(
        "jobs", **place.row(), key=key, type=wait.name, state="open", retries=retries,
        headers=headers, created_at=plan.moment(), priority=wait.detail.get("priority", 0),
    )  # fmt: skip
    defer(plan, key, wait.name or "")


def defer(plan: Plan, job_key: int, job_type: str, at: datetime | None = None) -> None:
    """A job of one of our own connectors is done by our workers (not before ``at``, when it has failed before)."""
    if is_own(job_type):
        plan.rows["deferred"].append(deferred(job_key, at))


def _subscription(plan: Plan, place: Place, wait: Wait) -> None:
    plan.add(
        "subscriptions", **place.row(), key=plan.new_key(), kind=wait.kind, name=wait.name,
        # a message of Camunda 7 has no key of its own
        correlation_key=wait.key if wait.kind == "message" else None,
        due_at=wait.due.isoformat() if wait.due else None, guard=wait.guard, created_at=plan.moment(),
        priority=wait.detail.get("priority", 0),
    )  # fmt: skip


def _nothing(plan: Plan, place: Place, wait: Wait) -> None:
    """A condition is asked by the kernel itself whenever a variable changes."""


OPENED: dict[str, Callable[[Plan, Place, Wait], None]] = {
    "user": _task,
    "job": _job,
    "message": _subscription,
    "signal": _subscription,
    "timer": _subscription,
    "condition": _nothing,
}


def closes(plan: Plan, root_key: int, step: Step, completed_by: tuple[int, Doer] | None, kept: frozenset[int]) -> None:
    """All rows of the tokens that wait no more; the task that was completed is told from those that were cancelled.
    ``kept``: tokens whose rows stay (a failed job)."""
    again = {(wait.token, wait.kind) for wait in step.opened}
    for token, kind in step.closed.items():
        if kind == "job" and token not in kept and token not in plan.known_jobs:
            ends_job(plan, root_key, token)
        if token in kept or (token, kind) in again or kind == "condition":
            continue
        if kind != "user":
            plan.add(CLOSED[kind], root_key=root_key, token=token)
            continue
        by = completed_by[1] if completed_by and completed_by[0] == token else Doer(step.done.get(token))
        plan.add(
            "tasks_ended", root_key=root_key, token=token, state="completed" if by.login else "cancelled",
            ended_at=plan.moment(), completed_by=by.login, completed_for=by.acting_for,
        )  # fmt: skip
        if token in step.done:
            plan.add("deeds_asked", root_key=root_key, token=token)


def ends_job(plan: Plan, root_key: int, token: int) -> None:
    """What became of a token's job, also if the token has another one now: as its worker said, else it was canceled."""
    if token in plan.ended_jobs:
        return
    plan.ended_jobs.add(token)
    outcome = plan.job_outcome
    state, code = outcome[1:] if outcome and outcome[0] == token else ("canceled", None)
    plan.add("jobs_ended", root_key=root_key, token=token, state=state, error_code=code, ended_at=plan.moment())


CLOSED: dict[str, str] = {
    "job": "jobs_gone",
    "message": "subscriptions_gone",
    "signal": "subscriptions_gone",
    "timer": "subscriptions_gone",
}
"""The part that takes away the rows of a wait; a task's row stays, a condition has none."""


def raises(plan: Plan, place: Place, incident: OpenIncident, values: dict[str, Any], job_key: int | None) -> None:
    """The row of an incident."""
    plan.add(
        "incidents", **place.row(), key=plan.new_key(), code=incident.code, template=incident.sentence.template,
        places=values, job_key=job_key, raised_at=plan.moment(),
    )  # fmt: skip


def resolves(plan: Plan, root_key: int, token: int, by: str) -> None:
    plan.add("incidents_resolved", root_key=root_key, token=token, resolved_at=plan.moment(), resolved_by=by)


def instances(plan: Plan, root_key: int, facts: tuple[Fact, ...], by: str) -> None:
    """Rows of called instances that started or ended."""
    started: dict[int, dict[str, Any]] = {}
    for fact in facts:
        if fact.instance == root_key:
            continue
        if fact.kind == "instance_started":
            detail = fact.detail
            started[fact.instance] = {
                "key": fact.instance, "root_key": root_key, "parent_key": detail["parent"],
                "parent_element_id": detail.get("element"),
                "definition_key": detail["definition_key"], "process_id": detail["process_id"],
                "business_key": detail.get("business_key"), "state": "active", "started_by": by,
                "started_at": plan.moment(), "incidents": 0, "revision": 0, "last_seq": 0,
            }  # fmt: skip
        elif fact.kind in ENDED:
            end = {"state": ENDED[fact.kind], "ended_at": plan.moment(), "end_element_id": fact.element}
            if fact.instance in started:
                started[fact.instance].update(end)
            else:
                plan.add("called_ended", key=fact.instance, **end)
    plan.rows["instances"].extend(started.values())


ENDED = {"instance_completed": "completed", "instance_terminated": "terminated"}


def events(plan: Plan, chain: Chain) -> None:
    """The rows of what was appended to the chain."""
    if not chain.events:
        return
    plan.rows["chain"] = [
        {
            "root_key": chain.root_key, "at": plan.moment(), "actor": chain.by.login,
            "acting_for": chain.by.acting_for, "channel": chain.by.channel,
        }
    ]  # fmt: skip
    plan.rows["events"].extend(chain.events)
    plan.rows["event_values"].extend(chain.values)
    chain.events, chain.values = [], []
