"""All tables together: importing this module fills ``metadata``, which migrations are compared with."""

from __future__ import annotations

from engine.store import (
    calendars,
    deployments,
    ended_jobs,
    files,
    history,
    instances,
    notices,
    organisation,
    people,
    proposals,
    resting,
    tokens,
    trials,
    waiting,
)
from engine.store.base import metadata

__all__ = [
    "calendars",
    "deployments",
    "ended_jobs",
    "files",
    "history",
    "instances",
    "metadata",
    "notices",
    "organisation",
    "people",
    "proposals",
    "resting",
    "tokens",
    "trials",
    "waiting",
]
