"""Who may do what: one function per verb that asks for a right; each refuses in a sentence or returns."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bpmn.sentence import Sentence, say
from engine.errors import NotAllowed
from engine.person import Person, StandIn

KEEPERS = frozenset({"analyst", "administrator"})
"""Those who deploy, cancel, change data from outside and retry what is stuck."""


WORKERS = KEEPERS | {"worker"}
"""Those who do jobs from outside and report what happened there."""


def is_administrator(person: Person) -> bool:
    return "administrator" in person.roles


def holder(task: Any) -> str | None:
    """Whose task it is: the assignee's; of a task that a substitute has taken for somebody, that person's."""
    return task.assigned_for or task.assignee  # type: ignore[no-any-return]


def as_holder(person: Person, task: Any) -> Person | None:
    """The person as who has the task: for oneself, or for somebody the person stands in for. None for others."""
    whose = holder(task)
    if whose is None:
        return None
    if whose == person.login:
        return person
    return next((_for(person, one) for one in person.stands_in if one.login == whose and _covers(one, task)), None)


def as_candidate(person: Person, task: Any) -> Person | None:
    """The person as one the task is offered to: for oneself before others. None for those it is not offered to; one
    offered to nobody in particular is offered to all staff."""
    users, groups = set(task.candidate_users), set(task.candidate_groups)
    if not users and not groups:
        return person if "staff" in person.roles else None
    if person.login in users or person.groups & groups:
        return person
    for one in person.stands_in:
        if (one.groups is None and one.login in users) or one.offered & groups:
            return _for(person, one)
    return None


def as_worker(person: Person, task: Any) -> Person | None:
    """The person as who may do the task now: whoever has it; if nobody has it, whoever it is offered to."""
    return as_holder(person, task) if holder(task) is not None else as_candidate(person, task)


def _covers(one: StandIn, task: Any) -> bool:
    return one.groups is None or bool(one.groups & set(task.candidate_groups))


def _for(person: Person, one: StandIn) -> Person:
    return replace(person, acting_for=one.login)


def must_keep(person: Person, what: Sentence, root_key: int | None = None) -> None:
    """Deploy, cancel, set variables, retry."""
    if not person.roles & KEEPERS:
        raise NotAllowed(say("Only analysts and administrators may {what}.", what=what), root_key)


def must_be_another(person: Person, proposer: str) -> None:
    """Enact: never the own proposal, nor that of somebody one acts for."""
    if proposer in (person.login, person.acting_for):
        raise NotAllowed(say("Nobody enacts what they have proposed themselves; another person does."))


def must_do_jobs(person: Person, root_key: int | None = None) -> None:
    """Take jobs, end them."""
    if not person.roles & WORKERS:
        raise NotAllowed(say("Only workers, analysts and administrators may do the jobs of a case."), root_key)


def must_send(person: Person, what: Sentence) -> None:
    """Publish messages, broadcast signals: whoever may do jobs; workers tell cases what happened outside."""
    if not person.roles & WORKERS:
        raise NotAllowed(say("Only workers, analysts and administrators may {what}.", what=what))


def must_work(person: Person, task: Any) -> Person:
    """Complete, or save a draft. Answers the person as they act: for themselves or for whom they stand in."""
    if by := as_worker(person, task):
        return by
    if is_administrator(person):
        return person
    if holder(task) is not None:
        raise NotAllowed(
            say("The task {task} is assigned to {person}, so only they can work on it.", task=task.name,
                person=holder(task)), task.root_key,
        )  # fmt: skip
    raise NotAllowed(_not_offered(task), task.root_key)


def must_claim(person: Person, task: Any) -> Person:
    """Whoever has it or may act for them, whoever it is offered to. Whether it is free is another question."""
    by = as_holder(person, task) or as_candidate(person, task) or (person if is_administrator(person) else None)
    if by is None:
        raise NotAllowed(_not_offered(task), task.root_key)
    return by


def must_release(person: Person, task: Any) -> Person:
    """Whoever has the task or may act for them; administrators."""
    by = as_holder(person, task) or (person if is_administrator(person) else None)
    if by is None:
        raise NotAllowed(
            say("Only the person who has the task {task}, or an administrator, can release it.", task=task.name),
            task.root_key,
        )
    return by


def must_assign(person: Person, task: Any) -> Person:
    """Give a task to somebody else: an administrator, or whoever has it now (handing it on)."""
    by = as_holder(person, task) or (person if is_administrator(person) else None)
    if by is None:
        raise NotAllowed(
            say("Only the person who has the task {task}, or an administrator, can give it to somebody.",
                task=task.name), task.root_key,
        )  # fmt: skip
    return by


def must_care_for(person: Person, login: str, heads: set[str]) -> None:
    """Decide about somebody's work besides themselves: ``heads`` of their units, and who stands in for one of them in
    everything; administrators."""
    as_head = {person.login, *(one.login for one in person.stands_in if one.groups is None)} & heads
    if not as_head and not is_administrator(person):
        raise NotAllowed(
            say("Only a head of the unit of {login} or an administrator may decide that for {login}.", login=login)
        )


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
