"""The table of connectors: job type -> what does it. To add one: a file with a function, its test, one line here."""

from __future__ import annotations

from engine.jobs.connectors.base import Call, Connector, Outside, ProcessError, Trouble
from engine.jobs.connectors.http import request
from engine.jobs.connectors.mail import send

__all__ = ["CONNECTORS", "Call", "Connector", "Outside", "ProcessError", "Trouble"]

CONNECTORS: dict[str, Connector] = {
    "alur:mail": send,
    "alur:http": request,
}
