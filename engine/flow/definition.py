"""A deployed version of a process, ready to run: its key and the specs built from its diagram, shared and immutable."""

from __future__ import annotations

from dataclasses import dataclass

from bpmn.diagram import Diagram, Dialect, Element, Process
from bpmn.diagram import Scope as Contents
from bpmn.sentence import say
from engine.flow import links, task_changes, timeouts
from engine.flow.behaviours import behaviour
from engine.flow.compensation_events import Undo
from engine.flow.multi import Multi, for_item
from engine.flow.node import Node
from engine.flow.pass_through import Pass
from engine.flow.problem import NotRunnable
from engine.flow.spec import ProcessSpec

CATCHES = frozenset({"error", "escalation", "cancel"})
"""What is looked for when something is thrown, instead of waiting itself."""


@dataclass(frozen=True, slots=True)
class Definition:
    """``key`` is the database's; the same specs may serve several definitions."""

    key: int
    spec: ProcessSpec

    @property
    def process(self) -> Process:
        return self.spec.process

    @property
    def process_id(self) -> str:
        return self.spec.process.id

    @property
    def dialect(self) -> Dialect:
        return self.spec.dialect

    @property
    def starts(self) -> tuple[Element, ...]:
        """The start events of the process, in document order."""
        return tuple(element for element in self.process.scope.elements if element.kind == "startEvent")

    def listens(self, element_id: str, *on: str) -> bool:
        """Whether the element has listeners of one of these kinds."""
        return any(
            element.id == element_id and any(listener.on in on for listener in element.listeners)
            for element in self.process.elements()
        )


def compile_process(diagram: Diagram, process_id: str) -> ProcessSpec:
    """Build the specs of a process of the diagram; NotRunnable if an element has no behaviour."""
    process = diagram.process(process_id)
    return _compile(process, diagram.dialect, process.scope, outermost=True)


def _compile(process: Process, dialect: Dialect, contents: Contents, outermost: bool) -> ProcessSpec:
    spec = ProcessSpec(process, dialect, contents, outermost)
    spec.root = spec.start = Pass(spec, Element("", "root"))
    for element in contents.elements:
        _add(spec, element)
    _wire(spec)
    return spec


def _add(spec: ProcessSpec, element: Element) -> None:
    kind = behaviour(element)
    if element.repeat is None:
        node = kind(spec, element)
    else:
        node = kind(spec, for_item(element), f"{element.id}#item")
        Multi(spec, element).item = node
    timeouts.attach(node)
    task_changes.attach(node)
    if element.scope is not None:
        node.inner = _compile(spec.process, spec.dialect, element.scope, outermost=False)


def _wire(spec: ProcessSpec) -> None:
    for flow in spec.contents.flows:
        source, target = _end(spec, flow.source, flow.id), _end(spec, flow.target, flow.id)
        source.ways += ((flow, target),)
        source.takes = source.takes or bool(flow.listeners)
        target.incoming += (flow,)
        source.connect(target)
    for element in spec.contents.elements:
        node = spec.task_specs[element.id]
        default = element.default
        node.unconditional = default is None and all(flow.condition is None for flow, _ in node.ways)
        if element.attached_to is not None:
            host = _end(spec, element.attached_to, element.id)
            if isinstance(node, Undo):
                host.undo, node.handler = node, spec.node(element.handler or "")
            else:
                _guard(host, node)
        if element.event_subprocess:
            if any(event.kind == "compensation" for event in node.trigger.events):
                spec.undoing = node
            else:
                _guard(spec, node)
    links.wire(spec)
    for node in spec.task_specs.values():
        node.measure()
    spec.start_node = _start_node(spec)


def _guard(host: Node | ProcessSpec, node: Node) -> None:
    """A boundary event watches over an activity, an event subprocess over its scope."""
    if any(event.kind in CATCHES for event in node.trigger.events):
        host.catchers += (node,)
    else:
        host.guards += (node,)


def _start_node(spec: ProcessSpec) -> Node | None:
    nodes = [spec.task_specs[element.id] for element in spec.contents.elements]
    for node in nodes:
        if node.element.kind == "startEvent" and not node.element.events:
            return node
    return None


def _end(spec: ProcessSpec, element_id: str, at: str) -> Node:
    node = spec.node(element_id)
    if node is None:
        sentence = say("{at} leads to {element}, which is not in the same scope.", at=at, element=element_id)
        raise NotRunnable(at, sentence)
    return node
