"""How urgent a job or a timer is, said from outside."""

from __future__ import annotations

from dataclasses import dataclass

from bpmn.sentence import say
from engine import rights
from engine.errors import InvalidCommand
from engine.instance import lock
from engine.work import Work

SET = {
    "job": "UPDATE job SET priority = %s WHERE key = %s",
    "timer": "UPDATE subscription SET priority = %s WHERE key = %s",
}
MOST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class SetPriority:
    """Let a job, or a timer, be more or less urgent than others: workers are given what is most urgent first. Workers,
    analysts, administrators. Source: Camunda 7's SetExternalTaskPriorityCmd, SetJobPriorityCmd."""

    key: int
    priority: int
    timer: bool = False

    def run(self, work: Work) -> None:
        if not -MOST - 1 <= self.priority <= MOST:
            raise InvalidCommand(say("A priority has at most 64 bits; {priority} has more.", priority=self.priority))
        instance, row = lock(work, "subscription" if self.timer else "job", self.key)
        rights.must_do_jobs(work.by, instance.key)
        memo = instance.case.index[row.token].memo
        if self.timer:
            memo["priority"] = self.priority
        elif "call" in memo:
            memo["call"]["priority"] = self.priority
        else:
            memo["detail"] = {**memo.get("detail", {}), "priority": self.priority}
        detail = {"job": row.key, "before": row.priority, "priority": self.priority}
        instance.note("job_priority_set", detail, row)
        work.driver.execute(SET["timer" if self.timer else "job"], (self.priority, row.key))
        instance.save()
