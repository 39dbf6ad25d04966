"""Who is told of what a case has just done: who has got a task by the diagram, and who began it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import notices

if TYPE_CHECKING:
    from engine.flow.facts import Step
    from engine.instance import Instance


def tell_of_step(instance: Instance, step: Step) -> None:
    """Nobody is told what they did themselves."""
    by, plan = instance.work.by.login, instance.plan
    for row in plan.rows["tasks"]:
        if row["assignee"] and row["assignee"] != by:
            notices.tell(
                plan, row["assignee"], "task_opened", {"task": row["name"]}, root_key=instance.key,
                task_key=row["key"], once=f"opened {row['key']}",
            )  # fmt: skip
    if step.state == "completed" and instance.started_by not in (None, by):
        case = instance.business_key or str(instance.key)
        notices.tell(
            plan, str(instance.started_by), "case_finished", {"case": case}, root_key=instance.key,
            once=f"finished {instance.key}",
        )  # fmt: skip
