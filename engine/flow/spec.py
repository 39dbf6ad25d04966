"""The specs of one process: one ProcessSpec per scope, one node per element, wired as drawn. Immutable and shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.specs import WorkflowSpec

from bpmn.diagram import Dialect, Process
from bpmn.diagram import Scope as Contents

if TYPE_CHECKING:
    from engine.flow.node import Node


class ProcessSpec(BpmnProcessSpec):  # type: ignore[misc]
    """A scope as drawn. The outermost has ``outermost`` true; the inside of a subprocess hangs on its node.

    Only WorkflowSpec's constructor runs: BpmnProcessSpec's adds specs named Start and End, which collide with ids.
    """

    def __init__(self, process: Process, dialect: Dialect, contents: Contents, outermost: bool) -> None:
        WorkflowSpec.__init__(self, name="")
        self.description, self.svg, self.end, self.io_specification = process.name, None, None, None
        self.data_objects: dict[str, object] = {}
        self.data_stores: dict[str, object] = {}
        self.correlation_keys: dict[str, object] = {}
        self.bpmn_start_events: list[object] = []
        self.task_specs: dict[str, Node]
        self.process, self.dialect, self.contents, self.outermost = process, dialect, contents, outermost
        self.camunda8 = dialect == "camunda8"
        self.counts_from = 1 if self.camunda8 else 0  # the first loopCounter
        self.root: Node
        self.undoing: Node | None = None  # the event subprocess that a compensation event starts
        self.start_node: Node | None = None  # where a token begins when nobody names an element
        self.guards: tuple[Node, ...] = ()  # event subprocesses that wait for the host
        self.catchers: tuple[Node, ...] = ()  # event subprocesses for errors and the like: they wait for nobody

    def node(self, element_id: str) -> Node | None:
        """The node of an element of this scope (not of scopes inside it)."""
        return self.task_specs.get(element_id)
