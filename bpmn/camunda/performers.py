"""BPMN's own way to say who does a user task: humanPerformer and potentialOwner, with user(...) and group(...)."""

from __future__ import annotations

import re

from bpmn.reader.vocabulary import Node, child, children, text_of

PART = re.compile(r"\s*((?:\$\{[^}]*\}|#\{[^}]*\}|[^,])+)")
CALL = re.compile(r"^(user|group)\s*\((.*)\)$", re.DOTALL)


def read(node: Node) -> tuple[str | None, tuple[str, ...], tuple[str, ...]]:
    """The performer, the candidate users and the candidate groups, as texts. A bare name is a group."""
    performer = next((text for owner in children(node, "humanPerformer") if (text := _text(owner))), None)
    users: list[str] = []
    groups: list[str] = []
    for owner in children(node, "potentialOwner"):
        for part in PART.findall(_text(owner)):
            call = CALL.match(part.strip())
            who = call.group(2).strip() if call else part.strip()
            (users if call and call.group(1) == "user" else groups).append(who)
    return performer, tuple(users), tuple(groups)


def _text(owner: Node) -> str:
    assignment = child(owner, "resourceAssignmentExpression")
    return "" if assignment is None else text_of(assignment)
