"""The diagram interchange part: where shapes and flows are drawn. Unreadable numbers leave the shape out."""

from __future__ import annotations

import math

from bpmn.diagram import Edge, Shape
from bpmn.reader.vocabulary import BPMNDI, DC, DI, Node, child, children, flag, plain, reference


def shapes(root: Node) -> tuple[Shape, ...]:
    """Every drawn node that has bounds."""
    return tuple(shape for node in root.iter(f"{{{BPMNDI}}}BPMNShape") if (shape := _shape(node)))


def edges(root: Node) -> tuple[Edge, ...]:
    """Every drawn flow with at least two waypoints."""
    return tuple(edge for node in root.iter(f"{{{BPMNDI}}}BPMNEdge") if (edge := _edge(node)))


def _shape(node: Node) -> Shape | None:
    element, bounds = reference(node, "bpmnElement"), child(node, "Bounds", DC)
    if element is None or bounds is None:
        return None
    box = [_number(plain(bounds, name)) for name in ("x", "y", "width", "height")]
    if any(value is None for value in box):
        return None
    x, y, width, height = (value or 0.0 for value in box)
    return Shape(element, x, y, width, height, expanded=flag(plain(node, "isExpanded"), default=True))


def _edge(node: Node) -> Edge | None:
    element = reference(node, "bpmnElement")
    points = [(_number(plain(point, "x")), _number(plain(point, "y"))) for point in children(node, "waypoint", DI)]
    drawn = tuple((x, y) for x, y in points if x is not None and y is not None)
    return Edge(element, drawn) if element and len(drawn) > 1 else None


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) < 1e7 else None
