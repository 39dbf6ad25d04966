"""What every route reaches for: the engine of this application, its clock and zone, and commands by the person."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from flask import current_app, request

from engine import Engine
from web.people import current_person


def the_engine() -> Engine:
    """The engine given to ``create_app``."""
    return cast(Engine, current_app.extensions["alur"])


def do(command: Any) -> Any:
    """Carry out a command by the person who is signed in (or the citizen). A form's ``once`` field makes a second
    send of the same page return the first answer."""
    return the_engine().do(command, by=current_person(), idempotency_key=request.form.get("once") or None)


def now() -> datetime:
    """The engine's present moment, aware, in UTC."""
    return the_engine().clock.now()


def zone() -> ZoneInfo:
    """The zone of the office."""
    return ZoneInfo(the_engine().zone)
