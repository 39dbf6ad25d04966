"""What a rule sees: one diagram, the files it came with, and what is deployed already; and what it says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bpmn.diagram import Diagram, Element, Flow, Process, Scope, Severity, Spot
from bpmn.known import NOTHING, Known
from bpmn.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a rule has to say about an element. The severity is the rule's own, unless one is given."""

    sentence: Sentence
    element_id: str | None
    line: int | None
    severity: Severity | None = None
    spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A scope that runs: its process, and the subprocess it is the inside of (None for the process itself)."""

    process: Process
    owner: Element | None
    scope: Scope
    by_id: Mapping[str, Element]
    flows_from: Mapping[str, list[Flow]]

    @property
    def in_event_subprocess(self) -> bool:
        return self.owner is not None and self.owner.event_subprocess

    def element(self, element_id: str) -> Element | None:
        """The element of that id in this scope."""
        return self.by_id.get(element_id)

    def outgoing(self, element: Element) -> tuple[Flow, ...]:
        """Its flows in document order."""
        return tuple(self.flows_from.get(element.id, ()))


@dataclass(frozen=True, slots=True)
class Subject:
    """One diagram under check. ``together`` is what the files of the same call hold."""

    diagram: Diagram
    known: Known = NOTHING
    together: Known = field(default_factory=Known)

    @property
    def camunda8(self) -> bool:
        return self.diagram.dialect == "camunda8"

    def processes(self) -> Iterator[Process]:
        """The processes that are meant to run."""
        return (process for process in self.diagram.processes if process.executable)

    def places(self) -> Iterator[Place]:
        """Every scope of the processes that are meant to run, outer ones first."""
        for process in self.processes():
            yield _place(process, None, process.scope)
            for element in process.elements():
                if element.scope is not None:
                    yield _place(process, element, element.scope)

    def elements(self) -> Iterator[Element]:
        """Every element of the processes that are meant to run."""
        for process in self.processes():
            yield from process.elements()

    def flows(self) -> Iterator[Flow]:
        for process in self.processes():
            yield from process.flows()


def _place(process: Process, owner: Element | None, scope: Scope) -> Place:
    flows: dict[str, list[Flow]] = defaultdict(list)
    for flow in scope.flows:
        flows[flow.source].append(flow)
    return Place(process, owner, scope, {element.id: element for element in scope.elements}, flows)


def about(
    element: Element | Flow | Process, sentence: Sentence, severity: Severity | None = None, spot: Spot | None = None
) -> Complaint:
    """A complaint about an element, flow or process, or about a place in one of its expressions."""
    return Complaint(sentence, element.id, element.line, severity, spot)
