"""The database's upkeep, as commands: room for next month's history, old idempotency keys, lost jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from engine.jobs.defer import QUEUE, RUN_JOB, WAKE, own_types
from engine.work import Work

PARTITIONS = "SELECT make_history_partitions(%s, %s) AS made"
OLD_KEYS = "DELETE FROM idempotency WHERE at < %s"
LOST = """
    SELECT j.key FROM job j
    WHERE j.state = 'open' AND j.type = ANY(%(types)s) AND j.created_at < %(before)s
      AND (j.due_at IS NULL OR j.due_at < %(before)s)
      AND (j.lock_expires_at IS NULL OR j.lock_expires_at < %(before)s)
      AND NOT EXISTS (SELECT FROM procrastinate_jobs p WHERE p.status IN ('todo', 'doing') AND p.queue_name = %(queue)s
                      AND p.args ->> 'job_key' = j.key::text)
    ORDER BY j.key LIMIT 1000"""
DEFER = """
    SELECT procrastinate_defer_jobs_v1(ARRAY(
        SELECT ROW(%s, %s, 0, NULL, NULL, jsonb_build_object('job_key', k), NULL)::procrastinate_job_to_defer_v1
        FROM unnest(%s::bigint[]) k))"""

MONTHS_AHEAD = 3
KEEP_KEYS = timedelta(days=30)
GRACE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class MakePartitions:
    """Have the history's partitions of this and the next months. Answers how many were missing."""

    def run(self, work: Work) -> int:
        return int(work.row(PARTITIONS, (work.now, MONTHS_AHEAD)).made)


@dataclass(frozen=True, slots=True)
class ForgetKeys:
    """Remove idempotency keys that nobody repeats any more."""

    def run(self, work: Work) -> int:
        return work.driver.execute(OLD_KEYS, (work.now - KEEP_KEYS,)).rowcount


@dataclass(frozen=True, slots=True)
class DeferLost:
    """Give connectors the job rows that should be in their queue and are not, whatever happened to them."""

    def run(self, work: Work) -> int:
        values = {"types": own_types(), "before": work.now - GRACE, "queue": QUEUE}
        keys = [row[0] for row in work.driver.execute(LOST, values).fetchall()]
        if keys:
            work.driver.execute(DEFER, (QUEUE, RUN_JOB, keys))
            work.wake(*WAKE)
        return len(keys)
