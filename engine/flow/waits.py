"""Waits and incidents as the host sees them, made from live tokens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from engine.flow import listeners
from engine.flow.facts import OpenIncident, TaskTold, Wait, WaitKind
from engine.flow.problem import unpacked
from engine.flow.task_changes import TaskListener
from engine.flow.tasks import Job, UserTask

if TYPE_CHECKING:
    from engine.flow.journal import Journal
    from engine.flow.token import Token

OFFER = ("candidate_users", "candidate_groups", "due_at")


def kind_of(token: Token) -> WaitKind | None:
    """What the token waits for, or None if the host cannot do anything with it."""
    return token.node.awaited(token) if token.waiting else None


def wait_of(token: Token) -> Wait:
    """The wait of a token that waits."""
    memo, node = token.memo, token.node
    kind = kind_of(token)
    assert kind is not None
    if "stop" in memo:
        return Wait(
            token.number, token.scope.instance, node.element.id, "job", memo["call"]["name"],
            detail=listeners.detail(token),
        )  # fmt: skip
    telling = isinstance(node, UserTask | Job | TaskListener) and kind in ("user", "job")
    detail = node.detail(token) if telling else {}
    if "priority" in memo:
        detail = {**detail, "priority": memo["priority"]}
    if "change" in memo:
        detail["change"] = memo["change"]["phase"]
    return Wait(
        token=token.number,
        instance=token.scope.instance,
        element=node.trigger.id,
        kind=kind,
        name=detail["name"] if kind == "user" else memo.get("name"),
        key=memo.get("key"),
        due=datetime.fromisoformat(memo["due"]) if "due" in memo else None,
        guard="guard" in memo,
        detail=detail,
    )


def told(journal: Journal) -> tuple[TaskTold, ...]:
    """User tasks that have changed and still wait, but those that have just opened: their waits say it all."""
    return tuple(
        _told_of(token, changed)
        for token, changed in journal.told.values()
        if token.alive and token.waiting and token.number not in journal.opened
    )


def _told_of(token: Token, changed: Mapping[str, Any]) -> TaskTold:
    """What has changed in a user task. Who may take it depends on three things, which are told together."""
    if changed.keys() & {"assignee", *OFFER}:
        known = token.node.detail(token)
        changed = {**{name: known[name] for name in OFFER}, **changed}
    return TaskTold(token.number, token.memo.get("change", {}).get("phase"), changed)


def incident_of(token: Token) -> OpenIncident:
    """The incident of a token that is stuck."""
    stored = token.memo["incident"]
    return OpenIncident(token.number, token.scope.instance, token.node.element.id, stored["code"], unpacked(stored))
