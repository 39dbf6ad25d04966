"""What people say about a task. It is an event of the case's history: kept, and never changed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bpmn.sentence import say
from engine import notices, rights
from engine.commands.tasks import open_task
from engine.errors import InvalidCommand
from engine.queries import case_file, people
from engine.work import Work

NAMED = re.compile(r"(?<![\w@.])@([a-z0-9][a-z0-9._-]{0,61}[a-z0-9])", re.IGNORECASE)
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class CommentTask:
    """Say something about an open task. Whoever may complete or claim it; analysts, auditors, administrators.

    Who is named by @login is told of it, if that person may look into the case; answers the names of those who may
    not."""

    task_key: int
    message: str

    def run(self, work: Work) -> list[str]:
        if not self.message.strip():
            raise InvalidCommand(say("A comment needs words."))
        if len(self.message) > LONGEST:
            raise InvalidCommand(say("A comment has at most {most} letters.", most=LONGEST))
        instance, task = open_task(work, self.task_key)
        if not work.by.roles & {"analyst", "auditor", "administrator"}:
            instance.acts(rights.must_claim(work.by, task))
        told, unseen = _named(work, task.root_key, self.message)
        detail = {"task": task.key, "message": self.message}
        instance.note("task_commented", detail | ({"told": told} if told else {}), task)
        for login in told:
            named = {"actor": work.by.name or work.by.login, "task": task.name}
            notices.tell(instance.plan, login, "mentioned", named, root_key=task.root_key, task_key=task.key)
        instance.save()
        return unseen


def _named(work: Work, root_key: int, message: str) -> tuple[list[str], list[str]]:
    """Logins of the named people who may look into the case, and names of those who may not."""
    logins = {found.lower() for found in NAMED.findall(message)} - {work.by.login}
    if not logins:
        return [], []
    case = case_file.case_file(work.connection, root_key)
    accounts = [people.account(work.connection, login, work.now) for login in sorted(logins)]
    told: list[str] = []
    unseen: list[str] = []
    for account in accounts:
        if account is None or not account.active or case is None:
            continue  # a word with an @ before it
        may = case_file.may_see(account.person, case)
        (told if may else unseen).append(account.person.login if may else account.person.name)
    return told, unseen
