"""How a procedure begins, in words: by hand, at a time, by a message, a signal or a condition."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext

from engine.queries.library import Start
from web.formats import short


def told(startable: bool, starts: Iterable[Start]) -> list[str]:
    """One line for each way."""
    lines = [gettext("By hand")] if startable else []
    return [*lines, *dict.fromkeys(_line(start) for start in starts)]


def _line(start: Start) -> str:
    if start.kind == "timer":
        return str(gettext("By the clock, next %(time)s", time=short(start.due_at))) if start.due_at else ""
    if start.kind == "message":
        return str(gettext("When the message %(name)s comes", name=start.name))
    if start.kind == "signal":
        return str(gettext("When the signal %(name)s is sent", name=start.name))
    return str(gettext("When its condition holds"))
