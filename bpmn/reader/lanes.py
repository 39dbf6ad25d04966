"""Lanes: who is drawn beside an element. The innermost lane's name counts."""

from __future__ import annotations

from bpmn.reader.draft import Draft
from bpmn.reader.vocabulary import Node, children, plain, text_of
from bpmn.sentence import say


def read_lanes(process: Node, draft: Draft) -> tuple[str, ...]:
    """All lane names in document order; fills ``draft.lane_of``, an inner lane after the outer one around it."""
    names: list[str] = []
    for lane_set in children(process, "laneSet"):
        for lane in children(lane_set, "lane"):
            _lane(lane, draft, names)
    return tuple(names)


def _lane(lane: Node, draft: Draft, names: list[str]) -> None:
    name = plain(lane, "name") or plain(lane, "id") or ""
    names.append(name)
    for entry in children(lane, "flowNodeRef"):
        target = text_of(entry).rpartition(":")[2]
        draft.lane_of[target] = name
        if target not in draft.ids:
            draft.note(
                "dangling_reference",
                "warning",
                say("Lane {lane} holds {target}, and the file has no element of that id.", lane=name, target=target),
                entry,
            )
    for inner in children(lane, "childLaneSet"):
        for child_lane in children(inner, "lane"):
            _lane(child_lane, draft, names)
