"""Who gives a command, as every command and every history event names them."""

from __future__ import annotations

from dataclasses import dataclass

ROLES = ("staff", "analyst", "auditor", "administrator", "worker")


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody whose work a substitute may do now. ``theirs``: that person's groups; ``groups``: those that the
    substitution is limited to, None for all; ``through``: the people between the two, the substitute's own first."""

    login: str
    name: str = ""
    theirs: frozenset[str] = frozenset()
    groups: frozenset[str] | None = None
    through: tuple[str, ...] = ()

    @property
    def offered(self) -> frozenset[str]:
        """The groups whose tasks the substitute may claim for that person."""
        return self.theirs if self.groups is None else self.theirs & self.groups


@dataclass(frozen=True, slots=True)
class Person:
    """``login`` identifies; ``acting_for`` is set in what a substitute does for another; ``channel`` says by what way
    the command came: web, portal, api, job, timer, cli, story. ``roles`` are a subset of ROLES; ``groups`` are
    candidate group names; ``stands_in`` is for whom the person may act now."""

    login: str
    name: str = ""
    roles: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    unit: str | None = None
    acting_for: str | None = None
    channel: str = "web"
    stands_in: tuple[StandIn, ...] = ()


SYSTEM = Person("system", "Alur", roles=frozenset(ROLES), channel="job")
CITIZEN = Person("citizen", "Warga", channel="portal")
