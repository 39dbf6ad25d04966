"""Diagram to SVG, for places without JavaScript: the tracking page, mails, print.

Colours are presentation attributes, so that the picture needs no style sheet and any style sheet can change it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from bpmn import picture_icons as icons
from bpmn.diagram import Diagram, Edge, Element, Flow, Shape
from bpmn.picture_text import at_label, below, inside, write

SVG = "http://www.w3.org/2000/svg"
NAMES: dict[str, str] = {None: SVG}  # type: ignore[dict-item]
INK = "#22242a"
PAPER = "#ffffff"
MARGIN = 20
WITH_SCOPE = ("subProcess", "transaction", "adHocSubProcess")
MARKED: Mapping[str, tuple[str, str]] = {
    # css class -> fill and stroke where no style sheet says otherwise
    "done": ("#e3f3e6", "#1f7a3a"),
    "active": ("#fff3d1", "#a35c00"),
    "incident": ("#fde4e1", "#b3261e"),
}


@dataclass(frozen=True, slots=True)
class Pen:
    """What is drawn on, and which ids bear which class."""

    svg: etree._Element
    classes: Mapping[str, str]

    def group(self, element_id: str, kind: str, title: str) -> etree._Element:
        """The group of one element, with its id, class and tooltip."""
        names = " ".join(part for part in ("alur-node" if kind != "flow" else "alur-flow", kind, self.mark(element_id))
                         if part)  # fmt: skip
        group = add(self.svg, "g", {"class": names, "data-element": element_id})
        if title:
            add(group, "title").text = title
        return group

    def mark(self, element_id: str) -> str:
        return self.classes.get(element_id, "")

    def colours(self, element_id: str) -> tuple[str, str]:
        return MARKED.get(self.mark(element_id), (PAPER, INK))


def picture(diagram: Diagram, classes: Mapping[str, str] | None = None, title: str = "") -> str:
    """The SVG text. ``classes``: element or flow id -> CSS class (done, active and incident have colours of their own).

    A diagram without drawn shapes gives an empty picture.
    """
    elements = {element.id: element for process in diagram.processes for element in process.elements()}
    flows = {flow.id: flow for process in diagram.processes for flow in process.flows()}
    hidden = _hidden(diagram)
    shapes = [shape for shape in diagram.shapes if shape.element not in hidden]
    edges = [edge for edge in diagram.edges if edge.element in flows and edge.element not in hidden]
    pen = Pen(_canvas(shapes, edges, title), classes or {})
    nodes = [(elements[shape.element], shape) for shape in shapes if shape.element in elements]
    for shape in shapes:
        if shape.element not in elements and _holds_any(shape, nodes):
            add(pen.svg, "rect", {**box(shape), "class": "alur-frame", "fill": "none", "stroke": "#9aa0aa"})
    scopes = [pair for pair in nodes if pair[0].kind in WITH_SCOPE and pair[1].expanded]
    for element, shape in scopes:
        _activity(pen, element, shape)
    for edge in edges:
        _flow(pen, flows[edge.element], edge, elements)
    for element, shape in nodes:
        if (element, shape) not in scopes:
            _node(pen, element, shape)
    for edge in edges:
        if flows[edge.element].name:
            _flow_name(pen, flows[edge.element], edge)
    return etree.tostring(pen.svg, encoding="unicode")


def add(parent: etree._Element, name: str, attributes: Mapping[str, str] | None = None) -> etree._Element:
    """A new SVG element."""
    return etree.SubElement(parent, f"{{{SVG}}}{name}", dict(attributes or {}))


def box(shape: Shape) -> dict[str, str]:
    """The attributes of a rectangle with the shape's bounds."""
    return {name: number(getattr(shape, name)) for name in ("x", "y", "width", "height")}


