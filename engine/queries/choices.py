"""What people may begin by hand in a case: the elements of its open ad-hoc subprocesses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from bpmn.diagram import Element
from engine.instance import Instance
from engine.reading import Reading
from engine.store.instances import process_instance, variable
from engine.work import Engine


@dataclass(frozen=True, slots=True)
class Choice:
    """An open ad-hoc subprocess and what may be begun in it."""

    ad_hoc: Element
    elements: tuple[Element, ...]


def choices(engine: Engine, connection: Connection, key: int) -> tuple[Choice, ...]:
    """Those of the case with that root key; none if it has ended."""
    columns = process_instance.c.definition_key, process_instance.c.snapshot
    root = connection.execute(select(*columns).where(process_instance.c.key == key)).one_or_none()
    if root is None or not root.snapshot:
        return ()
    work = Reading(engine, connection)
    instance = Instance(work, key, work.definition(root.definition_key))
    instance.snapshot, instance.variables = root.snapshot, _variables(connection, key)
    return tuple(Choice(ad_hoc, elements) for ad_hoc, elements in instance.case.choices())


def _variables(connection: Connection, key: int) -> dict[int, Mapping[str, Any]]:
    """A called process is restored with variables of its own, even if it has none."""
    stored: dict[int, dict[str, Any]] = {key: {}}
    columns = variable.c.instance_key, variable.c.name, variable.c.value
    for row in connection.execute(select(*columns).where(variable.c.root_key == key)):
        stored.setdefault(row.instance_key, {})[row.name] = row.value
    return dict(stored)
