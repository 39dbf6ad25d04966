"""What the two Camunda dialects add to BPMN, in the one vocabulary of ``bpmn.diagram``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from bpmn.camunda.cloud8 import Cloud8
from bpmn.camunda.platform7 import Plain, Platform7
from bpmn.camunda.table import Table
from bpmn.diagram import Dialect, Event, Expression, Listener, Repeat
from bpmn.reader.draft import Draft
from bpmn.reader.vocabulary import Node


class Words(Protocol):
    """How one dialect is read. ``table`` says what of it is honoured, and the consequence of everything else."""

    @property
    def table(self) -> Table: ...
    @property
    def loose_error_references(self) -> bool:
        """An errorRef without an error is the error code itself."""
        ...

    def expression(self, text: str) -> Expression: ...
    def condition(self, node: Node) -> Expression: ...
    def event(self, event: Event, node: Node, shared: Node | None, draft: Draft) -> Event: ...
    def repeat(self, node: Node, draft: Draft) -> Repeat: ...
    def fields(self, node: Node, node_id: str, draft: Draft) -> dict[str, Any]: ...
    def listeners(self, node: Node, draft: Draft) -> tuple[Listener, ...]: ...
    def version_tag(self, process: Node) -> str | None: ...
    def properties(self, node: Node) -> tuple[tuple[str, str], ...]: ...


WORDS: Mapping[Dialect, Words] = {"camunda7": Platform7(), "camunda8": Cloud8(), "plain": Plain()}
