"""Messages as Camunda 7 correlates them: to the one execution that fits, or to all of them, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bpmn.sentence import say
from engine import matching, rights
from engine.answers import Correlated
from engine.commands.instances import begin
from engine.errors import InvalidCommand, NotFound, WrongState
from engine.instance import lock
from engine.work import Work


@dataclass(frozen=True, slots=True)
class CorrelateMessage:
    """Give a message to the one event that waits for it, else start a case by the one message start event; refused
    unless there is exactly one. With ``all`` everybody gets it who waits, every start event starts a case, and nobody
    is enough. Analysts, administrators, the system.

    Who fits is said by the name, the correlation key (as Camunda 8 has it), the case's business key, the case or the
    called process (``instance_key``), values of variables of the process instance (``correlation_keys``) and of the
    event's own (``local_correlation_keys``), or by the ``subscription_key`` itself. ``local_variables`` become the
    event's own. Without a name whatever waits for a message is meant, and nothing is started.
    (DefaultCorrelationHandler, CorrelateMessageCmd, CorrelateAllMessageCmd.)
    """

    name: str | None
    correlation_key: str | None = None
    business_key: str | None = None
    instance_key: int | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    local_variables: Mapping[str, Any] = field(default_factory=dict)
    correlation_keys: Mapping[str, Any] = field(default_factory=dict)
    local_correlation_keys: Mapping[str, Any] = field(default_factory=dict)
    subscription_key: int | None = None
    all: bool = False

    def run(self, work: Work) -> tuple[Correlated, ...]:
        rights.must_send(work.by, say("send a message to cases"))
        told = (self.name, self.business_key, self.instance_key, self.subscription_key, self.correlation_keys or None)
        if all(one is None for one in told):
            raise InvalidCommand(
                say("Say whom the message is for: by its name, a business key, a case or values of variables.")
            )
        waiting = self._waiting(work)
        starts = self._starts(work) if self.all or not waiting else []
        if not self.all and len(waiting) + len(starts) != 1:
            raise WrongState(
                say("The message {name} must have exactly one receiver; {count} were found. Nothing was changed.",
                    name=self.name or "", count=len(waiting) + len(starts))
            )  # fmt: skip
        return (*[self._trigger(work, key) for key in waiting], *[self._start(work, start) for start in starts])

    def _waiting(self, work: Work) -> list[int]:
        """The keys of the subscriptions that fit, case by case: several commands that lock the same cases do so in
        the same order."""
        few = not (self.all or self.local_correlation_keys)
        found = matching.waiting(
            work, self.name, self.correlation_key, self.business_key, self.instance_key,
            variables=self.correlation_keys, subscription=self.subscription_key, limit=2 if few else None,
        )  # fmt: skip
        return [row.key for row in found if not self.local_correlation_keys or self._fits(work, row.key)]

    def _fits(self, work: Work, subscription_key: int) -> bool:
        """Whether the event's own variables are as wanted; they are in the case's snapshot, so the case is locked."""
        try:
            instance, subscription = lock(work, "subscription", subscription_key)
        except NotFound:
            return False
        own = instance.case.own_variables(subscription.token)
        wanted = self.local_correlation_keys.items()
        return all(name in own and matching.equal(own[name], value) for name, value in wanted)

    def _starts(self, work: Work) -> list[Any]:
        if self.name is None or self.instance_key is not None or self.subscription_key is not None:
            return []
        return matching.starts(work, self.name, limit=None if self.all else 2)

    def _trigger(self, work: Work, key: int) -> Correlated:
        """NotFound if one that got it before has taken the event away: then nobody gets it, as in Camunda."""
        instance, subscription = lock(work, "subscription", key)
        name = subscription.name if self.name is None else self.name
        variables = {**self.variables, **self.local_variables}
        detail = {"name": name, "correlation_key": self.correlation_key, "variables": variables}
        instance.note("message_correlated", detail, subscription)
        instance.case.trigger(subscription.token, dict(self.variables), self.local_variables)
        instance.save()
        return Correlated(
            instance.key, subscription.instance_key, subscription.definition_key, subscription.element_id,
            subscription.token, key, instance.state,
        )  # fmt: skip

    def _start(self, work: Work, start: Any) -> Correlated:
        definition = work.definition(start.definition_key)
        started = begin(
            work, definition, {}, business_key=self.business_key, start_element=start.element_id,
            message_values={**self.variables, **self.local_variables},
        )  # fmt: skip
        return Correlated(started.key, started.key, definition.key, start.element_id, state=started.state)
