"""Four eyes: files are proposed by one person and enacted by another, with a decree's number and a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import insert, select, update

from bpmn.check import check
from bpmn.sentence import Sentence, say
from engine import enactment, rights
from engine.accompanying import apart
from engine.answers import Deployed, Proposed
from engine.commands.deployments import ONE_AT_A_TIME, deploy_now, known
from engine.errors import InvalidCommand, InvalidDeployment, NotAllowed, NotFound, WrongState
from engine.flow.problem import packed
from engine.history.append import append
from engine.store.proposals import proposal, proposal_file
from engine.work import Work

LOCK = "SELECT * FROM proposal WHERE key = %s FOR UPDATE"
DUE = "SELECT key FROM proposal WHERE state = 'enacted' AND effective_at <= %s ORDER BY effective_at, key LIMIT %s"
OPEN = ("proposed", "enacted")


@dataclass(frozen=True, slots=True)
class Propose:
    """Hand in files for another person to enact; where the installation wants no second person they are deployed at
    once. Stories (.txt) may be among
    the files. ``acknowledged``: how many warnings the proposer has seen; all must be. Analysts, administrators."""

    name: str
    files: Mapping[str, bytes]
    acknowledged: int = 0

    def run(self, work: Work) -> Proposed:
        rights.must_keep(work.by, say("propose procedures"))
        drawn, _ = apart(self.files)
        if not drawn:
            raise InvalidCommand(say("There is no file to deploy."))
        reports = check(drawn, known(work))
        if any(not report.ok for report in reports.values()):
            raise InvalidDeployment({name: report.findings for name, report in reports.items()})
        warnings = sum(one.severity == "warning" for report in reports.values() for one in report.findings)
        if self.acknowledged != warnings:
            raise InvalidCommand(
                say("There are {count} warnings, and {acknowledged} of them are acknowledged. Nothing has been "
                    "deployed. Read them and tick the box.", count=warnings, acknowledged=self.acknowledged)
            )  # fmt: skip
        if enactment.mode(work.row) == "never":
            work.driver.execute(ONE_AT_A_TIME)
            return Proposed(None, deploy_now(work, self.name, self.files, "web", {"acknowledged": warnings}))
        key = work.new_key()
        processes = sorted({each for report in reports.values() for each in report.processes})
        work.connection.execute(
            insert(proposal),
            {"key": key, "name": self.name, "state": "proposed", "processes": processes, "warnings": warnings,
             "proposed_by": work.by.login, "proposed_at": work.now},
        )  # fmt: skip
        hashes = {name: sha256(content).hexdigest() for name, content in self.files.items()}
        work.connection.execute(
            insert(proposal_file),
            [{"proposal_key": key, "name": name, "kind": reports[name].kind if name in drawn else "story",
              "sha256": hashes[name], "content": content} for name, content in self.files.items()],
        )  # fmt: skip
        append(work, "proposed", {"name": self.name, "files": hashes, "processes": processes,
                                  "acknowledged": warnings}, key)  # fmt: skip
        return Proposed(key, None)


@dataclass(frozen=True, slots=True)
class Enact:
    """Put a proposal in force: now, or from a later moment on, which the clock sees to; what is in force stays so until
    then. Analysts and administrators, but never who has proposed it."""

    key: int
    decree: str
    effective_at: datetime | None = None

    def run(self, work: Work) -> Deployed | None:
        rights.must_keep(work.by, say("enact procedures"))
        found = _proposal(work, self.key, ("proposed",))
        rights.must_be_another(work.by, found.proposed_by)
        if not self.decree.strip():
            raise InvalidCommand(say("Please give the number of the decree; it is kept with the version."))
        effective = max(self.effective_at or work.now, work.now)
        _decide(work, self.key, "enacted", decree=self.decree.strip(), effective_at=effective)
        append(work, "enacted", {"proposal": self.key, "name": found.name, "processes": found.processes,
                                 "decree": self.decree.strip(), "effective_at": effective.isoformat(),
                                 "proposed_by": found.proposed_by})  # fmt: skip
        return _put_in_force(work, self.key) if effective <= work.now else None


@dataclass(frozen=True, slots=True)
class Reject:
    """Send a proposal back with a reason, also one that is enacted and whose day has not come. Analysts,
    administrators; who has proposed it takes it back so."""

    key: int
    reason: str

    def run(self, work: Work) -> None:
        rights.must_keep(work.by, say("reject procedures"))
        found = _proposal(work, self.key, OPEN)
        if not self.reason.strip():
            raise InvalidCommand(say("Please say why it is rejected; the reason is kept in the history."))
        _decide(work, self.key, "rejected", reason=self.reason.strip())
        append(work, "proposal_rejected", {"proposal": self.key, "name": found.name, "processes": found.processes,
                                           "reason": self.reason.strip()})  # fmt: skip


@dataclass(frozen=True, slots=True)
class DueProposals:
    """The keys of enacted proposals whose moment has come. The clock's own command."""

    most: int

    def run(self, work: Work) -> tuple[int, ...]:
        return tuple(row.key for row in work.rows(DUE, (work.now, self.most)))


