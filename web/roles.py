"""The names of roles, and of those who act without an account, as people read them."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext, lazy_gettext

from engine.person import CITIZEN, ROLES, SYSTEM

NAMES = {
    "staff": lazy_gettext("Staff"),
    "analyst": lazy_gettext("Analyst"),
    "auditor": lazy_gettext("Auditor"),
    "administrator": lazy_gettext("Administrator"),
    "worker": lazy_gettext("Worker program"),
}


def role_name(role: str) -> str:
    """A role in the reader's language."""
    return str(NAMES[role]) if role in NAMES else gettext("Unknown role")


def role_options() -> list[tuple[str, str]]:
    """All roles for a field of choices."""
    return [(role, role_name(role)) for role in ROLES]


def actor_name(name: str) -> str:
    """The name of whoever acted; those without an account are named by what they are."""
    without = {CITIZEN.login: gettext("Citizen"), CITIZEN.name: gettext("Citizen"), SYSTEM.login: "Alur"}
    return str(without.get(name, name))


def install(app: Flask) -> None:
    """Make the names known to templates."""
    app.jinja_env.filters["role_name"] = role_name
    app.jinja_env.filters["actor_name"] = actor_name
    app.jinja_env.globals["role_options"] = role_options
    app.jinja_env.filters["zip"] = zip
