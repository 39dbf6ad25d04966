"""The history: events that are only ever added, each chained to the one before, their values kept apart.

append(work, kind, detail)          an event outside any case (those of a case are noted on its Instance)
replay(connection, key, until)      a case as it was after an event
verify(connection, key=None)        whether anything has been changed since it was written
"""

from __future__ import annotations

from engine.history.events import KINDS, Chain

__all__ = ["KINDS", "Chain"]
