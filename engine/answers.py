"""What commands answer, and how an answer is kept as JSON so that a repeated call can be given the same one."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class DeployedDefinition:
    """One version of one process. ``unchanged``: the file was known already, no new version was made."""

    key: int
    process_id: str
    version: int
    name: str
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class DeployedForm:
    """One version of one form."""

    key: int
    form_id: str
    version: int
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class DeployedDecision:
    """One version of one decision."""

    key: int
    decision_id: str
    version: int
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Deployed:
    """``key`` of the new deployment, or of the one that brought these files before if nothing was new."""

    key: int
    definitions: tuple[DeployedDefinition, ...] = ()
    forms: tuple[DeployedForm, ...] = ()
    decisions: tuple[DeployedDecision, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposed:
    """``key`` of the proposal that waits for another person; None where none has to enact it, then ``deployed``."""

    key: int | None
    deployed: Deployed | None


@dataclass(frozen=True, slots=True)
class Started:
    """A case that has been started and now waits somewhere, or has ended already."""

    instance_key: int
    definition_key: int
    process_id: str
    version: int
    tracking_number: str | None = None
    state: str = "active"


@dataclass(frozen=True, slots=True)
class Completed:
    """A task that is done: the state of its case, and the tasks that opened because of it."""

    instance_key: int
    state: str
    next_tasks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """A message on its way to the cases ``correlated`` (root instances; those yet to be started included)."""

    message_key: int
    correlated: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Correlated:
    """Who got a message: an event that waited (``token``, ``subscription_key``), or a case that it has started."""

    instance_key: int
    process_instance_key: int
    definition_key: int
    element_id: str
    token: int | None = None
    subscription_key: int | None = None
    state: str = "active"


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A signal on its way to ``receivers`` waiting events and start events."""

    key: int
    receivers: int


@dataclass(frozen=True, slots=True)
class ConditionsMet:
    """Who was started by its condition: keys of the definition and the case."""

    key: int
    started: tuple[tuple[int, int], ...]

    @property
    def cases(self) -> tuple[int, ...]:
        return tuple(case for _, case in self.started)


@dataclass(frozen=True, slots=True)
class TakenJob:
    """A job for one worker until ``lock_expires_at``. ``variables`` are all that are visible at the element;
    ``kinds`` (bpmn.kinds) are of those that have one."""

    key: int
    type: str
    instance_key: int
    root_key: int
    process_id: str
    element_id: str
    retries: int
    headers: dict[str, str]
    variables: dict[str, Any]
    lock_expires_at: datetime
    definition_key: int
    token: int
    worker: str
    business_key: str | None
    created_at: datetime
    error_message: str | None
    error_details: str | None
    kinds: dict[str, Any] = field(default_factory=dict)


ANSWERS: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        Deployed,
        DeployedDefinition,
        DeployedForm,
        DeployedDecision,
        Started,
        Completed,
        Published,
        Correlated,
        Broadcast,
        TakenJob,
    )
}


def to_json(answer: Any) -> Any:
    """JSON of an answer; its dataclasses are marked with their names, its times likewise."""
    if is_dataclass(answer) and not isinstance(answer, type):
        return {"$": type(answer).__name__} | {f.name: to_json(getattr(answer, f.name)) for f in fields(answer)}
    if isinstance(answer, datetime):
        return {"$": "datetime", "value": answer.isoformat()}
    if isinstance(answer, tuple | list):
        return [to_json(item) for item in answer]
    if isinstance(answer, dict):
        return {"$": "dict", "value": {name: to_json(value) for name, value in answer.items()}}
    return answer


def from_json(kept: Any) -> Any:
    """The answer that ``to_json`` kept."""
    if isinstance(kept, list):
        return tuple(from_json(item) for item in kept)
    if not isinstance(kept, dict):
        return kept
    if kept["$"] == "datetime":
        return datetime.fromisoformat(kept["value"])
    if kept["$"] == "dict":
        return {name: from_json(value) for name, value in kept["value"].items()}
    return ANSWERS[kept["$"]](**{name: from_json(value) for name, value in kept.items() if name != "$"})
