"""One part of a write: a kind of rows that a command may change, and how."""

# ruff: noqa: S608 - the statements are put together from constants alone

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of rows. ``columns``: names and types in the JSON, as PostgreSQL's jsonb_to_recordset wants them.
    ``statement`` reads them from ``r``. ``rows``: the list in the plan, if several parts read the same one.

    ``finds``: columns by which the statement, which ends with its condition, finds what it changes. They are said again
    as lists, so that their index is asked for these alone: a plan made while the table was almost empty would begin
    with the table instead, and go on to read all of it."""

    name: str
    columns: str
    statement: str
    rows: str = ""
    finds: str = ""


PLACE = "root_key bigint, instance_key bigint, definition_key bigint, token integer, element_id text"
CLOSED = "root_key bigint, token integer"
PLACE_NAMES = "root_key, instance_key, definition_key, token, element_id"


def insert(table: str, columns: str, rest: str = "") -> str:
    names = ", ".join(column.split()[0] for column in columns.split(", "))
    return f"INSERT INTO {table} ({names}) SELECT {names} FROM r {rest}"


def overwrite(*names: str) -> str:
    return ", ".join(f"{name} = EXCLUDED.{name}" for name in names)
