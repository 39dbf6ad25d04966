"""The one statement by which a command writes all its rows, put together from the parts that its plan fills.

A plan is {part: rows}. The statement has the parts that have rows, in the order of the table; commands of a kind write
the same parts, so there are few texts and the database prepares each once. Its only parameter is the plan as JSON.
"""

# ruff: noqa: S608 - the statements are put together from the constants of engine.parts and this file alone

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from engine.notices.part import MAILS
from engine.part import Part
from engine.parts import PARTS

DEFERRED = """
    CASE WHEN jsonb_array_length(plan.doc -> 'deferred') > 0 THEN procrastinate_defer_jobs_v1(ARRAY(
        SELECT ROW(d.queue_name, d.task_name, 0, NULL, NULL, d.args, d.scheduled_at)::procrastinate_job_to_defer_v1
        FROM jsonb_to_recordset(plan.doc -> 'deferred')
          AS d(queue_name text, task_name text, args jsonb, scheduled_at timestamptz))) END"""
"""Calls of connectors become Procrastinate jobs by Procrastinate's own function, in the same statement."""

BUFFERED = """
    EXISTS (SELECT FROM jsonb_to_recordset(plan.doc -> 'subscriptions')
              AS s(kind text, name text, correlation_key text)
            JOIN message m ON m.name = s.name AND m.correlation_key = s.correlation_key
            WHERE s.kind = 'message')"""
"""Whether one of the subscriptions just opened has been waited for by a message that was published earlier."""

FORMLESS = """
    (SELECT json_agg(json_build_array(t.token, t.form_reference)) FROM tasks t
     WHERE t.form_kind = 'id' AND t.form_key IS NULL)"""
"""Tasks whose form nobody has deployed."""


def _only(part: Part) -> str:
    columns = (found.split(".") for found in part.finds.split())
    return "".join(f" AND {table}.{name} = ANY (ARRAY(SELECT {name} FROM r))" for table, name in columns)


def _common_table(part: Part) -> str:
    rows = f"SELECT r.* FROM plan, jsonb_to_recordset(plan.doc -> '{part.rows or part.name}') AS r({part.columns})"
    return f",\n{part.name} AS (\n  WITH r AS ({rows})\n  {part.statement}{_only(part)})"


@lru_cache(maxsize=256)
def _statement(filled: frozenset[str]) -> str:
    parts = "".join(_common_table(part) for part in PARTS if (part.rows or part.name) in filled)
    deferred = DEFERRED if "deferred" in filled else "NULL"
    buffered = BUFFERED if "subscriptions" in filled else "false"
    formless = FORMLESS if "tasks" in filled else "NULL"
    mails = f", {MAILS} AS mails" if "notices" in filled else ""
    return (
        f"WITH plan AS MATERIALIZED (SELECT %s::jsonb AS doc){parts}\n"
        f"SELECT {deferred} AS deferred, {buffered} AS buffered, {formless} AS formless{mails} FROM plan"
    )


ROWS = frozenset([*(part.rows or part.name for part in PARTS), "deferred"])


def write(plan: Mapping[str, Sequence[Any]]) -> tuple[str, dict[str, Sequence[Any]]]:
    """The statement for the parts of a plan that have rows, and those rows. KeyError for a part nobody knows."""
    rows = {name: rows for name, rows in plan.items() if rows}
    if unknown := rows.keys() - ROWS:
        raise KeyError(f"No part of engine.parts is called {', '.join(sorted(unknown))}.")
    return _statement(frozenset(rows)), rows
