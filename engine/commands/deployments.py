"""Deploy: check files, keep them byte for byte, and make new versions of what has changed in them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import distinct_on

from bpmn.check import check
from bpmn.diagram import Diagram, Element, Process
from bpmn.known import Known
from bpmn.sentence import say
from engine import rights, starting
from engine.answers import Deployed, DeployedDefinition, DeployedForm
from engine.errors import InvalidCommand, InvalidDeployment, NotFound, WrongState
from engine.history.append import append
from engine.jobs.connectors import CONNECTORS
from engine.store.deployments import definition, deployment, form, resource
from engine.work import Work

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('deploy'))"
KINDS = ("bpmn", "form", "dmn")


@dataclass(frozen=True, slots=True)
class Deploy:
    """Deploy files together: all or nothing. Analysts, administrators.

    A file that is the same as in the latest version makes no new version, unless something in it is bound to the other
    files of its deployment and one of those has changed.
    """

    name: str
    files: Mapping[str, bytes]
    source: str = "web"

    def run(self, work: Work) -> Deployed:
        rights.must_keep(work.by, say("deploy procedures"))
        if not self.files:
            raise InvalidCommand(say("There is no file to deploy."))
        work.driver.execute(ONE_AT_A_TIME)  # versions are counted
        return _Deployment(self, work).run()


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take a procedure out of force: no new case of any of its versions, by people, by its start events, or by call.
    Running cases go on. Analysts, administrators."""

    process_id: str

    def run(self, work: Work) -> None:
        rights.must_keep(work.by, say("withdraw procedures"))
        work.driver.execute(ONE_AT_A_TIME)
        versions = definition.c.process_id == self.process_id
        newest = work.connection.execute(
            select(definition.c.version, definition.c.withdrawn_at)
            .where(versions)
            .order_by(definition.c.version.desc())
        ).first()
        if newest is None:
            raise NotFound(say("There is no procedure with the id {process}.", process=self.process_id))
        if newest.withdrawn_at is not None:
            raise WrongState(say("The procedure {process} has been withdrawn already.", process=self.process_id))
        starting.end(work, self.process_id)
        work.connection.execute(
            update(definition).where(versions, definition.c.withdrawn_at.is_(None)).values(withdrawn_at=work.now)
        )
        append(work, "withdrawn", {"process_id": self.process_id, "version": newest.version}, work.new_key())


