"""A task that its owner hands to somebody else to look at, and gets back (Camunda 7's delegateTask, resolveTask)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine import duties, rights
from engine.commands.tasks import assign, open_task
from engine.work import Work

DELEGATED = "UPDATE task SET owner = coalesce(owner, assignee), delegation = 'PENDING' WHERE key = %s"
RESOLVED = "UPDATE task SET delegation = 'RESOLVED' WHERE key = %s"


@dataclass(frozen=True, slots=True)
class DelegateTask:
    """Hand a task to ``assignee``; whoever had it becomes its owner, if it has none. It cannot be completed until it is
    resolved. The assignee; administrators."""

    task_key: int
    assignee: str

    def run(self, work: Work) -> None:
        instance, task = open_task(work, self.task_key)
        instance.acts(rights.must_assign(work.by, task))
        duties.must_be_fit(instance, task, self.assignee)
        work.driver.execute(DELEGATED, (task.key,))
        assign(instance, task, self.assignee, "task_delegated")


@dataclass(frozen=True, slots=True)
class ResolveTask:
    """Give a task back to its owner, with what was found out; to nobody if it has none, as in Camunda 7
    (ResolveTaskCmd). The assignee; administrators."""

    task_key: int
    values: Mapping[str, Any] = field(default_factory=dict)

    def run(self, work: Work) -> None:
        instance, task = open_task(work, self.task_key, variables=True)
        instance.acts(rights.must_release(work.by, task))
        work.driver.execute(RESOLVED, (task.key,))
        if self.values:
            instance.case.set_variables(dict(self.values), token=task.token)
        assign(instance, task, task.owner, "task_resolved")
