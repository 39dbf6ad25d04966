"""What people say about a task. It is an event of the case's history: kept, and never changed."""

from __future__ import annotations

from dataclasses import dataclass

from bpmn.sentence import say
from engine import rights
from engine.commands.tasks import open_task
from engine.errors import InvalidCommand
from engine.work import Work


@dataclass(frozen=True, slots=True)
class CommentTask:
    """Say something about an open task. Whoever may complete or claim it; analysts, auditors, administrators."""

    task_key: int
    message: str

    def run(self, work: Work) -> None:
        if not self.message.strip():
            raise InvalidCommand(say("A comment needs words."))
        instance, task = open_task(work, self.task_key)
        if not work.by.roles & {"analyst", "auditor", "administrator"}:
            instance.acts(rights.must_claim(work.by, task))
        instance.note("task_commented", {"task": task.key, "message": self.message}, task)
        instance.save()
