"""Deploy: check files, keep them byte for byte, and make new versions of what has changed in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import Column, Table, func, insert, select
from sqlalchemy.dialects.postgresql import distinct_on

from bpmn.check import check
from bpmn.diagram import Diagram, Element, Process
from bpmn.known import Known
from bpmn.sentence import say
from engine import enactment, rights, starting
from engine.accompanying import apart, keep
from engine.answers import Deployed, DeployedDecision, DeployedDefinition, DeployedForm
from engine.errors import InvalidCommand, InvalidDeployment, WrongState
from engine.history.append import append
from engine.jobs.connectors import CONNECTORS
from engine.store.deployments import decision, definition, deployment, form, resource
from engine.work import Work

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('deploy'))"
KINDS = ("bpmn", "form", "dmn")
DIRECT = ("web", "api", "cli")
"""Channels by which people and programs deploy without a second person, unless the installation wants one."""


@dataclass(frozen=True, slots=True)
class Deploy:
    """Deploy files together: all or nothing. Analysts, administrators.

    A file that is the same as in the latest version makes no new version, unless something in it is bound to the other
    files of its deployment and one of those has changed.

    ``unchanged`` says otherwise, as Camunda 7's REST API can: ``new``, all files make new versions; ``duplicate``, they
    do unless the last deployment of that name had these very files; then that is the answer.
    """

    name: str
    files: Mapping[str, bytes]
    source: str = "web"
    unchanged: Literal["kept", "duplicate", "new"] = "kept"

    def run(self, work: Work) -> Deployed:
        rights.must_keep(work.by, say("deploy procedures"))
        if not self.files:
            raise InvalidCommand(say("There is no file to deploy."))
        if work.by.channel in DIRECT and enactment.mode(work.row) == "always":
            raise WrongState(
                say("Here procedures come into force only after another person has enacted them: upload the files at "
                    "the desk of SOPs. Nothing has been deployed.")
            )  # fmt: skip
        work.driver.execute(ONE_AT_A_TIME)  # versions are counted
        return _Deployment(self, work, {}, work.by.login).run()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A form or a decision in one of the files."""

    file: str
    id: str
    version_tag: str | None
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Version:
    """A version of a form or decision, made now or before."""

    key: int
    id: str
    version: int
    unchanged: bool


def deploy_now(
    work: Work, name: str, files: Mapping[str, bytes], source: str, more: Mapping[str, Any] | None = None, *,
    deployed_by: str | None = None,
) -> Deployed:  # fmt: skip
    """Deploy without asking who may; the caller holds ONE_AT_A_TIME. ``more`` goes into the event. Stories among the
    files are kept beside the others, if anything of these is new."""
    drawn, stories = apart(files)
    done = _Deployment(Deploy(name, drawn, source), work, more or {}, deployed_by or work.by.login).run()
    keep(work, done.key, stories)
    return done


