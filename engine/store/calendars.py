"""Tables of the working calendars of units, and of what decrees say about single days."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Table, Text, text

from engine.store.base import json_column, metadata, moment_column

office_calendar = Table(  # a unit without one has that of the unit above it; unit '' is for all
    "office_calendar",
    metadata,
    Column("unit", Text, primary_key=True),
    Column("zone", Text, nullable=False),
    json_column("week", nullable=False),  # from Monday: lists of texts such as 07:30-12:00
    json_column("ramadan", nullable=False),
    Column("closed_on_feasts", Boolean, nullable=False, server_default=text("true")),
    moment_column("changed_at", nullable=False),
)

calendar_decree = Table(  # other hours on one day, or none, for a unit and all under it
    "calendar_decree",
    metadata,
    Column("unit", Text, primary_key=True),
    Column("on_day", Date, primary_key=True),
    json_column("windows", nullable=False),
    Column("number", Text, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
)
