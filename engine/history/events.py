"""The kinds of event, and the chain they are appended to: each event's hash covers the one before it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from engine.history.canonical import commitment, exact
from engine.person import Person

START = bytes(32)  # what the first event of a chain is chained to
SALT = 16
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of event. ``apart``: the names in its detail whose values may be personal. The chain holds commitments of
    them, the values are rows of history_value. ``fact``: reported by the kernel, so that replay folds it."""

    apart: tuple[str, ...] = ()
    fact: bool = False


KINDS: dict[str, Kind] = {
    # what the kernel did (engine.flow.facts)
    "instance_started": Kind(("business_key",), fact=True),
    "element_entered": Kind(fact=True),
    "element_completed": Kind(fact=True),
    "element_terminated": Kind(fact=True),
    "element_migrated": Kind(fact=True),
    "instance_migrated": Kind(fact=True),
    "flow_taken": Kind(fact=True),
    "merged": Kind(fact=True),
    "variable_set": Kind(("before", "after"), fact=True),
    "variable_removed": Kind(("before",), fact=True),
    "decision_evaluated": Kind(("evaluations",), fact=True),
    "incident_raised": Kind(("values",), fact=True),
    "incident_resolved": Kind(fact=True),
    "instance_completed": Kind(fact=True),
    "instance_terminated": Kind(fact=True),
    # what people, workers and the clock did, always before the facts it led to
    "case_started": Kind(("business_key", "correlation_key", "variables")),
    "case_begun_elsewhere": Kind(("variables",)),
    "case_modified": Kind(("reason", "variables")),
    "case_migrated": Kind(("reason",)),
    "case_cancelled": Kind(("reason",)),
    "case_suspended": Kind(),
    "case_resumed": Kind(),
    "variables_changed": Kind(("before", "after", "reason")),
    "task_claimed": Kind(("reason",)),
    "task_unclaimed": Kind(),
    "task_assigned": Kind(),
    "task_delegated": Kind(),
    "task_resolved": Kind(),
    "task_commented": Kind(("message",)),
    "file_added": Kind(("name",)),
    "file_removed": Kind(),
    "file_scanned": Kind(),
    "task_completed": Kind(("before", "submitted", "reason")),
    "task_handed_in": Kind(("before", "submitted", "reason")),
    "task_assignment_asked": Kind(),
    "task_updated": Kind(),
    "task_update_asked": Kind(),
    "task_escalated": Kind(("variables",)),
    "task_error_thrown": Kind(("message", "variables")),
    "message_published": Kind(("correlation_key", "variables")),
    "message_sent": Kind(("correlation_key", "variables")),
    "message_correlated": Kind(("correlation_key", "variables")),
    "signal_broadcast": Kind(("variables",)),
    "signal_thrown": Kind(("variables",)),
    "signal_received": Kind(("variables",)),
    "conditions_evaluated": Kind(("variables", "business_key")),
    "job_completed": Kind(("variables", "denied")),
    "job_failed": Kind(("message", "variables")),
    "job_retries_set": Kind(),
    "job_priority_set": Kind(),
    "job_error_thrown": Kind(("message", "variables")),
    "timer_fired": Kind(),
    "timer_moved": Kind(),
    "incident_retried": Kind(("reason",)),
    "element_begun": Kind(("variables",)),
    "decision_taken": Kind(("variables", "evaluations")),
    "deployed": Kind(),
    "withdrawn": Kind(),
    "reinstated": Kind(),
    "deployment_deleted": Kind(),
    "definitions_deleted": Kind(),
    "proposed": Kind(),
    "enacted": Kind(),
    "proposal_rejected": Kind(("reason",)),
    "enactment_failed": Kind(("sentence",)),
    "enactment_set": Kind(),
    "refused": Kind(("sentence",)),
    # accounts and looks at personal data
    "signed_in": Kind(),
    "sign_in_failed": Kind(),
    "signed_out": Kind(),
    "person_saved": Kind(("before", "after")),
    "password_set": Kind(),
    "token_created": Kind(),
    "token_revoked": Kind(),
    "group_saved": Kind(),
    "unit_saved": Kind(),
    "position_saved": Kind(),
    "calendar_saved": Kind(),
    "calendar_decreed": Kind(),
    "calendar_decree_removed": Kind(),
    "membership_set": Kind(),
    "revealed": Kind(),
    # who does whose work, and who may have nothing to do with something
    "substitute_named": Kind(),
    "substitute_withdrawn": Kind(),
    "conflict_declared": Kind(("party", "reason")),
    "conflict_withdrawn": Kind(),
    "separations_set": Kind(),
}


@dataclass(slots=True)
class Chain:
    """The end of one chain of events and what one command adds to it; all at one moment, by one person.

    ``events`` and ``values`` are rows for the write statement. A command that appends holds the lock of the chain's
    owner (the root instance row); a chain without owner (a deployment, a refusal outside any case) is written once.
    """

    root_key: int
    at: datetime
    by: Person
    seq: int = 0
    head: bytes = START
    events: list[dict[str, Any]] = field(default_factory=list)
    values: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self,
        kind: str,
        detail: Mapping[str, Any] | None = None,
        *,
        instance: int | None = None,
        token: int | None = None,
        element: str | None = None,
        flow: str | None = None,
    ) -> None:
        """Append one event."""
        self.seq += 1
        kept = self._kept(KINDS[kind].apart, detail) if detail else None
        by = self.by
        self.head = event_hash(
            self.head,
            (self.root_key, self.seq, micros(self.at), kind, by.login, by.acting_for, by.channel, instance, token,
             element, flow, kept),
        )  # fmt: skip
        row = {
            "seq": self.seq, "kind": kind, "instance_key": instance, "token": token, "element_id": element,
            "flow_id": flow, "detail": kept, "hash": self.head.hex(),
        }  # fmt: skip
        self.events.append({name: value for name, value in row.items() if value is not None})

    def _kept(self, apart: tuple[str, ...], detail: Mapping[str, Any]) -> dict[str, Any]:
        kept = {}
        for name, value in detail.items():
            if name in apart and value is not None:  # that there is none is no secret
                salt = secrets.token_bytes(SALT)
                self.values.append({"seq": self.seq, "place": name, "salt": salt.hex(), "value": value})
                kept[name] = commitment(salt, value)
            else:
                kept[name] = _plain(value)
        return kept


def event_hash(previous: bytes, event: tuple[Any, ...]) -> bytes:
    """``event``: root_key, seq, microseconds since 1970, kind, actor, acting_for, channel, instance_key, token,
    element_id, flow_id, detail, in this order."""
    return sha256(previous + exact(event)).digest()


def micros(at: datetime) -> int:
    """A moment as a whole number, exactly as PostgreSQL keeps it."""
    return (at - EPOCH) // MICROSECOND


def _plain(value: Any) -> Any:
    """Detail without fractions, so that the database gives back the very text that was hashed."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else str(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in (sorted(value) if isinstance(value, set | frozenset) else value)]
    return str(value)
