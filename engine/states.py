"""The transition tables of instance, task, job and incident: what may become what, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Transitions = Mapping[str, frozenset[str]]

INSTANCE: Final[Transitions] = {
    "active": frozenset({"active", "completed", "terminated"}),
    "completed": frozenset(),
    "terminated": frozenset(),
}
"""completed: reached its end by itself. terminated: cancelled by a person, or by its caller."""

TASK: Final[Transitions] = {
    "open": frozenset({"open", "completed", "cancelled"}),  # open to open: claimed, released, assigned, draft saved
    "completed": frozenset(),
    "cancelled": frozenset(),
}

JOB: Final[Transitions] = {
    "open": frozenset({"open", "failed", "done"}),  # open to open: taken, failed with retries left
    "failed": frozenset({"open"}),  # its incident was retried
}
"""done is never stored: the row of a finished job goes."""

INCIDENT: Final[Transitions] = {
    "open": frozenset({"resolved"}),
    "resolved": frozenset(),
}


def allows(table: Transitions, state: str, to: str) -> bool:
    """Whether something in ``state`` may get into state ``to``. A state the table does not know is a KeyError."""
    return to in table[state]
