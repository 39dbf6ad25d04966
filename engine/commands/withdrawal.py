"""Withdraw: a procedure goes out of force, its running cases go on."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, select, update

from bpmn.sentence import say
from engine import rights, starting
from engine.commands.deployments import ONE_AT_A_TIME
from engine.errors import NotFound, WrongState
from engine.history.append import append
from engine.store.deployments import definition
from engine.work import Work


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take a procedure out of force: no new case of any of its versions, by people, by its start events, or by call.
    Running cases go on. Analysts, administrators."""

    process_id: str

    def run(self, work: Work) -> None:
        rights.must_keep(work.by, say("withdraw procedures"))
        work.driver.execute(ONE_AT_A_TIME)
        versions = and_(definition.c.process_id == self.process_id, definition.c.deleted_at.is_(None))
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
