"""The main menu: one table, shown by what a person may use; and addresses that are safe to go on to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, g, request, url_for
from flask_babel import lazy_gettext
from flask_login import current_user

from engine.queries import inbox
from web import here
from web.access import may_use
from web.people import current_person


def _open_tasks() -> int:
    """My open tasks; a page that has counted them already says so in ``g.open_tasks``."""
    if "open_tasks" in g:
        return int(g.open_tasks)
    with here.the_engine().read() as connection:
        return inbox.count(connection, current_person(), "mine")


@dataclass(frozen=True, slots=True)
class Entry:
    """A place in the main menu. ``endpoint`` decides by its ``@allow`` who sees it; ``paths`` are the beginnings of the
    addresses that belong to it; ``staff_only`` entries show only with an account, ``guests_only`` ones only without."""

    endpoint: str
    title: Any
    icon: str
    paths: tuple[str, ...]
    staff_only: bool = True
    guests_only: bool = False
    count: Callable[[], int] | None = None


MENU = (
    Entry("inbox.inbox", lazy_gettext("Inbox"), "inbox", ("/inbox", "/tasks", "/cases"), count=_open_tasks),
    Entry("analyst.register", lazy_gettext("SOPs"), "diagram", ("/sops", "/analyst")),
    Entry("audit.cases", lazy_gettext("Audit trail"), "shield", ("/audit",)),
    Entry("administration.people", lazy_gettext("People"), "people", ("/admin",)),
    Entry("portal.catalogue", lazy_gettext("Services"), "grid", ("/layanan",), staff_only=False),
    Entry("portal.track", lazy_gettext("Track a request"), "geo", ("/lacak",), staff_only=False, guests_only=True),
)

HOMES = ("inbox.inbox", "analyst.register", "audit.cases", "administration.people", "portal.catalogue")
"""Where a person lands after signing in: the first one they may use."""


@dataclass(frozen=True, slots=True)
class Link:
    """A menu entry as the template shows it."""

    address: str
    title: str
    icon: str
    here: bool
    count: int | None


def menu() -> Iterator[Link]:
    """The entries the present person may use."""
    for entry in MENU:
        if may_use(entry.endpoint) and not (entry.guests_only if current_user.is_authenticated else entry.staff_only):
            count = entry.count() if entry.count else None
            yield Link(url_for(entry.endpoint), str(entry.title), entry.icon, _is_here(entry), count)


def _is_here(entry: Entry) -> bool:
    return any(request.path == path or request.path.startswith(path + "/") for path in entry.paths)


def home() -> str:
    """The address of the present person's first page."""
    return url_for(next(endpoint for endpoint in HOMES if may_use(endpoint)))


def safe(target: str | None) -> str:
    """``target`` if it is an address inside this application, else the person's first page."""
    parts = urlsplit(target or "")
    inside = not parts.scheme and not parts.netloc and parts.path.startswith("/") and "\\" not in (target or "")
    if not target or not inside or target.startswith("//") or any(ord(letter) < 32 for letter in target):
        return home()
    return target


def install(app: Flask) -> None:
    """Make the menu known to templates."""
    app.jinja_env.globals.update(menu=menu, home=home)
