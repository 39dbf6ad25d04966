"""What the kernel reports: facts of the trail, waits, and the step that holds both. Plain data, no SpiffWorkflow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from bpmn.sentence import Sentence

FactKind = Literal[
    "instance_started",     # detail: process_id, definition_key, parent (key, None for the case itself); of a called
                            # instance also business_key, token and element of its call activity
    "element_entered",      # token came to be at element; detail: scope_token (the subprocess or call activity around
                            # it), via (flow id), guard and host (token), multi_instance (a body: sequential or
                            # parallel), body and loop_counter (an item), inner_of (what an ad-hoc subprocess, the
                            # token, has begun); compensates (token of the event that asked
                            # for it), again (a completed subprocess, open once more for what undoes its inside)
    "element_completed",    # token left for good
    "element_terminated",   # token was cancelled (interrupted, scope ended, instance cancelled)
    "element_migrated",     # token is at element from now on, of another version of the process; detail: before
    "flow_taken",           # flow: id of the sequence flow; token: the one that left; detail: to (new token)
    "merged",               # token arrived at a join and was consumed; detail: into (token that goes on)
    "variable_set",         # detail: name, before, after, scope (token whose scope holds it, None = the instance);
                            # kind (bpmn.kinds), if it has one
    "variable_removed",     # detail: name, before, scope; there is no variable of the name in that scope any more
    "decision_evaluated",   # a business rule task asked: decision_id, decision_key, version, rules (those that matched:
                            # decision, rule), evaluations (inputs, matched rules, value of each decision), warnings
    "incident_raised",      # detail: code, sentence (template), values (a sentence in them: {template, values})
    "incident_resolved",    # by a retry, or because its token was terminated
    "instance_migrated",    # it goes on in another version; detail: definition_key, process_id, before, process_before
    "instance_completed",   # element: the last one completed, as a rule the end event; a terminate end event completes
    "instance_terminated",  # cancelled from outside, or a called instance whose call activity was interrupted
]  # fmt: skip

WaitKind = Literal["user", "job", "message", "signal", "timer", "condition"]
"""What the host has to do for a token that waits."""

WAIT_KINDS: dict[str, WaitKind] = {
    "message": "message", "timer": "timer", "signal": "signal", "conditional": "condition",
}  # fmt: skip
"""What a token at an event of a kind waits for."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened. ``instance`` is the key of the process instance the token belongs to (a called process
    has its own). Folding the facts in order gives the live tokens and the variables."""

    kind: FactKind
    instance: int
    token: int | None = None
    element: str | None = None
    flow: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wait:
    """A token that cannot go on by itself.

    user: ``detail`` has name, assignee, candidate_users, candidate_groups, due_at, follow_up_at (ISO text or None),
    priority (int), form (kind, reference, binding, version, version_tag) or None, plus loop_counter in a
    multi-instance activity, and ``change`` while workers are asked about one.
    job: ``name`` is the job type, ``detail`` has retries (int), priority (int) and headers (dict), of a
    task's listener also ``task``, the token of the user task.
    message: ``name`` and ``key`` (correlation key, None in Camunda 7). signal: ``name``. timer: ``due``.
    ``guard`` is true for boundary events, armed event subprocesses and candidates of an event-based gateway.
    """

    token: int
    instance: int
    element: str
    kind: WaitKind
    name: str | None = None
    key: str | None = None
    due: datetime | None = None
    guard: bool = False
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """A token that is stuck. ``code`` is one of Camunda 8's error types (IO_MAPPING_ERROR, CONDITION_ERROR,
    EXTRACT_VALUE_ERROR, CALLED_ELEMENT_ERROR, UNHANDLED_ERROR_EVENT, JOB_NO_RETRIES, FORM_NOT_FOUND ...)."""

    token: int
    instance: int
    element: str
    code: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class TaskTold:
    """A user task that goes on waiting, and what has changed in it: by the names of Wait's detail, if anything did.
    ``change``: what workers are being asked about (assigning, updating, completing), None if nothing."""

    token: int
    change: str | None
    changed: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """What one command changed in a case, for the one write set.

    ``opened``: waits that are new; ``closed``: tokens that no longer wait, with what they
    waited for (all rows of such a token go). A re-armed
    timer has a new token, so that no token is in both unless one command sticks and retries it (then closed first).
    ``variables``: (instance key, name) -> new value at instance level; local variables live in the snapshot.
    ``removed``: (instance key, name) of those that are there no more; nothing is in both.
    ``state`` of the whole case.
    """

    facts: tuple[Fact, ...]
    opened: tuple[Wait, ...]
    closed: Mapping[int, WaitKind]
    raised: tuple[OpenIncident, ...]
    resolved: tuple[int, ...]
    variables: Mapping[tuple[int, str], Any]
    whole: Callable[[], Mapping[str, Any]]
    state: Literal["active", "completed", "terminated"]
    published: tuple[Mapping[str, Any], ...] = ()
    """Messages and signals the case sends to the outside: kind, name, key, variables."""
    tasks: tuple[TaskTold, ...] = ()
    done: Mapping[int, str] = field(default_factory=dict)
    """User tasks that were completed some time after a person asked for it, and who did."""
    after: Mapping[int, int] = field(default_factory=dict)
    """Tokens that came to be after the first so many of these; a signal does not reach what comes after it."""
    removed: tuple[tuple[int, str], ...] = ()

    @property
    def snapshot(self) -> Mapping[str, Any]:
        """The state of the whole case, JSON-ready, without instance-level variables. Taken when asked for, which is
        before the next verb. A host that keeps cases stores ``Case.pieces`` instead, which do not grow with items."""
        return self.whole()