def number(value: float) -> str:
    """Short, without trailing zeros."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _canvas(shapes: Sequence[Shape], edges: Sequence[Edge], title: str) -> etree._Element:
    xs = [x for shape in shapes for x in (shape.x, shape.x + shape.width)]
    ys = [y for shape in shapes for y in (shape.y, shape.y + shape.height + 30)]
    labels = [*(shape.label for shape in shapes), *(edge.label for edge in edges)]
    for label in filter(None, labels):
        xs += [label[0], label[0] + label[2]]
        ys += [label[1], label[1] + label[3]]
    xs += [x for edge in edges for x, _ in edge.waypoints]
    ys += [y for edge in edges for _, y in edge.waypoints]
    left, top = (min(xs, default=0) - MARGIN, min(ys, default=0) - MARGIN)
    width, height = (max(xs, default=0) - left + MARGIN, max(ys, default=0) - top + MARGIN)
    view = " ".join(number(value) for value in (left, top, width, height))
    svg = etree.Element(f"{{{SVG}}}svg", {"viewBox": view, "role": "img", "class": "alur-picture"}, nsmap=NAMES)
    svg.set("width", number(width))
    svg.set("height", number(height))
    if title:
        svg.set("aria-label", title)
    marker = add(add(svg, "defs"), "marker", {
        "id": "alur-arrow", "viewBox": "0 0 10 10", "refX": "9", "refY": "5", "markerWidth": "8", "markerHeight": "8",
        "orient": "auto-start-reverse",
    })  # fmt: skip
    add(marker, "path", {"d": "M0 1 L10 5 L0 9 z", "fill": INK})
    return svg


def _hidden(diagram: Diagram) -> set[str]:
    """What lies inside collapsed subprocesses: it is drawn on a page of its own."""
    collapsed = {shape.element for shape in diagram.shapes if not shape.expanded}
    found: set[str] = set()
    for process in diagram.processes:
        for element in process.elements():
            if element.scope and (element.id in collapsed or element.id in found):
                found |= {inner.id for inner in element.scope.elements} | {flow.id for flow in element.scope.flows}
    return found


def _holds_any(frame: Shape, nodes: list[tuple[Element, Shape]]) -> bool:
    """Pools and lanes are frames around elements; data objects and notes are not drawn."""
    return any(
        frame.x <= shape.x and frame.y <= shape.y
        and shape.x + shape.width <= frame.x + frame.width and shape.y + shape.height <= frame.y + frame.height
        for _, shape in nodes
    )  # fmt: skip


def _node(pen: Pen, element: Element, shape: Shape) -> None:
    if element.kind.endswith("Event"):
        _event(pen, element, shape)
    elif element.kind.endswith("Gateway"):
        _gateway(pen, element, shape)
    else:
        _activity(pen, element, shape)


def _activity(pen: Pen, element: Element, shape: Shape) -> None:
    fill, stroke = pen.colours(element.id)
    group = pen.group(element.id, element.kind, element.name)
    thick = "4" if element.kind == "callActivity" else "1.5"
    frame = {**box(shape), "rx": "10", "fill": fill, "stroke": stroke, "stroke-width": thick}
    if element.event_subprocess:
        frame["stroke-dasharray"] = "4 3"
    add(group, "rect", frame)
    if element.kind in icons.OF_TASK:
        filled = element.kind in icons.FILLED_TASKS
        _icon(group, icons.OF_TASK[element.kind], shape.x + 15, shape.y + 15, stroke, filled)
    foot = shape.x + shape.width / 2, shape.y + shape.height - 11
    if element.repeat:
        _icon(group, icons.SEQUENTIAL_REPEAT if element.repeat.sequential else icons.PARALLEL_REPEAT, *foot, stroke)
    elif element.kind in WITH_SCOPE and not shape.expanded:
        _icon(group, icons.COLLAPSED, *foot, stroke)
    if element.kind in WITH_SCOPE and shape.expanded:
        write(group, [element.name[:80]], shape.x + shape.width / 2, shape.y + 16)
    else:
        inside(group, element.name, shape)


def _event(pen: Pen, element: Element, shape: Shape) -> None:
    fill, stroke = pen.colours(element.id)
    group = pen.group(element.id, element.kind, element.name)
    x, y, radius = shape.x + shape.width / 2, shape.y + shape.height / 2, min(shape.width, shape.height) / 2
    outline = {"cx": number(x), "cy": number(y), "fill": fill, "stroke": stroke}
    if not element.interrupting:
        outline["stroke-dasharray"] = "5 3"
    width = "4" if element.kind == "endEvent" else "1.5"
    add(group, "circle", {**outline, "r": number(radius), "stroke-width": width})
    if element.kind not in ("startEvent", "endEvent"):
        add(group, "circle", {**outline, "r": number(max(radius - 3, 1)), "stroke-width": "1.5"})
    if element.events:
        sign = "multiple" if len(element.events) > 1 else element.events[0].kind
        throws = element.kind in ("endEvent", "intermediateThrowEvent")
        if sign in icons.OF_EVENT:
            _icon(group, icons.OF_EVENT[sign], x, y, stroke, throws)
    below(group, element.name, shape)


def _gateway(pen: Pen, element: Element, shape: Shape) -> None:
    fill, stroke = pen.colours(element.id)
    group = pen.group(element.id, element.kind, element.name)
    x, y = shape.x + shape.width / 2, shape.y + shape.height / 2
    corners = [(x, shape.y), (shape.x + shape.width, y), (x, shape.y + shape.height), (shape.x, y)]
    points = " ".join(f"{number(a)},{number(b)}" for a, b in corners)
    add(group, "polygon", {"points": points, "fill": fill, "stroke": stroke, "stroke-width": "1.5"})
    if element.kind in icons.OF_GATEWAY:
        _icon(group, icons.OF_GATEWAY[element.kind], x, y, stroke, element.kind in icons.FILLED_GATEWAYS)
    below(group, element.name, shape)


def _flow(pen: Pen, flow: Flow, edge: Edge, elements: Mapping[str, Element]) -> None:
    _, stroke = pen.colours(flow.id)
    group = pen.group(flow.id, "flow", flow.name)
    points = " ".join(f"{number(x)},{number(y)}" for x, y in edge.waypoints)
    add(group, "polyline", {
        "points": points, "fill": "none", "stroke": stroke, "stroke-width": "1.5", "marker-end": "url(#alur-arrow)",
    })  # fmt: skip
    source = elements.get(flow.source)
    x, y = edge.waypoints[0]
    if source is not None and source.default == flow.id:
        _icon(group, "M-5 5 L5 -5", x + 10, y, stroke)
    elif source is not None and flow.condition and not source.kind.endswith("Gateway"):
        _icon(group, "M-7 0 l7 -4 l7 4 l-7 4 z", x + 7, y, stroke)


def _flow_name(pen: Pen, flow: Flow, edge: Edge) -> None:
    """The name of a flow, where the Modeler put it, else over its longest stretch."""
    if edge.label:
        at_label(pen.svg, flow.name, edge.label)
        return
    stretches = zip(edge.waypoints, edge.waypoints[1:], strict=False)
    (x1, y1), (x2, y2) = max(stretches, key=lambda ends: abs(ends[0][0] - ends[1][0]) + abs(ends[0][1] - ends[1][1]))
    write(pen.svg, [flow.name[:40]], (x1 + x2) / 2, (y1 + y2) / 2 - 6, size=11)


def _icon(parent: etree._Element, path: str, x: float, y: float, stroke: str, filled: bool = False) -> None:
    add(parent, "path", {
        "d": path, "transform": f"translate({number(x)} {number(y)})",
        "fill": stroke if filled else "none", "stroke": stroke, "stroke-width": "1.2",
    })  # fmt: skip
