"""Waits and incidents as the host sees them, made from live tokens."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from engine.flow import listeners
from engine.flow.facts import OpenIncident, Wait, WaitKind
from engine.flow.problem import unpacked
from engine.flow.tasks import Job, UserTask

if TYPE_CHECKING:
    from engine.flow.token import Token


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
    detail = node.detail(token) if isinstance(node, UserTask | Job) and kind in ("user", "job") else {}
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


def incident_of(token: Token) -> OpenIncident:
    """The incident of a token that is stuck."""
    stored = token.memo["incident"]
    return OpenIncident(token.number, token.scope.instance, token.node.element.id, stored["code"], unpacked(stored))