class _Deployment:
    """One run of Deploy: what is known, what is new."""

    def __init__(self, command: Deploy, work: Work) -> None:
        self.command, self.work = command, work
        self.key = work.new_key()
        self.reports = check(command.files, known(work))
        if any(not report.ok for report in self.reports.values()):
            raise InvalidDeployment({name: report.findings for name, report in self.reports.items()})
        self.hashes = {name: sha256(content).hexdigest() for name, content in command.files.items()}
        self.resources: dict[str, int] = {}
        processes = [(name, diagram, process) for name, diagram in self._diagrams() for process in diagram.processes
                     if process.id in self.reports[name].processes]  # fmt: skip
        self.processes: list[tuple[str, Diagram, Process]] = processes
        self.forms = [
            (name, json.loads(command.files[name].decode("utf-8-sig")))
            for name, report in self.reports.items()
            if report.kind == "form"
        ]
        self.latest = self._latest(definition, definition.c.process_id, [process.id for *_, process in processes])
        self.latest_form = self._latest(form, form.c.form_id, [str(schema["id"]) for _, schema in self.forms])

    def run(self) -> Deployed:
        new_forms = {name for name, schema in self.forms if self._is_new(name, self.latest_form.get(schema["id"]))}
        new = {name for name, _, process in self.processes if self._is_new(name, self.latest.get(process.id))}
        if new or new_forms:
            new |= {name for name, diagram, _ in self.processes if _bound_together(diagram)}
        else:
            return self._nothing_new()
        self._keep_files()
        forms = tuple(self._form(name, schema, name in new_forms) for name, schema in self.forms)
        definitions = tuple(self._definition(name, diagram, process, name in new)
                            for name, diagram, process in self.processes)  # fmt: skip
        self._record(definitions, forms)
        return Deployed(self.key, definitions, forms)

    # What there is

    def _diagrams(self) -> Iterator[tuple[str, Diagram]]:
        for name, report in self.reports.items():
            if report.diagram is not None:
                yield name, report.diagram

    def _latest(self, table: Any, name: Any, ids: list[str]) -> dict[str, Any]:
        newest = select(table).where(name.in_(ids)).ext(distinct_on(name)).order_by(name, table.c.version.desc())
        return {getattr(row, name.key): row for row in self.work.connection.execute(newest)}

    def _is_new(self, file: str, latest: Any) -> bool:
        """Also if the procedure was withdrawn: deploying it again puts it in force again."""
        return latest is None or latest.sha256 != self.hashes[file] or getattr(latest, "withdrawn_at", None) is not None

    def _nothing_new(self) -> Deployed:
        rows = [self.latest[process.id] for *_, process in self.processes]
        form_rows = [self.latest_form[schema["id"]] for _, schema in self.forms]
        if not rows and not form_rows:
            raise InvalidCommand(say("These files hold no executable process and no form. Nothing has been deployed."))
        return Deployed(
            (rows or form_rows)[0].deployment_key,
            tuple(DeployedDefinition(r.key, r.process_id, r.version, r.name, unchanged=True) for r in rows),
            tuple(DeployedForm(r.key, r.form_id, r.version, unchanged=True) for r in form_rows),
        )

    # What is written

    def _keep_files(self) -> None:
        work, command = self.work, self.command
        row = {"key": self.key, "name": command.name, "source": command.source, "deployed_by": work.by.login}
        work.connection.execute(insert(deployment), row | {"deployed_at": work.now})
        for name, content in command.files.items():
            key = self.resources[name] = work.new_key()
            work.connection.execute(
                insert(resource),
                {"key": key, "deployment_key": self.key, "name": name, "kind": self.reports[name].kind,
                 "sha256": self.hashes[name], "content": content},
            )  # fmt: skip

    def _form(self, file: str, schema: Mapping[str, Any], new: bool) -> DeployedForm:
        latest: Any = self.latest_form.get(schema["id"])
        if not new:
            return DeployedForm(latest.key, latest.form_id, latest.version, unchanged=True)
        made = DeployedForm(self.work.new_key(), schema["id"], latest.version + 1 if latest else 1)
        self.work.connection.execute(
            insert(form),
            {"key": made.key, "form_id": made.form_id, "version": made.version,
             "version_tag": schema.get("versionTag"), "resource_key": self.resources[file],
             "deployment_key": self.key, "sha256": self.hashes[file]},
        )  # fmt: skip
        return made

    def _definition(self, file: str, diagram: Diagram, process: Process, new: bool) -> DeployedDefinition:
        latest: Any = self.latest.get(process.id)
        if not new:
            return DeployedDefinition(latest.key, process.id, latest.version, latest.name, unchanged=True)
        version = latest.version + 1 if latest else 1
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

    def _record(self, definitions: tuple[DeployedDefinition, ...], forms: tuple[DeployedForm, ...]) -> None:
        detail = {
            "name": self.command.name, "source": self.command.source, "files": self.hashes,
            "definitions": [{"key": d.key, "process_id": d.process_id, "version": d.version}
                            for d in definitions if not d.unchanged],
            "forms": [{"key": f.key, "form_id": f.form_id, "version": f.version} for f in forms if not f.unchanged],
        }  # fmt: skip
        append(self.work, "deployed", detail, self.key)


def known(work: Work) -> Known:
    """What has been deployed already, for checks of new files."""
    connection = work.connection
    return Known(
        process_ids=frozenset(connection.scalars(select(func.distinct(definition.c.process_id)))),
        form_ids=frozenset(connection.scalars(select(func.distinct(form.c.form_id)))),
        decision_ids=frozenset(),
        job_types=frozenset(CONNECTORS),
    )


def _bound_together(diagram: Diagram) -> bool:
    return any(
        "deployment" in {element.form and element.form.binding, element.call and element.call.binding}
        for process in diagram.processes
        for element in process.elements()
    )


def _start_form_id(starts: list[Element]) -> str | None:
    for element in starts:
        if not element.events and element.form is not None and element.form.kind == "id":
            return element.form.reference.text
    return None
