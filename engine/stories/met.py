"""Which cells of the table of elements a story has played through: elements completed, and in which dialect."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from bpmn import read
from bpmn.diagram import Dialect, Element
from bpmn.elements.find import rows_of
from bpmn.elements.row import Row

Cell = tuple[str, Dialect]
"""The name of a row, and the dialect of the diagram; a plain diagram counts for Camunda 7, by whose rules it runs."""

COMPLETED = text("""
    SELECT r.name, r.content, i.process_id, array_agg(DISTINCT e.element_id) AS elements
    FROM history_event e
    JOIN process_instance i ON i.key = e.instance_key
    JOIN definition d ON d.key = i.definition_key
    JOIN resource r ON r.key = d.resource_key
    WHERE e.kind = 'element_completed'
    GROUP BY r.key, r.name, r.content, i.process_id""")


def met(connection: Connection) -> frozenset[Cell]:
    """The cells whose elements were completed in any case of this store."""
    found: set[Cell] = set()
    for row in connection.execute(COMPLETED):
        diagram = read(bytes(row.content), row.name)
        dialect: Dialect = "camunda8" if diagram.dialect == "camunda8" else "camunda7"
        known = rows_by_id(diagram.process(row.process_id).scope.elements)
        completed = set(row.elements)
        found |= {(each.name, dialect) for element, each in known if element in completed}
    return frozenset(found)


def rows_by_id(elements: tuple[Element, ...], inside: bool = False) -> Iterator[tuple[str, Row]]:
    """Element ids and the rows that speak of them, at every depth."""
    for element in elements:
        for row in rows_of(element, inside):
            yield element.id, row
        if element.scope is not None:
            yield from rows_by_id(element.scope.elements, element.event_subprocess)
