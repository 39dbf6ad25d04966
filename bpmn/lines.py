"""A file as other tools want it: its text, and where each id stands, since they name an element but no line."""

from __future__ import annotations

from lxml import etree

from bpmn.reader.markup import parse
from bpmn.reader.vocabulary import line_of, plain


def decoded(content: bytes) -> str:
    """The file as text, in the encoding that it declares."""
    return content.decode(parse(content).getroottree().docinfo.encoding or "utf-8", errors="replace").lstrip("\ufeff")


def lines_of(content: bytes) -> dict[str, int]:
    """Id -> line of its first bearer. Raises Unreadable where ``read`` would."""
    found: dict[str, int] = {}
    for node in parse(content).iter(etree.Element):
        node_id, line = plain(node, "id"), line_of(node)
        if node_id and line:
            found.setdefault(node_id, line)
    return found
