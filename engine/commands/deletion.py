"""Delete what was deployed: it is as if it had never been, except for the audit trail and the cases that ran by it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, select, update
from sqlalchemy.dialects.postgresql import distinct_on

from bpmn.sentence import say
from engine import rights, starting
from engine.commands.deployments import ONE_AT_A_TIME
from engine.commands.instances import CancelInstance
from engine.errors import NotFound, WrongState
from engine.history.append import append
from engine.store.deployments import decision, definition, deployment, form
from engine.store.instances import process_instance
from engine.work import Work


@dataclass(frozen=True, slots=True)
class DeleteDeployment:
    """Delete a deployment with its versions of processes, forms and decisions; the version before each is the latest
    again. Refused while cases of it run, unless ``cascade``: then they are cancelled, and the APIs tell of its cases no
    more. Numbers of versions are not given again. Analysts, administrators. Source: Camunda 7's DeploymentManager."""

    deployment_key: int
    cascade: bool = False

    def run(self, work: Work) -> None:
        rights.must_keep(work.by, say("delete deployments"))
        work.driver.execute(ONE_AT_A_TIME)
        it = deployment.c
        there = select(it.name).where(it.key == self.deployment_key, it.deleted_at.is_(None))
        name = work.connection.execute(there).scalar_one_or_none()
        if name is None:
            raise NotFound(say("Deployment with id '{id}' does not exist", id=self.deployment_key))
        keys = _keys(work, definition, definition.c.deployment_key == self.deployment_key)
        _end_cases(work, keys, self.cascade, "deleted deployment")
        _delete_definitions(work, keys, cases=self.cascade)
        for table in (form, decision):
            _mark(work, table, table.c.deployment_key == self.deployment_key)
        _mark(work, deployment, it.key == self.deployment_key)
        detail = {"deployment": self.deployment_key, "name": name, "definitions": keys, "cascade": self.cascade}
        append(work, "deployment_deleted", detail, work.new_key())


@dataclass(frozen=True, slots=True)
class DeleteDefinitions:
    """Delete versions of processes, all or none; as DeleteDeployment, but files, forms and decisions stay. Source:
    Camunda 7's DeleteProcessDefinitionsByIdsCmd."""

    keys: Collection[int]
    cascade: bool = False

    def run(self, work: Work) -> None:
        rights.must_keep(work.by, say("delete versions of procedures"))
        work.driver.execute(ONE_AT_A_TIME)
        keys = _keys(work, definition, definition.c.key.in_(self.keys))
        if missing := sorted(set(self.keys) - set(keys)):
            raise NotFound(say("There is no version of a procedure with the key {key}.", key=missing[0]))
        _end_cases(work, keys, self.cascade, "deleted process definition")
        _delete_definitions(work, keys, cases=self.cascade)
        append(work, "definitions_deleted", {"definitions": keys, "cascade": self.cascade}, work.new_key())


@dataclass(frozen=True, slots=True)
class DeleteResource:
    """Delete a version of a process or a form, or a file of decisions, by its key. Cases that run go on. Source:
    Camunda 8's POST /resources/{resourceKey}/deletion."""

    key: int

    def run(self, work: Work) -> None:
        rights.must_keep(work.by, say("delete what was deployed"))
        work.driver.execute(ONE_AT_A_TIME)
        if keys := _keys(work, definition, definition.c.key == self.key):
            _delete_definitions(work, keys, cases=False)
        elif not (
            _mark(work, form, form.c.key == self.key) or _mark(work, decision, decision.c.resource_key == self.key)
        ):
            raise NotFound(say("There is nothing deployed with the key {key}.", key=self.key))
        append(work, "definitions_deleted", {"resource": self.key, "definitions": keys}, work.new_key())


def _keys(work: Work, table: Table, condition: Any) -> list[int]:
    """Keys of those that are there and not deleted."""
    return list(work.connection.scalars(select(table.c.key).where(condition, table.c.deleted_at.is_(None))))


def _mark(work: Work, table: Table, condition: Any, **more: Any) -> int:
    """Mark as deleted; answers how many."""
    marked = update(table).where(condition, table.c.deleted_at.is_(None)).values(deleted_at=work.now, **more)
    return work.connection.execute(marked).rowcount


def _end_cases(work: Work, keys: list[int], cascade: bool, reason: str) -> None:
    """Cancel what runs of these versions. WrongState if that is not wanted, or if another case has called it."""
    it = process_instance.c
    running = select(it.key, it.root_key).where(it.definition_key.in_(keys), it.state == "active").order_by(it.key)
    found = list(work.connection.execute(running))
    if found and not cascade:
        raise WrongState(
            say("{count} process instances of what is to be deleted are running. Nothing was changed; with cascade "
                "they are cancelled.", count=len(found))
        )  # fmt: skip
    cases = {one.key for one in found if one.key == one.root_key}
    if called := next((one for one in found if one.root_key not in cases), None):
        raise WrongState(
            say("Case {root} has called {key}, which is to be deleted: cancel that case before. Nothing was changed.",
                root=called.root_key, key=called.key)
        )  # fmt: skip
    for key in sorted(cases):
        CancelInstance(key, reason).run(work)


def _delete_definitions(work: Work, keys: list[int], cases: bool) -> None:
    """Mark the versions; where the latest one went, the start events of the one before are triggered again."""
    it = definition.c
    concerned = select(it.process_id).where(it.key.in_(keys)).distinct()
    before = _latest(work, list(work.connection.scalars(concerned)))
    _mark(work, definition, it.key.in_(keys), cases_deleted=cases)
    after = _latest(work, list(before))
    for process_id, latest in before.items():
        left = after.get(process_id)
        if left is not None and left.key == latest.key:
            continue
        starting.end(work, process_id)
        if left is not None and left.withdrawn_at is None:
            starting.arm_again(work, left.key)


def _latest(work: Work, ids: list[str]) -> dict[str, Any]:
    """By process the latest version that is not deleted."""
    it = definition.c
    newest = select(it.process_id, it.key, it.withdrawn_at).where(it.process_id.in_(ids), it.deleted_at.is_(None))
    newest = newest.ext(distinct_on(it.process_id)).order_by(it.process_id, it.version.desc())
    return {row.process_id: row for row in work.connection.execute(newest)}
