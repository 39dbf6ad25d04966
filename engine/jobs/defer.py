"""How a command hands work to our own workers: a row of the plan's ``deferred`` list, and a wake-up after the commit.

if is_own(job_type):
    plan["deferred"].append(deferred(job_key, at=due_at))
    work.wake(*WAKE)
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bpmn.attachments import CONTINUATION
from engine.jobs.connectors import CONNECTORS

QUEUE = "connectors"
RUN_JOB = "run_job"
RUN_TRIAL = "run_trial"
WAKE = ("procrastinate_any_queue_v1", '{"type": "job_inserted", "job_id": 0}')
"""What Procrastinate's own trigger would send. Ours comes after the commit; the trigger is off (see the migration)."""


def is_own(job_type: str) -> bool:
    """Whether a job of that type is done by a worker of ours, and not by somebody's external one."""
    return job_type == CONTINUATION or job_type in CONNECTORS


def own_types() -> list[str]:
    """Job types that our own workers do: connectors, and the continuations of Camunda 7."""
    return [CONTINUATION, *CONNECTORS]


def deferred(job_key: int, at: datetime | None = None) -> dict[str, Any]:
    """The Procrastinate job that runs a job row; ``at`` after a failure, when it shall be tried again."""
    return {
        "queue_name": QUEUE,
        "task_name": RUN_JOB,
        "args": {"job_key": job_key},
        "scheduled_at": at.isoformat() if at else None,
    }
