"""Who gives a command, as every command and every history event names them."""

from __future__ import annotations

from dataclasses import dataclass

ROLES = ("staff", "analyst", "auditor", "administrator", "worker")


@dataclass(frozen=True, slots=True)
class Person:
    """``login`` identifies; ``acting_for`` is set for a substitute; ``channel`` says by what way the command came:
    web, portal, api, job, timer, cli, story. ``roles`` are a subset of ROLES; ``groups`` are candidate group names."""

    login: str
    name: str = ""
    roles: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    unit: str | None = None
    acting_for: str | None = None
    channel: str = "web"


SYSTEM = Person("system", "Alur", roles=frozenset(ROLES), channel="job")
CITIZEN = Person("citizen", "Warga", channel="portal")
