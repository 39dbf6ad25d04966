"""What a case was like after an event: the live tokens and the variables, folded from the stored history alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from engine.flow.facts import Fact
from engine.flow.fold import fold
from engine.history.events import KINDS

EVENTS = text("""
    SELECT e.seq, e.kind, e.instance_key, e.token, e.element_id, e.flow_id, e.detail,
           (SELECT jsonb_object_agg(v.place, v.value) FROM history_value v
            WHERE v.root_key = e.root_key AND v.seq = e.seq) AS kept
    FROM history_event e
    WHERE e.root_key = :root AND e.kind = ANY(:kinds) AND (CAST(:until AS integer) IS NULL OR e.seq <= :until)
    ORDER BY e.seq""")
FACTS = [name for name, kind in KINDS.items() if kind.fact]
ERASED = {"erased": True}
"""Stands where a value has been erased."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """``tokens``: live ones with their elements. ``variables``: by instance key."""

    tokens: dict[int, str]
    variables: dict[int, dict[str, Any]]


def replay(connection: Connection, root_key: int, until: int | None = None) -> Replayed:
    """The case after event ``until``, or as it is now."""
    return Replayed(*fold(facts(connection, root_key, until)))


def facts(connection: Connection, root_key: int, until: int | None = None) -> list[Fact]:
    """The kernel's facts as they were reported, with their values put back."""
    rows = connection.execute(EVENTS, {"root": root_key, "kinds": FACTS, "until": until})
    return [
        Fact(
            row.kind, row.instance_key, row.token, row.element_id, row.flow_id, _detail(row.kind, row.detail, row.kept)
        )
        for row in rows
    ]


def _detail(kind: str, detail: dict[str, Any] | None, kept: dict[str, Any] | None) -> dict[str, Any]:
    whole = dict(detail or {})
    for name in KINDS[kind].apart:
        if whole.get(name) is not None:
            whole[name] = (kept or {}).get(name, ERASED)
    return whole
