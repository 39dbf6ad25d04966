"""The diagram interchange part: where shapes and flows are drawn. Unreadable numbers leave the shape out."""

from __future__ import annotations

import math

from bpmn.diagram import Edge, Shape
from bpmn.reader.vocabulary import BPMNDI, DC, DI, Node, child, children, flag, plain, reference


def shapes(root: Node) -> tuple[Shape, ...]:
    """Every drawn node that has bounds."""
    pages = {reference(plane, "bpmnElement") for plane in root.iter(f"{{{BPMNDI}}}BPMNPlane")}
    return tuple(shape for node in root.iter(f"{{{BPMNDI}}}BPMNShape") if (shape := _shape(node, pages)))


def edges(root: Node) -> tuple[Edge, ...]:
    """Every drawn flow with at least two waypoints."""
    return tuple(edge for node in root.iter(f"{{{BPMNDI}}}BPMNEdge") if (edge := _edge(node)))


def _shape(node: Node, pages: set[str | None]) -> Shape | None:
    element, bounds = reference(node, "bpmnElement"), child(node, "Bounds", DC)
    if element is None or bounds is None:
        return None
    box = _box(bounds)
    if box is None:
        return None
    # A subprocess with a page of its own is drawn collapsed, whether or not its shape says so.
    expanded = element not in pages and flag(plain(node, "isExpanded"), default=True)
    return Shape(element, *box, expanded=expanded, label=_label(node))


def _edge(node: Node) -> Edge | None:
    element = reference(node, "bpmnElement")
    points = [(_number(plain(point, "x")), _number(plain(point, "y"))) for point in children(node, "waypoint", DI)]
    drawn = tuple((x, y) for x, y in points if x is not None and y is not None)
    return Edge(element, drawn, _label(node)) if element and len(drawn) > 1 else None


def _label(node: Node) -> tuple[float, float, float, float] | None:
    label = child(node, "BPMNLabel", BPMNDI)
    bounds = None if label is None else child(label, "Bounds", DC)
    return None if bounds is None else _box(bounds)


def _box(bounds: Node) -> tuple[float, float, float, float] | None:
    x, y, width, height = (_number(plain(bounds, name)) for name in ("x", "y", "width", "height"))
    if x is None or y is None or width is None or height is None:
        return None
    return x, y, width, height


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) < 1e7 else None
