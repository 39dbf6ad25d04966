"""What people may begin by hand in a case: the elements of its open ad-hoc subprocesses."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from bpmn.diagram import Element
from engine.reading import Reading
from engine.work import Engine


@dataclass(frozen=True, slots=True)
class Choice:
    """An open ad-hoc subprocess and what may be begun in it."""

    ad_hoc: Element
    elements: tuple[Element, ...]


def choices(engine: Engine, connection: Connection, key: int) -> tuple[Choice, ...]:
    """Those of the case with that root key; none if it has ended."""
    instance = Reading(engine, connection).case(key)
    if instance is None or not instance.snapshot:
        return ()
    return tuple(Choice(ad_hoc, elements) for ad_hoc, elements in instance.case.choices())
