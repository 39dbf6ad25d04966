"""THE table: every element of BPMN 2.0, and for each Camunda dialect whether Alur runs it, or why not.

A flow node is found by its kind, what triggers it, and its variant. ``alur check`` refuses by this table, the kernel
builds what it supports, and ``docs/elements.md`` and the page of elements publish it; nothing else says what Alur runs.

To open a row, take its ``refused=...`` away: ``Row("endEvent", "signal")`` runs in both dialects. What only one of them
has keeps the sentence of the other: ``Row("transaction", camunda8=why_not.NO_TRANSACTION)``. The tests then ask for the
behaviour in ``engine/flow/behaviours.py``, and for a story in each dialect that runs it.
"""

from __future__ import annotations

from bpmn.elements.activities import ACTIVITIES, MARKERS, NOT_IN_PROCESSES
from bpmn.elements.events import BOUNDARY_EVENTS, END_EVENTS, INTERMEDIATE_EVENTS, START_EVENTS
from bpmn.elements.gateways import GATEWAYS
from bpmn.elements.row import Row

TABLE: tuple[Row, ...] = (
    *ACTIVITIES,
    *MARKERS,
    *GATEWAYS,
    *START_EVENTS,
    *INTERMEDIATE_EVENTS,
    *BOUNDARY_EVENTS,
    *END_EVENTS,
    *NOT_IN_PROCESSES,
)
INDEX = {(row.kind, row.trigger, row.variant): row for row in TABLE}
KINDS = frozenset(row.kind for row in TABLE if row not in MARKERS)
SUPPORTED_KINDS = frozenset(row.kind for row in TABLE if row.supported)
EVENT_KINDS = frozenset(row.kind for row in TABLE if row.trigger)
