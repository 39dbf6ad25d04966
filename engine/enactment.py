"""Whether deployments need a second person: a setting of the installation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

NAME = "enactment"
MODES = ("desk", "always", "never")
"""Uploads at the desk; all deployments; none."""
READ = "SELECT value FROM setting WHERE name = %s"
CHANGE = "INSERT INTO setting (name, value) VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value"


def mode(row: Callable[[str, tuple[Any, ...]], Any]) -> str:
    """What is set; ``desk`` if nothing is."""
    found = row(READ, (NAME,))
    return str(found.value) if found is not None else MODES[0]
