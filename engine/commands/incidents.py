"""What people do when a case is stuck."""

from __future__ import annotations

from dataclasses import dataclass

from bpmn.sentence import say
from engine import rights
from engine.errors import InvalidCommand, WrongState
from engine.instance import lock
from engine.states import INCIDENT, allows
from engine.work import Work

RETRIES = "SELECT retries FROM job WHERE key = %s"


@dataclass(frozen=True, slots=True)
class RetryIncident:
    """Try again what failed; ``retries`` is how often a failed job may be tried: None is as often as its row says, at
    least once. ``reason`` is kept in the history. Analysts, administrators."""

    incident_key: int
    retries: int | None = None
    reason: str = ""

    def run(self, work: Work) -> None:
        if self.retries is not None and self.retries < 1:
            raise InvalidCommand(say("A job that is tried again needs at least one retry, not {n}.", n=self.retries))
        instance, incident = lock(work, "incident", self.incident_key)
        rights.must_keep(work.by, say("retry what is stuck"), instance.key)
        if not allows(INCIDENT, incident.state, "resolved"):
            raise WrongState(
                say("This incident has been resolved already, by {person}. Nothing was changed.",
                    person=incident.resolved_by)
            )  # fmt: skip
        instance.must_allow()
        instance.must_run()
        detail = {"incident": incident.key, "code": incident.code, "reason": self.reason.strip() or None}
        instance.note("incident_retried", detail, incident)
        if incident.job_key is not None:
            instance.plan.known_jobs[incident.token] = incident.job_key
            instance.plan.job_retries = self.retries or max(1, work.row(RETRIES, (incident.job_key,)).retries)
        instance.case.retry(incident.token)
        instance.save()
