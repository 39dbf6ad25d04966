"""Camunda 7's camunda:errorEventDefinition: what is reported of an external task may be an error of the diagram."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bpmn.camunda.table import RULE
from bpmn.diagram import Expression, ReportedError
from bpmn.reader.vocabulary import CAMUNDA, Node, extensions, plain, reference
from bpmn.sentence import say

if TYPE_CHECKING:
    from bpmn.reader.draft import Draft

INCOMPLETE = say("A camunda:errorEventDefinition needs an error (errorRef) and an expression; one is missing.")


def read(node: Node, reading: Callable[[str], Expression], draft: Draft) -> tuple[ReportedError, ...]:
    """The error event definitions of an external task, in document order. As in Camunda 7, an errorRef that names no
    error is the code itself."""
    found = []
    for written in extensions(node, CAMUNDA, "errorEventDefinition"):
        target, when = reference(written, "errorRef"), plain(written, "expression")
        if target is None or when is None:
            draft.note(RULE, "error", INCOMPLETE, written)
            continue
        shared = draft.shared.get(("error", target))
        code = target if shared is None else plain(shared, "errorCode")
        found.append(ReportedError(code or "", reading(when)))
    return tuple(found)
