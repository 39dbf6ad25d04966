"""The calendar that holds for a unit: its own or that of the nearest unit above, with the decrees of all of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from engine.calendar import Calendar, Decree
from engine.calendar.calendar import Week, hours

if TYPE_CHECKING:
    from engine.work import Work

CALENDAR = """
    WITH RECURSIVE above AS (
        SELECT id, parent, 0 AS depth FROM unit WHERE id = %s
        UNION ALL SELECT u.id, u.parent, a.depth + 1 FROM unit u JOIN above a ON u.id = a.parent WHERE a.depth < 50),
    places AS (SELECT id, depth FROM above UNION ALL SELECT '', 1000)
    SELECT c.unit, c.zone, c.week, c.ramadan, c.closed_on_feasts, p.depth, NULL AS on_day, NULL AS windows,
           NULL AS number, NULL AS reason
    FROM places p JOIN office_calendar c ON c.unit = p.id
    UNION ALL
    SELECT d.unit, NULL, NULL, NULL, NULL, p.depth, d.on_day, d.windows, d.number, d.reason
    FROM places p JOIN calendar_decree d ON d.unit = p.id
    ORDER BY depth DESC"""
"""Rows from the farthest to the nearest, so that what is nearer replaces what is farther."""


def calendar_of(connection: Connection, unit: str | None, zone: str) -> Calendar:
    """The calendar of a unit (None: of all); that of Perpres 21/2023 in ``zone`` if nobody has written one."""
    return from_rows(connection.exec_driver_sql(CALENDAR, (unit or "",)), zone)


def office_calendar(work: Work, unit: str | None) -> Calendar:
    """The calendar that holds for a unit, as the transaction of a command sees it."""
    return from_rows(work.rows(CALENDAR, (unit or "",)), work.engine.zone)


def from_rows(rows: Iterable[Any], zone: str) -> Calendar:
    """A calendar from the rows of CALENDAR."""
    chosen, decrees = None, {}
    for row in rows:
        if row.on_day is None:
            chosen = row
        else:
            decrees[row.on_day] = Decree(hours(*row.windows), row.number, row.reason)
    if chosen is None:
        return Calendar(zone, decrees=decrees)
    return Calendar(chosen.zone, week(chosen.week), week(chosen.ramadan), decrees, chosen.closed_on_feasts)


def week(days: list[list[str]]) -> Week:
    """Seven days as they are stored. ValueError if they are not seven, or one has hours that cannot be read."""
    one, two, three, four, five, six, seven = (hours(*texts) for texts in days)
    return one, two, three, four, five, six, seven
