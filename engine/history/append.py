"""Events outside any case: each starts a chain of its own (a deployment, a sign-in, a refusal)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine import plan as projection
from engine.history.events import Chain

if TYPE_CHECKING:
    from engine.work import Work


def append(work: Work, kind: str, detail: Mapping[str, Any] | None = None, root_key: int | None = None) -> int:
    """Write an event that belongs to no case. ``root_key``: the key of what it is about, if that is new (a chain can
    only be begun here). Answers the chain's key. Events of a case are noted on its Instance."""
    chain = Chain(work.new_key() if root_key is None else root_key, work.now, work.by)
    chain.add(kind, detail)
    plan = projection.Plan(work.now, work.new_key)
    projection.events(plan, chain)
    work.write(plan.rows)
    return chain.root_key
