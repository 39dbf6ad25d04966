"""Putting a procedure in force again that was withdrawn."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from bpmn.sentence import say
from engine import rights, starting
from engine.commands.deployments import ONE_AT_A_TIME
from engine.errors import NotFound
from engine.history.append import append
from engine.store.deployments import definition
from engine.work import Work


@dataclass(frozen=True, slots=True)
class Reinstate:
    """Let new cases of a withdrawn procedure begin again, by people, by its start events, or by call. What was
    withdrawn with its latest version is in force again; its timers count from now. One in force stays so. Analysts,
    administrators. Source: Camunda 7's activateProcessDefinitionByKey."""

    process_id: str

    def run(self, work: Work) -> None:
        rights.must_keep(work.by, say("put procedures in force again"))
        work.driver.execute(ONE_AT_A_TIME)
        it = definition.c
        newest = work.connection.execute(
            select(it.key, it.version, it.withdrawn_at)
            .where(it.process_id == self.process_id, it.deleted_at.is_(None))
            .order_by(it.version.desc())
        ).first()
        if newest is None:
            raise NotFound(say("There is no procedure with the id {process}.", process=self.process_id))
        if newest.withdrawn_at is None:
            return
        work.connection.execute(
            update(definition)
            .where(it.process_id == self.process_id, it.withdrawn_at == newest.withdrawn_at)
            .values(withdrawn_at=None)
        )
        starting.arm_again(work, newest.key)
        append(work, "reinstated", {"process_id": self.process_id, "version": newest.version}, work.new_key())
