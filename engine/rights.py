"""Who may do what: one function per verb that asks for a right; each refuses in a sentence or returns."""

from __future__ import annotations

from typing import Any

from bpmn.sentence import Sentence, say
from engine.errors import NotAllowed
from engine.person import Person

KEEPERS = frozenset({"analyst", "administrator"})
"""Those who deploy, cancel, change data from outside and retry what is stuck."""


WORKERS = KEEPERS | {"worker"}
"""Those who do jobs from outside and report what happened there."""


def logins(person: Person) -> frozenset[str]:
    """The person, and whom the person acts for."""
    return frozenset({person.login, person.acting_for or person.login})


def is_administrator(person: Person) -> bool:
    return "administrator" in person.roles


def is_candidate(person: Person, task: Any) -> bool:
    """Whether the task is offered to the person; one offered to nobody in particular is offered to all staff."""
    if not task.candidate_users and not task.candidate_groups:
        return "staff" in person.roles
    return bool(logins(person) & set(task.candidate_users) or person.groups & set(task.candidate_groups))


def must_keep(person: Person, what: Sentence, root_key: int | None = None) -> None:
    """Deploy, cancel, set variables, retry."""
    if not person.roles & KEEPERS:
        raise NotAllowed(say("Only analysts and administrators may {what}.", what=what), root_key)


def must_do_jobs(person: Person, root_key: int | None = None) -> None:
    """Take jobs, end them."""
    if not person.roles & WORKERS:
        raise NotAllowed(say("Only workers, analysts and administrators may do the jobs of a case."), root_key)


def must_send(person: Person, what: Sentence) -> None:
    """Publish messages, broadcast signals: whoever may do jobs; workers tell cases what happened outside."""
    if not person.roles & WORKERS:
        raise NotAllowed(say("Only workers, analysts and administrators may {what}.", what=what))


def must_work(person: Person, task: Any) -> None:
    """Complete, or save a draft: the assignee; if nobody has the task, whoever it is offered to."""
    if is_administrator(person) or task.assignee in logins(person):
        return
    if task.assignee is not None:
        raise NotAllowed(
            say("The task {task} is assigned to {person}, so only they can work on it.", task=task.name,
                person=task.assignee), task.root_key,
        )  # fmt: skip
    if not is_candidate(person, task):
        raise NotAllowed(_not_offered(task), task.root_key)


def must_claim(person: Person, task: Any) -> None:
    if not (is_administrator(person) or is_candidate(person, task) or task.assignee in logins(person)):
        raise NotAllowed(_not_offered(task), task.root_key)


def must_release(person: Person, task: Any) -> None:
    if not (is_administrator(person) or task.assignee in logins(person)):
        raise NotAllowed(
            say("Only the person who has the task {task}, or an administrator, can release it.", task=task.name),
            task.root_key,
        )


def must_assign(person: Person, task: Any) -> None:
    """Give a task to somebody else: an administrator, or whoever has it now (handing it on)."""
    if not (is_administrator(person) or task.assignee in logins(person)):
        raise NotAllowed(
            say("Only the person who has the task {task}, or an administrator, can give it to somebody.",
                task=task.name), task.root_key,
        )  # fmt: skip


def must_start(person: Person, audience: str | None, process: str) -> None:
    """public: anyone. staff: whoever has signed in. Else analysts, administrators and the system, which is both."""
    allowed = {"public": True, "staff": bool(person.roles)}.get(audience or "", bool(person.roles & KEEPERS))
    if not allowed:
        raise NotAllowed(say("You may not start the procedure {process}.", process=process))


def _not_offered(task: Any) -> Sentence:
    return say("The task {task} is offered to {whom}; you are not among them.", task=task.name, whom=_whom(task))


def _whom(task: Any) -> object:
    names = [*task.candidate_groups, *task.candidate_users]
    return ", ".join(names) if names else say("staff")
