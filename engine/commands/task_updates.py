"""Dates, candidates and priority of a task, changed from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bpmn.sentence import say
from engine import rights
from engine.commands.task_values import OURS, properties
from engine.commands.tasks import asked, open_task
from engine.work import Work

CHANGEABLE = tuple(name for name in OURS if name != "assignee")


@dataclass(frozen=True, slots=True)
class UpdateTask:
    """Change when a task is due or taken up again, who may take it, and how urgent it is. ``changes``: dueDate,
    followUpDate, candidateUsers, candidateGroups, priority; null leaves one as it is, an empty text or list clears it.
    In Camunda 8 workers that listen to updates are asked first. Analysts, administrators."""

    task_key: int
    changes: Mapping[str, Any]

    def run(self, work: Work) -> None:
        instance, task = open_task(work, self.task_key)
        rights.must_keep(work.by, say("change the dates and candidates of a task"), task.root_key)
        wanted = properties(self.changes, work.engine.zone, CHANGEABLE)
        if not wanted:
            return
        waits, about = asked(instance, task, "updating", "update")
        detail = {"task": task.key, "properties": wanted}
        instance.note("task_update_asked" if waits else "task_updated", detail, task)
        instance.case.change_task(task.token, "updating", wanted, about)
        instance.save()
