"""Messages that are published to whoever waits (Camunda 8). Those of Camunda 7: engine.commands.correlation.

One command changes one case. So publishing writes the message and its receivers as rows, and each receiver gets it in
a transaction of its own right after: DeliverMessage. If this process dies in between, the ticker's DeliverMessages
finds the rows. It also finds receivers for messages that were published before anybody waited.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from psycopg.types.json import Jsonb

from bpmn.sentence import say
from engine import matching, rights
from engine.answers import Published
from engine.commands.instances import begin
from engine.errors import Conflict, InvalidCommand, NotFound
from engine.history.append import append
from engine.instance import Instance, lock
from engine.work import Work

SAME_ID = """
    SELECT 1 FROM message WHERE name = %s AND correlation_key = %s AND message_id = %s AND expires_at > %s"""
INSERT = """
    INSERT INTO message (key, name, correlation_key, message_id, variables, matched, published_by, published_at,
                         expires_at)
    VALUES (%s, %s, %s, %s, %s, true, %s, %s, %s)"""
DELIVERY = """
    SELECT d.*, m.name, m.correlation_key, m.variables, m.expires_at
    FROM message_delivery d JOIN message m ON m.key = d.message_key
    WHERE d.message_key = %s AND d.process_id = %s AND d.state = 'pending'"""
STARTED = "UPDATE message_delivery SET state = 'done' WHERE message_key = %s AND process_id = %s"
FORGET = """
    DELETE FROM message m WHERE m.matched AND m.expires_at <= %s
      AND NOT EXISTS (SELECT FROM message_delivery d WHERE d.message_key = m.key AND d.state = 'pending')"""


@dataclass(frozen=True, slots=True)
class PublishMessage:
    """Send a message to all that wait for it by name and key, each process once; processes with such a message start
    event start a case. It is kept for ``ttl`` for those who come later. A ``message_id`` is accepted only once in that
    time. Analysts, administrators, the system."""

    name: str
    correlation_key: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    ttl: timedelta = timedelta(0)
    message_id: str | None = None

    def run(self, work: Work) -> Published:
        rights.must_send(work.by, say("send a message to cases"))
        if not self.name:
            raise InvalidCommand(say("A message needs a name."))
        if self.message_id is not None:
            work.row(matching.LOCK, (f"message {self.name} {self.message_id}",))
            if work.row(SAME_ID, (self.name, self.correlation_key, self.message_id, work.now)):
                raise Conflict(
                    say("The message {id} has been published already. Nothing was sent.", id=self.message_id)
                )
        key = work.new_key()
        values = (
            key, self.name, self.correlation_key, self.message_id, Jsonb(dict(self.variables)), work.by.login,
            work.now, work.now + self.ttl,
        )  # fmt: skip
        work.driver.execute(INSERT, values)
        detail = {
            "message": key, "name": self.name, "correlation_key": self.correlation_key,
            "variables": dict(self.variables),
        }  # fmt: skip
        append(work, "message_published", detail, key)
        receivers = matching.match(work, key, self.name, self.correlation_key)
        for receiver in receivers:
            work.then(DeliverMessage(key, receiver.process_id))
        return Published(key, tuple(receiver.instance_key for receiver in receivers))


@dataclass(frozen=True, slots=True)
class DeliverMessage:
    """Hand a published message to its receiver in one process. The system's own command."""

    message_key: int
    process_id: str

    def run(self, work: Work) -> int | None:
        delivery = self._delivery(work)
        if delivery is None:
            return None
        if delivery.subscription_key is None:
            return self._start(work, delivery)
        try:
            instance, subscription = lock(work, "subscription", delivery.subscription_key)
        except NotFound:  # the case went another way meanwhile
            self._find_another(work, delivery)
            return None
        if self._delivery(work) is None:  # somebody else has delivered it while we waited for the lock
            return None
        _trigger(instance, subscription, delivery.name, delivery.correlation_key, delivery.variables)
        instance.plan.add(
            "deliveries_done", message_key=self.message_key, process_id=self.process_id, instance_key=instance.key
        )
        instance.save()
        return instance.key

    def _delivery(self, work: Work) -> Any:
        return work.row(DELIVERY, (self.message_key, self.process_id))

    def _start(self, work: Work, delivery: Any) -> int | None:
        work.row(matching.LOCK, (f"start {self.process_id} {delivery.correlation_key}",))
        if self._delivery(work) is None:
            return None
        if delivery.correlation_key and matching.active(work, self.process_id, delivery.correlation_key):
            matching.forget(work, self.message_key, self.process_id)  # its turn comes when that case has ended
            return None
        work.driver.execute(STARTED, (self.message_key, self.process_id))
        started = begin(
            work, work.definition(delivery.definition_key), {}, correlation_key=delivery.correlation_key or None,
            start_element=delivery.element_id, message_values=delivery.variables, key=delivery.instance_key,
        )  # fmt: skip
        return started.key

    def _find_another(self, work: Work, delivery: Any) -> None:
        matching.forget(work, self.message_key, self.process_id)
        for receiver in matching.match(work, self.message_key, delivery.name, delivery.correlation_key):
            work.then(DeliverMessage(self.message_key, receiver.process_id))


@dataclass(frozen=True, slots=True)
class DeliverMessages:
    """Find receivers for messages that have none yet, and deliver what is still to be delivered. The ticker gives it
    again and again; a command gives it when a case begins to wait for a message that was published before."""

    limit: int = 100

    def run(self, work: Work) -> int:
        matching.match_buffered(work, self.limit)
        pending = matching.pending(work, self.limit)
        for delivery in pending:
            work.then(DeliverMessage(delivery.message_key, delivery.process_id))
        return 0

    def conclude(self, answer: int, outcomes: list[Any]) -> int:
        return sum(isinstance(outcome, int) for outcome in outcomes)


@dataclass(frozen=True, slots=True)
class ForgetMessages:
    """Delete messages whose time is over and that everybody has received. The ticker's command."""

    def run(self, work: Work) -> int:
        return work.driver.execute(FORGET, (work.now,)).rowcount


def _trigger(instance: Instance, subscription: Any, name: str, key: str | None, variables: Mapping[str, Any]) -> None:
    detail = {"name": name, "correlation_key": key, "variables": dict(variables)}
    instance.note("message_correlated", detail, subscription)
    instance.case.trigger(subscription.token, dict(variables))
