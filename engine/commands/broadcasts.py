"""What is sent to everybody it concerns: signals, and data that conditional start events are asked about.

One command changes one case. So whoever waits is written down as rows when the signal is sent, and each receiver gets
it in a transaction of its own right after: DeliverBroadcast. If this process dies in between, the ticker's
DeliverBroadcasts finds the rows. A signal is not kept for those who come later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from psycopg.types.json import Jsonb

from bpmn.kinds import kinds_of, with_kinds
from bpmn.languages import EvaluationError, evaluate
from bpmn.sentence import say
from engine import rights
from engine.answers import Broadcast, ConditionsMet
from engine.commands.instances import begin
from engine.definitions import Compiled
from engine.errors import InvalidCommand, NotFound, WrongState
from engine.history.append import append
from engine.instance import Instance, lock
from engine.json_text import json_text
from engine.work import Work

INSERT = """
    INSERT INTO broadcast (key, name, variables, kinds, business_key, sent_by, sent_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s)"""
RECEIVERS = """
    INSERT INTO broadcast_delivery (broadcast_key, target_key, element_id, instance_key, starts)
    SELECT %(key)s, s.key, s.element_id, s.instance_key, false FROM subscription s
    WHERE s.kind = 'signal' AND s.name = %(name)s AND (%(only)s::bigint IS NULL OR s.key = %(only)s)
      AND NOT EXISTS (SELECT FROM process_instance held WHERE held.key = s.root_key AND held.suspended)
    UNION ALL SELECT %(key)s, st.definition_key, st.element_id, NULL, true FROM start_subscription st
    WHERE st.kind = 'signal' AND st.name = %(name)s AND %(only)s::bigint IS NULL"""
CONDITIONS = """
    SELECT definition_key, element_id FROM start_subscription
    WHERE kind = 'condition' AND (%s::text IS NULL OR process_id = %s) ORDER BY process_id, element_id"""
START = """
    INSERT INTO broadcast_delivery (broadcast_key, target_key, element_id, instance_key, starts)
    VALUES (%s, %s, %s, %s, true)"""
PENDING = """
    SELECT broadcast_key, target_key, element_id, starts FROM broadcast_delivery d
    WHERE NOT EXISTS (SELECT FROM process_instance i JOIN process_instance held ON held.key = i.root_key
                      WHERE i.key = d.instance_key AND held.suspended)
    ORDER BY broadcast_key, target_key, element_id LIMIT %s"""
TAKE = """
    DELETE FROM broadcast_delivery d USING broadcast b
    WHERE b.key = d.broadcast_key AND d.broadcast_key = %s AND d.target_key = %s AND d.element_id = %s
    RETURNING b.name, b.variables, b.kinds, b.business_key, d.instance_key"""
AGAIN = """
    SELECT s.key FROM broadcast_delivery d JOIN broadcast b ON b.key = d.broadcast_key
        JOIN subscription s ON s.kind = 'signal' AND s.name = b.name
                           AND s.instance_key = d.instance_key AND s.element_id = d.element_id
    WHERE d.broadcast_key = %s AND d.target_key = %s AND d.element_id = %s AND s.guard ORDER BY s.key LIMIT 1"""
"""A guard that another signal has fired meanwhile and that stands there anew."""
WITHDRAWN = "SELECT 1 FROM definition WHERE key = %s AND (withdrawn_at IS NOT NULL OR deleted_at IS NOT NULL)"
FORGET = """
    DELETE FROM broadcast b
    WHERE b.sent_at < %s AND NOT EXISTS (SELECT FROM broadcast_delivery d WHERE d.broadcast_key = b.key)"""


@dataclass(frozen=True, slots=True)
class BroadcastSignal:
    """Send a signal to all that wait for it now, in all cases, and to the signal start events of all procedures; or to
    the one event that waits with ``subscription_key`` (Camunda 7's executionId), refused if it does not wait for that
    signal. Analysts, administrators, the system."""

    name: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    subscription_key: int | None = None

    def run(self, work: Work) -> Broadcast:
        rights.must_send(work.by, say("send a signal to cases"))
        if not self.name:
            raise InvalidCommand(say("A signal needs a name."))
        key = _send(work, self.name, self.variables)
        wanted = {"key": key, "name": self.name, "only": self.subscription_key}
        receivers = work.driver.execute(RECEIVERS, wanted).rowcount
        if self.subscription_key is not None and not receivers:
            raise WrongState(say("Nothing waits for the signal {name} there. Nothing was sent.", name=self.name))
        detail = {"signal": key, "name": self.name, "receivers": receivers, "variables": dict(self.variables)}
        append(work, "signal_broadcast", detail, key)
        work.then(DeliverBroadcasts())
        return Broadcast(key, receivers)


@dataclass(frozen=True, slots=True)
class EvaluateConditions:
    """Start a case at each conditional start event whose condition holds with these variables, of one procedure or of
    all. A condition without a value does not hold. Analysts, administrators, the system."""

    variables: Mapping[str, Any] = field(default_factory=dict)
    process_id: str | None = None
    business_key: str | None = None

    def run(self, work: Work) -> ConditionsMet:
        rights.must_keep(work.by, say("start cases by condition"))
        found = work.rows(CONDITIONS, (self.process_id, self.process_id))
        if self.process_id is not None and not found:
            raise NotFound(
                say("The procedure {process} has no conditional start event in force.", process=self.process_id)
            )
        held = [row for row in found if self._holds(work, work.definition(row.definition_key), row.element_id)]
        key = _send(work, None, self.variables, self.business_key)
        started = tuple(work.new_key() for _ in held)
        for row, instance in zip(held, started, strict=True):
            work.driver.execute(START, (key, row.definition_key, row.element_id, instance))
        detail = {"variables": dict(self.variables), "business_key": self.business_key, "started": list(started)}
        append(work, "conditions_evaluated", detail, key)
        work.then(DeliverBroadcasts())
        return ConditionsMet(key, tuple((row.definition_key, case) for row, case in zip(held, started, strict=True)))

    def _holds(self, work: Work, definition: Compiled, element_id: str) -> bool:
        element = next(each for each in definition.process.scope.elements if each.id == element_id)
        assert element.event is not None
        assert element.event.condition is not None  # a rule has seen to it
        try:
            return evaluate(element.event.condition, dict(self.variables), work.moment).value is True
        except EvaluationError:
            return False


@dataclass(frozen=True, slots=True)
class DeliverBroadcast:
    """Hand a signal to one receiver, or start one case by it. Answers how many got it. The system's own command."""

    broadcast_key: int
    target_key: int
    element_id: str
    starts: bool

    def run(self, work: Work) -> int:
        done = self._start(work) if self.starts else self._trigger(work)
        # whoever gave this command looks again for what it has thrown itself
        work.follow_ups[:] = [each for each in work.follow_ups if not isinstance(each, DeliverBroadcasts)]
        return done

    @property
    def _place(self) -> tuple[int, int, str]:
        return self.broadcast_key, self.target_key, self.element_id

    def _start(self, work: Work) -> int:
        sent = work.row(TAKE, self._place)
        if sent is None or work.row(WITHDRAWN, (self.target_key,)) is not None:
            return 0
        begin(
            work, work.definition(self.target_key), {}, business_key=sent.business_key, start_element=self.element_id,
            message_values=with_kinds(sent.variables, sent.kinds), key=sent.instance_key,
        )  # fmt: skip
        return 1

    def _trigger(self, work: Work) -> int:
        receiver = self._receiver(work)
        sent = work.row(TAKE, self._place)
        if receiver is None or sent is None:  # the case went another way, or somebody else has delivered it
            return 0
        instance, subscription = receiver
        instance.note("signal_received", {"name": sent.name, "variables": sent.variables}, subscription)
        instance.case.trigger(subscription.token, with_kinds(sent.variables, sent.kinds))
        instance.save()
        return 1

    def _receiver(self, work: Work) -> tuple[Instance, Any] | None:
        """The case under lock, with the subscription; a guard that fires again and again may have a new one by now."""
        key = self.target_key
        while True:
            try:
                instance, subscription = lock(work, "subscription", key)
            except NotFound:
                found = work.row(AGAIN, self._place)
                if found is None:
                    return None
                key = found.key
                continue
            if key != self.target_key and _interrupts(work.definition(subscription.definition_key), self.element_id):
                return None
            return instance, subscription


@dataclass(frozen=True, slots=True)
class DeliverBroadcasts:
    """Deliver what has been sent, the oldest first, at most ``limit``. Answers how many got something. Whoever sends
    gives this command, and the ticker again and again."""

    limit: int = 50

    def run(self, work: Work) -> int:
        pending = work.rows(PENDING, (self.limit,))
        for row in pending:
            work.then(DeliverBroadcast(row.broadcast_key, row.target_key, row.element_id, row.starts))
        if pending and len(pending) < self.limit:  # again, for what these have thrown, as often as ``limit`` allows
            work.then(DeliverBroadcasts(self.limit - len(pending)))
        return 0

    def conclude(self, answer: int, outcomes: list[Any]) -> int:
        return sum(outcome for outcome in outcomes if isinstance(outcome, int))


@dataclass(frozen=True, slots=True)
class ForgetBroadcasts:
    """Delete signals that everybody has received. The ticker's command."""

    def run(self, work: Work) -> int:
        return work.driver.execute(FORGET, (work.now,)).rowcount


def _send(work: Work, name: str | None, variables: Mapping[str, Any], business_key: str | None = None) -> int:
    key = work.new_key()
    kinds = kinds_of(variables)
    values = key, name, Jsonb(dict(variables), json_text), kinds and Jsonb(kinds), business_key, work.by.login, work.now
    work.driver.execute(INSERT, values)
    return key


def _interrupts(definition: Compiled, element_id: str) -> bool:
    found = (element for element in definition.process.elements() if element.id == element_id)
    return next((element.interrupting for element in found), True)
