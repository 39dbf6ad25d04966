"""Diagrams for pages: the same file is read once per process of the web, and looked at in words many times."""

from __future__ import annotations

from functools import lru_cache

from bpmn import Diagram, Unreadable, read
from bpmn.diagram import Element, Process


@lru_cache(maxsize=128)
def diagram_of(source: bytes) -> Diagram | None:
    """The diagram of a deployed file; None if today's reader cannot read what an older one accepted."""
    try:
        return read(source)
    except Unreadable:
        return None


def process_of(source: bytes, process_id: str) -> Process | None:
    """The process of that id in a deployed file."""
    diagram = diagram_of(source)
    found = (process for process in diagram.processes if process.id == process_id) if diagram else iter(())
    return next(found, None)


def plain_start(process: Process) -> Element | None:
    """The start event by which people start it."""
    starts = (e for e in process.scope.elements if e.kind == "startEvent" and not e.events)
    return next(starts, None)
