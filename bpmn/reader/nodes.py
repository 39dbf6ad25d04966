"""One flow node to Element: what BPMN itself says of it; the dialect adds its own part."""

from __future__ import annotations

from typing import Any

from bpmn.diagram import Element, Repeat, Scope
from bpmn.reader.draft import Draft, documentation
from bpmn.reader.events import events
from bpmn.reader.vocabulary import Node, child, flag, line_of, local, plain, reference

Ends = tuple[tuple[str, ...], tuple[str, ...]]


def element(node: Node, node_id: str, flows: Ends, inner: Scope | None, draft: Draft) -> Element:
    """The element of one flow node; ``flows`` are the ids of its incoming and outgoing flows, ``inner`` its inside."""
    kind = local(node)
    fields: dict[str, Any] = {
        "events": events(node, draft),
        "attached_to": reference(node, "attachedToRef"),
        "handler": draft.handlers.get(node_id) if kind == "boundaryEvent" else None,
        "interrupting": _interrupting(node, kind),
        "event_subprocess": flag(plain(node, "triggeredByEvent")),
        "for_compensation": flag(plain(node, "isForCompensation")),
        "repeat": _repeat(node, draft),
        "scope": inner,
        "lane": draft.lane_of.get(node_id),
        "documentation": documentation(node),
    }
    fields |= draft.words.fields(node, node_id, draft)
    return Element(
        id=node_id,
        kind=kind,
        name=plain(node, "name") or "",
        line=line_of(node),
        incoming=flows[0],
        outgoing=flows[1],
        default=reference(node, "default"),
        **fields,
    )


def _interrupting(node: Node, kind: str) -> bool:
    attribute = "isInterrupting" if kind == "startEvent" else "cancelActivity"
    return flag(plain(node, attribute), default=True)


def _repeat(node: Node, draft: Draft) -> Repeat | None:
    characteristics = child(node, "multiInstanceLoopCharacteristics")
    return None if characteristics is None else draft.words.repeat(characteristics, draft)