class _Deployment:
    """One run of Deploy: what is known, what is new."""

    def __init__(self, command: Deploy, work: Work, more: Mapping[str, Any], deployed_by: str) -> None:
        self.command, self.work, self.more, self.deployed_by = command, work, more, deployed_by
        self.key = work.new_key()
        self.reports = check(command.files, known(work))
        if any(not report.ok for report in self.reports.values()):
            raise InvalidDeployment({name: report.findings for name, report in self.reports.items()})
        self.hashes = {name: sha256(content).hexdigest() for name, content in command.files.items()}
        self.resources: dict[str, int] = {}
        self.anew = False  # what has not changed becomes a new version too
        processes = [(name, diagram, process) for name, diagram in self._diagrams() for process in diagram.processes
                     if process.id in self.reports[name].processes]  # fmt: skip
        self.processes: list[tuple[str, Diagram, Process]] = processes
        self.forms = [
            _Piece(name, report.form.id, report.form.schema.get("versionTag"))
            for name, report in self.reports.items()
            if report.form is not None
        ]
        self.decisions = [
            _Piece(name, one.id, one.version_tag, {"name": one.name or one.id})
            for name, report in self.reports.items()
            if report.decisions is not None
            for one in report.decisions.decisions
        ]
        self.latest = self._latest(definition, definition.c.process_id, [process.id for *_, process in processes])
        self.latest_form = self._latest(form, form.c.form_id, [piece.id for piece in self.forms])
        self.latest_decision = self._latest(decision, decision.c.decision_id, [piece.id for piece in self.decisions])

    def run(self) -> Deployed:
        if self.command.unchanged == "duplicate" and (key := self._duplicate()) is not None:
            return self._nothing_new(key)
        self.anew = self.command.unchanged != "kept"
        new = {name for name, _, process in self.processes if self._is_new(name, self.latest.get(process.id))}
        pieces = [(piece, self.latest_form) for piece in self.forms]
        pieces += [(piece, self.latest_decision) for piece in self.decisions]
        if not new and not any(self._is_new(piece.file, latest.get(piece.id)) for piece, latest in pieces):
            return self._nothing_new()
        new |= {name for name, diagram, _ in self.processes if _bound_together(diagram)}
        self._keep_files()
        forms = tuple(
            DeployedForm(made.key, made.id, made.version, made.unchanged)
            for made in self._versions(form, form.c.form_id, self.forms, self.latest_form)
        )
        decisions = tuple(
            DeployedDecision(made.key, made.id, made.version, made.unchanged)
            for made in self._versions(decision, decision.c.decision_id, self.decisions, self.latest_decision)
        )
        definitions = tuple(self._definition(name, diagram, process, name in new)
                            for name, diagram, process in self.processes)  # fmt: skip
        done = Deployed(self.key, definitions, forms, decisions)
        self._record(done)
        return done

    # What there is

    def _diagrams(self) -> Iterator[tuple[str, Diagram]]:
        for name, report in self.reports.items():
            if report.diagram is not None:
                yield name, report.diagram

    def _latest(self, table: Any, name: Any, ids: list[str]) -> dict[str, Any]:
        """The latest version of each, with the highest number that was ever given (``highest``). Where all have been
        deleted, the last of them."""
        highest = func.max(table.c.version).over(partition_by=name).label("highest")
        newest = select(table, highest).where(name.in_(ids)).ext(distinct_on(name))
        newest = newest.order_by(name, table.c.deleted_at.is_not(None), table.c.version.desc())
        return {getattr(row, name.key): row for row in self.work.connection.execute(newest)}

    def _is_new(self, file: str, latest: Any) -> bool:
        """Also if the procedure was withdrawn: deploying it again puts it in force again."""
        changed = latest is None or latest.deleted_at is not None or latest.sha256 != self.hashes[file]
        return self.anew or changed or getattr(latest, "withdrawn_at", None) is not None

    def _duplicate(self) -> int | None:
        """The last deployment of that name, if it had these very files and all that is in them is in force."""
        versions = (self.latest, self.latest_form, self.latest_decision)
        if any(row.deleted_at or getattr(row, "withdrawn_at", None) for each in versions for row in each.values()):
            return None
        last = (deployment.c.name == self.command.name, deployment.c.deleted_at.is_(None))
        named = select(func.max(deployment.c.key)).where(*last)
        files = select(resource.c.name, resource.c.sha256, resource.c.deployment_key)
        rows = list(self.work.connection.execute(files.where(resource.c.deployment_key == named.scalar_subquery())))
        same = {row.name: row.sha256 for row in rows} == self.hashes
        return rows[0].deployment_key if same else None

    def _nothing_new(self, key: int | None = None) -> Deployed:
        rows = [self.latest[process.id] for *_, process in self.processes]
        form_rows = [self.latest_form[piece.id] for piece in self.forms]
        decision_rows = [self.latest_decision[piece.id] for piece in self.decisions]
        if not rows and not form_rows and not decision_rows:
            raise InvalidCommand(
                say("These files hold no executable process, no form and no decision. Nothing has been deployed.")
            )
        return Deployed(
            (rows or form_rows or decision_rows)[0].deployment_key if key is None else key,
            tuple(DeployedDefinition(r.key, r.process_id, r.version, r.name, unchanged=True) for r in rows),
            tuple(DeployedForm(r.key, r.form_id, r.version, unchanged=True) for r in form_rows),
            tuple(DeployedDecision(r.key, r.decision_id, r.version, unchanged=True) for r in decision_rows),
        )

    # What is written

    def _keep_files(self) -> None:
        work, command = self.work, self.command
        row = {"key": self.key, "name": command.name, "source": command.source, "deployed_by": self.deployed_by}
        work.connection.execute(insert(deployment), row | {"deployed_at": work.now})
        for name, content in command.files.items():
            key = self.resources[name] = work.new_key()
            drd = self.reports[name].decisions
            work.connection.execute(
                insert(resource),
                {"key": key, "deployment_key": self.key, "name": name, "kind": self.reports[name].kind,
                 "sha256": self.hashes[name], "content": content,
                 "drd_id": drd.id if drd else None, "drd_name": drd.name or drd.id if drd else None},
            )  # fmt: skip

    def _versions(
        self, table: Table, name: Column[str], pieces: list[_Piece], latest: Mapping[str, Any]
    ) -> Iterator[_Version]:
        """The version of each piece, newly written if its file is not the one it had before."""
        for piece in pieces:
            row = latest.get(piece.id)
            if row is not None and not self._is_new(piece.file, row):
                yield _Version(row.key, piece.id, row.version, unchanged=True)
                continue
            made = _Version(self.work.new_key(), piece.id, row.highest + 1 if row else 1, unchanged=False)
            self.work.connection.execute(
                insert(table),
                {"key": made.key, name.key: piece.id, "version": made.version, "version_tag": piece.version_tag,
                 "resource_key": self.resources[piece.file], "deployment_key": self.key,
                 "sha256": self.hashes[piece.file], **piece.more},
            )  # fmt: skip
            yield made

    def _definition(self, file: str, diagram: Diagram, process: Process, new: bool) -> DeployedDefinition:
        latest: Any = self.latest.get(process.id)
        if not new:
            return DeployedDefinition(latest.key, process.id, latest.version, latest.name, unchanged=True)
        version = latest.highest + 1 if latest else 1
        made = DeployedDefinition(self.work.new_key(), process.id, version, process.name or process.id)
        properties = dict(process.properties)
        starts = [e for e in process.scope.elements if e.kind == "startEvent"]
        self.work.connection.execute(
            insert(definition),
            {"key": made.key, "process_id": process.id, "version": version, "version_tag": process.version_tag,
             "name": made.name, "documentation": process.documentation, "dialect": diagram.dialect,
             "resource_key": self.resources[file], "deployment_key": self.key, "sha256": self.hashes[file],
             "start_form_id": _start_form_id(starts), "unit": properties.get("alur:unit"),
             "audience": properties.get("alur:audience"), "deployed_at": self.work.now,
             "startable": any(not start.events for start in starts)},
        )  # fmt: skip
        starting.arm(self.work, made.key, process.id, file, starts, diagram.dialect == "camunda8")
        return made

    def _record(self, done: Deployed) -> None:
        detail = {
            "name": self.command.name, "source": self.command.source, "files": self.hashes,
            "definitions": [{"key": d.key, "process_id": d.process_id, "version": d.version}
                            for d in done.definitions if not d.unchanged],
            "forms": [{"key": f.key, "form_id": f.form_id, "version": f.version}
                      for f in done.forms if not f.unchanged],
            "decisions": [{"key": d.key, "decision_id": d.decision_id, "version": d.version}
                          for d in done.decisions if not d.unchanged],
            **self.more,
        }  # fmt: skip
        append(self.work, "deployed", detail, self.key)


def known(work: Work) -> Known:
    """What has been deployed already, for checks of new files."""
    connection = work.connection
    return Known(
        process_ids=frozenset(
            connection.scalars(select(func.distinct(definition.c.process_id)).where(definition.c.deleted_at.is_(None)))
        ),
        form_ids=frozenset(
            connection.scalars(select(func.distinct(form.c.form_id)).where(form.c.deleted_at.is_(None)))
        ),
        decision_ids=frozenset(
            connection.scalars(select(func.distinct(decision.c.decision_id)).where(decision.c.deleted_at.is_(None)))
        ),
        job_types=frozenset(CONNECTORS),
    )


def _bound_together(diagram: Diagram) -> bool:
    return any(
        "deployment" in {link.binding for link in (element.form, element.call, element.decision) if link is not None}
        for process in diagram.processes
        for element in process.elements()
    )


def _start_form_id(starts: list[Element]) -> str | None:
    for element in starts:
        if not element.events and element.form is not None and element.form.kind == "id":
            return element.form.reference.text
    return None
