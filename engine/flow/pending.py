"""What an event that asked for compensation still waits for: a number, counted down as what undoes leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.flow.token import Token


def count_down(undone: Token) -> None:
    """A token that undid something has left, whichever way; after the last one the event goes on. Must not fail."""
    throw = undone.case.index.find(undone.memo["undoes"])
    if throw is None or "pending" not in throw.memo:
        return
    throw.memo["pending"] -= 1
    if not throw.memo["pending"]:
        del throw.memo["pending"]
        throw._ready()


def give_up(throw: Token) -> None:
    """The event that asked for compensation is terminated, and with it whatever it has started."""
    del throw.memo["pending"]
    throw.case.apart.bring_all()
    for token in [one for one in throw.case.index.values() if one.memo.get("undoes") == throw.number]:
        if token.alive:
            token.scope.terminate(token)