@dataclass(frozen=True, slots=True)
class PutInForce:
    """Deploy an enacted proposal whose moment has come. The clock's own command."""

    key: int

    def run(self, work: Work) -> Deployed:
        found = _proposal(work, self.key, ("enacted",))
        if found.effective_at > work.now:
            raise WrongState(say("The proposal {name} comes into force later.", name=found.name))
        return _put_in_force(work, self.key)


@dataclass(frozen=True, slots=True)
class FailProposal:
    """Note why an enacted proposal could not be deployed on its day; it has to be proposed anew. The clock's own."""

    key: int
    sentence: Sentence

    def run(self, work: Work) -> None:
        found = _proposal(work, self.key, ("enacted",))
        told = packed(self.sentence)
        work.connection.execute(
            update(proposal).where(proposal.c.key == self.key).values(state="failed", trouble=told)
        )  # fmt: skip
        append(work, "enactment_failed", {"proposal": self.key, "name": found.name, "sentence": told})


@dataclass(frozen=True, slots=True)
class SetEnactment:
    """Say which deployments need a second person: ``desk`` (uploads at the desk), ``always`` (nothing is deployed
    directly, by no API and no command line), ``never``. Administrators."""

    mode: str

    def run(self, work: Work) -> None:
        if not rights.is_administrator(work.by):
            raise NotAllowed(say("Only administrators may say which deployments need a second person."))
        if self.mode not in enactment.MODES:
            raise InvalidCommand(
                say("Enactment is one of {modes}, not {mode}.", modes=", ".join(enactment.MODES), mode=self.mode)
            )
        before = enactment.mode(work.row)
        work.driver.execute(enactment.CHANGE, (enactment.NAME, self.mode))
        append(work, "enactment_set", {"before": before, "after": self.mode})


def _proposal(work: Work, key: int, states: tuple[str, ...]) -> Any:
    work.driver.execute(ONE_AT_A_TIME)
    found = work.row(LOCK, (key,))
    if found is None:
        raise NotFound(say("There is no proposal {key}.", key=key))
    if found.state not in states:
        raise WrongState(say("The proposal {name} has been decided on already.", name=found.name))
    return found


def _decide(work: Work, key: int, state: str, **values: Any) -> None:
    decided = {"state": state, "decided_by": work.by.login, "decided_at": work.now, **values}
    work.connection.execute(update(proposal).where(proposal.c.key == key).values(decided))


def _put_in_force(work: Work, key: int) -> Deployed:
    """Deployed in the name of who has proposed it, whatever was deployed since."""
    found = work.row(LOCK, (key,))
    columns = select(proposal_file.c.name, proposal_file.c.content).where(proposal_file.c.proposal_key == key)
    files = {row.name: bytes(row.content) for row in work.connection.execute(columns.order_by(proposal_file.c.name))}
    more = {"proposal": key, "decree": found.decree, "enacted_by": found.decided_by, "acknowledged": found.warnings}
    done = deploy_now(work, found.name, files, "web", more, deployed_by=found.proposed_by)
    work.connection.execute(
        update(proposal).where(proposal.c.key == key).values(state="deployed", deployment_key=done.key)
    )
    return done
