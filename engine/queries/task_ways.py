"""What a person may throw at an open task: the errors and escalations that events on its border offer."""

from __future__ import annotations

from engine.flow.ways_out import WayOut
from engine.instance import Instance


def ways_out(instance: Instance | None, token: int) -> tuple[WayOut, ...]:
    """Those of a task's token; none if its case has ended, or if the token does not wait for a person any more."""
    return instance.case.ways_out(token) if instance is not None and instance.snapshot else ()
