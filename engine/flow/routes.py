"""The way from a process down to an element in it: through which scopes a token would have to come to be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.flow.adhoc import AdHoc
from engine.flow.multi import Multi

if TYPE_CHECKING:
    from engine.flow.node import Node
    from engine.flow.spec import ProcessSpec

BODY = "#multiInstanceBody"
"""Camunda 7 calls a repeated activity as a whole by this suffix; its plain id means one of its items."""


def route(spec: ProcessSpec, element_id: str) -> list[Node] | None:
    """The nodes of the scopes around the element, the outermost first, and its own; a repeated one as body and item.
    None if the process has no such element."""
    whole = element_id.endswith(BODY)
    found = _down(spec, element_id.removesuffix(BODY))
    body = found[-1] if found else None
    if found is None or (whole and not isinstance(body, Multi)):
        return None
    if isinstance(body, Multi) and not spec.camunda8 and not whole:
        found.append(body.item)
    return found


def flow_route(spec: ProcessSpec, flow_id: str) -> list[Node] | None:
    """The same for the element that a sequence flow leads to."""
    if any(flow.id == flow_id for flow in spec.contents.flows):
        target = next(flow.target for flow in spec.contents.flows if flow.id == flow_id)
        return [spec.task_specs[target]]
    return next((way + found for way, inner in _inside(spec) if (found := flow_route(inner, flow_id))), None)


def _down(spec: ProcessSpec, element_id: str) -> list[Node] | None:
    if (node := spec.node(element_id)) is not None and node.element.id == element_id:
        return [node]
    return next((way + found for way, inner in _inside(spec) if (found := _down(inner, element_id))), None)


def _inside(spec: ProcessSpec) -> list[tuple[list[Node], ProcessSpec]]:
    """The scopes drawn directly in this one, each with the nodes that lead into it."""
    found = []
    for element in spec.contents.elements:
        way: list[Node] = [spec.task_specs[element.id]]
        while isinstance(way[-1], Multi | AdHoc):
            way.append(way[-1].item)
        if (inner := way[-1].inner) is not None:
            found.append((way, inner))
    return found
