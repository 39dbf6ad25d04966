"""Camunda 7's priorities of external tasks and jobs: the element's own, or that of its process for all in it."""

from __future__ import annotations

from collections.abc import Callable

from bpmn.diagram import Expression
from bpmn.reader.vocabulary import CAMUNDA, Node, local, own

INSIDE = ("EventDefinition", "multiInstanceLoopCharacteristics")
"""What belongs to an element, whose priority counts for it too."""


def read(node: Node, name: str, expression: Callable[[str], Expression]) -> Expression | None:
    """``name``: taskPriority or jobPriority. None if nobody says one."""
    owners = [node]
    if local(node).endswith(INSIDE) and (parent := node.getparent()) is not None:
        owners.append(parent)
    owners += [above for above in node.iterancestors() if local(above) == "process"]
    texts = (own(owner, name, CAMUNDA) for owner in owners)
    found = next((text for text in texts if text), None)
    return None if found is None else expression(found)
