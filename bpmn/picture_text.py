"""Names in a picture: broken into lines by the width of their box."""

from __future__ import annotations

import textwrap

from lxml import etree

from bpmn.diagram import Shape

SVG = "http://www.w3.org/2000/svg"
LETTER = 0.55
"""Width of an average letter, in font sizes."""
LINE = 1.25


def inside(parent: etree._Element, name: str, shape: Shape, size: int = 12) -> None:
    """A name in the middle of a box, as many lines as fit."""
    room = max(1, int((shape.height - 16) / (size * LINE)))
    lines = wrapped(name, shape.width - 12, size, room)
    middle = shape.y + shape.height / 2 - (len(lines) - 1) * size * LINE / 2 + size * 0.35
    write(parent, lines, shape.x + shape.width / 2, middle, size)


def below(parent: etree._Element, name: str, shape: Shape, size: int = 11) -> None:
    """A name where the Modeler put it, else under its event or gateway."""
    if shape.label:
        at_label(parent, name, shape.label, size)
        return
    write(parent, wrapped(name, 110, size, 3), shape.x + shape.width / 2, shape.y + shape.height + size + 3, size)


def at_label(parent: etree._Element, name: str, label: tuple[float, float, float, float], size: int = 11) -> None:
    """A name in the place that the Modeler gave it."""
    x, y, width, _ = label
    write(parent, wrapped(name, max(width + 8, 90), size, 4), x + width / 2, y + size, size)


def wrapped(name: str, width: float, size: int, most: int) -> list[str]:
    """The lines of a name; what has no room ends in three dots."""
    letters = max(4, int(width / (size * LETTER)))
    lines = textwrap.wrap(" ".join(name.split()), letters)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][: letters - 1].rstrip() + "…"]
    return lines


def write(parent: etree._Element, lines: list[str], x: float, y: float, size: int = 12) -> None:
    """Centred lines, the first one's baseline at ``y``."""
    if not any(lines):
        return
    text = etree.SubElement(parent, f"{{{SVG}}}text", {
        "text-anchor": "middle", "font-size": str(size), "font-family": "system-ui, sans-serif", "fill": "#22242a",
    })  # fmt: skip
    for row, line in enumerate(lines):
        span = etree.SubElement(text, f"{{{SVG}}}tspan", {"x": f"{x:.1f}", "y": f"{y + row * size * LINE:.1f}"})
        span.text = line
