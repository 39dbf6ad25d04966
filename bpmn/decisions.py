"""The ids of the decisions in a DMN file, so that diagrams can refer to them. Nothing here evaluates them."""

from __future__ import annotations

from bpmn.errors import Unreadable
from bpmn.reader.markup import parse
from bpmn.reader.vocabulary import children, line_of, local, namespace, plain
from bpmn.sentence import say

SPACE = "https://www.omg.org/spec/DMN/"
OLD_SPACE = "http://www.omg.org/spec/DMN/"


def decision_ids(content: bytes) -> frozenset[str]:
    """Raises Unreadable if the file is no DMN."""
    root = parse(content)
    space = namespace(root)
    if not space.startswith((SPACE, OLD_SPACE)) or local(root) != "definitions":
        raise Unreadable(
            say("The file is not DMN: its root is {found}, and dmn:definitions was expected.", found=local(root)),
            line_of(root),
        )
    return frozenset(found for node in children(root, "decision", space) if (found := plain(node, "id")))
