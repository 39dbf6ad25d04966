"""Trials: files are walked, and their stories played, by a worker; what came of it is kept to be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update

from bpmn.sentence import say
from engine import plan as projection
from engine import rights
from engine.errors import InvalidCommand, NotFound, WrongState
from engine.jobs.defer import QUEUE, RUN_TRIAL, WAKE
from engine.store.deployments import resource
from engine.store.proposals import proposal_file
from engine.store.trials import trial
from engine.work import Work

WAITING = """
    SELECT key FROM trial WHERE proposal_key IS NOT DISTINCT FROM %s AND deployment_key IS NOT DISTINCT FROM %s
      AND state = 'waiting'"""


@dataclass(frozen=True, slots=True)
class AskTrial:
    """Have the files of a proposal or of a deployment tried by a worker. Answers the trial's key; that of one that is
    under way already, if there is one. Analysts, administrators."""

    proposal_key: int | None = None
    deployment_key: int | None = None

    def run(self, work: Work) -> int:
        rights.must_keep(work.by, say("try procedures"))
        if (self.proposal_key is None) == (self.deployment_key is None):
            raise InvalidCommand(say("Say what is to be tried: a proposal or a deployment."))
        if not files_of(work.connection, self.proposal_key, self.deployment_key):
            raise NotFound(say("There are no files to try."))
        if (under_way := work.row(WAITING, (self.proposal_key, self.deployment_key))) is not None:
            return int(under_way.key)
        key = work.new_key()
        work.connection.execute(
            insert(trial),
            {"key": key, "proposal_key": self.proposal_key, "deployment_key": self.deployment_key,
             "state": "waiting", "asked_by": work.by.login, "asked_at": work.now},
        )  # fmt: skip
        plan = projection.Plan(work.now, work.new_key)
        plan.rows["deferred"].append(
            {"queue_name": QUEUE, "task_name": RUN_TRIAL, "args": {"trial_key": key}, "scheduled_at": None}
        )
        work.write(plan.rows)
        work.wake(*WAKE)
        return key


@dataclass(frozen=True, slots=True)
class EndTrial:
    """Keep what came of a trial; ``result`` None: it could not be carried out. The worker's own command."""

    key: int
    result: Mapping[str, Any] | None

    def run(self, work: Work) -> None:
        values = {"state": "failed" if self.result is None else "done", "ended_at": work.now, "result": self.result}
        open_one = (trial.c.key == self.key) & (trial.c.state == "waiting")
        if not work.connection.execute(update(trial).where(open_one).values(values)).rowcount:
            raise WrongState(say("The trial {key} has ended already.", key=self.key))


def files_of(connection: Any, proposal_key: int | None, deployment_key: int | None) -> dict[str, bytes]:
    """The files that are tried, by name."""
    table, owner = (proposal_file, "proposal_key") if deployment_key is None else (resource, "deployment_key")
    key = proposal_key if deployment_key is None else deployment_key
    rows = connection.execute(select(table.c.name, table.c.content).where(table.c[owner] == key))
    return {row.name: bytes(row.content) for row in rows}
