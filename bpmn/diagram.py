"""The frozen picture of one BPMN file, in document order: what every other room reads instead of XML.

Both Camunda dialects arrive here in one vocabulary (BPMN 2.0's words, else Camunda 8's, else Camunda 7's). Whatever
the file says that has no place here is a finding made by the reader, never dropped silently.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from bpmn.attachments import Assignment as Assignment
from bpmn.attachments import Binding as Binding
from bpmn.attachments import DecisionLink as DecisionLink
from bpmn.attachments import DecisionMapping as DecisionMapping
from bpmn.attachments import Expression as Expression
from bpmn.attachments import FormLink as FormLink
from bpmn.attachments import JobSpec as JobSpec
from bpmn.attachments import Listener as Listener
from bpmn.attachments import ListValue as ListValue
from bpmn.attachments import MapValue as MapValue
from bpmn.attachments import ReportedError as ReportedError
from bpmn.attachments import Script as Script
from bpmn.attachments import Source as Source
from bpmn.attachments import Timer as Timer
from bpmn.attachments import ValueMapping as ValueMapping
from bpmn.sentence import Sentence

Dialect = Literal["camunda7", "camunda8", "plain"]
"""``plain`` has no Camunda extension at all; it is run by Camunda 7's rules, since Camunda 7 runs such files."""

Severity = Literal["error", "warning", "info"]
EventKind = Literal[
    "none", "message", "timer", "signal", "error", "escalation", "conditional",
    "link", "terminate", "cancel", "compensation",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in an expression's text something is wrong; ``line`` and ``column`` count from 1 and belong to the text."""

    language: str
    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Something an analyst has to know about a file. ``error`` forbids deployment; ``line`` counts from 1 and is that
    of the element in the file, ``spot`` is the place in its expression."""

    rule: str
    severity: Severity
    sentence: Sentence
    element_id: str | None = None
    line: int | None = None
    spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow. ``condition`` is None where the flow is taken without asking."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: Expression | None = None
    line: int | None = None
    listeners: tuple[Listener, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """What an event element catches or throws.

    ``name`` names the message or signal; ``correlation_key`` comes from zeebe:subscription; ``code`` is the error or
    escalation code (None = catches all); ``message`` is Camunda 7's camunda:errorMessage, said when the error is
    thrown; ``code_variable`` and ``message_variable`` are Camunda 7's; ``link`` is the link's name; ``condition``
    belongs to a conditional event, ``variable_names`` and ``variable_events`` (create, update, delete) say after which
    changes it is asked (empty: all); ``sends`` and ``sends_all`` are what a thrown signal carries; ``activity`` is
    compensation's activityRef.
    """

    kind: EventKind
    name: Expression | None = None
    correlation_key: Expression | None = None
    code: Expression | None = None
    timer: Timer | None = None
    condition: Expression | None = None
    variable_names: tuple[str, ...] = ()
    variable_events: tuple[str, ...] = ()
    sends: tuple[ValueMapping, ...] = ()
    sends_all: bool = False
    link: str | None = None
    activity: str | None = None
    code_variable: str | None = None
    message: Expression | None = None
    message_variable: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A call activity's target and what crosses its border.

    ``all_in`` and ``all_out`` copy every variable (Camunda 8: propagateAllParentVariables and
    propagateAllChildVariables, both true unless said otherwise; Camunda 7: variables="all"). ``inputs`` and
    ``outputs`` are the explicit ones of Camunda 7's camunda:in and camunda:out, with targets on the other side.
    """

    process: Expression
    binding: Binding = "latest"
    version: Expression | None = None
    version_tag: str | None = None
    business_key: Expression | None = None
    all_in: bool = True
    all_out: bool = True
    inputs: tuple[ValueMapping, ...] = ()
    outputs: tuple[ValueMapping, ...] = ()


@dataclass(frozen=True, slots=True)
class Repeat:
    """Multi-instance characteristics: by ``cardinality`` or ``collection``; ``until`` is the completion condition."""

    sequential: bool
    cardinality: Expression | None = None
    collection: Expression | None = None
    item: str | None = None
    output_collection: str | None = None
    output_item: Expression | None = None
    until: Expression | None = None
    listeners: tuple[Listener, ...] = ()


@dataclass(frozen=True, slots=True)
class AdHoc:
    """How an ad-hoc subprocess goes (Camunda 8): what begins by itself, when it is enough, what happens to the rest."""

    active: Expression | None = None
    until: Expression | None = None
    cancel_remaining: bool = True
    output_collection: str | None = None
    output_item: Expression | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """The inside of a process or subprocess, in document order."""

    elements: tuple[Element, ...] = ()
    flows: tuple[Flow, ...] = ()


@dataclass(frozen=True, slots=True)
class Element:
    """A flow node. ``kind`` is its BPMN name (``userTask``, ``boundaryEvent``, ``subProcess`` ...).

    ``incoming`` and ``outgoing`` are flow ids in document order of the flows. ``events`` has one entry for an event
    with a definition, none for a none event, several for multiple events (refused by a rule). Send and receive tasks
    carry their message in ``events`` too. ``scope`` is set for subprocesses only.
    """

    id: str
    kind: str
    name: str = ""
    line: int | None = None
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    default: str | None = None
    events: tuple[Event, ...] = ()
    attached_to: str | None = None
    interrupting: bool = True
    handler: str | None = None  # a compensation boundary event: the activity its association leads to
    event_subprocess: bool = False
    for_compensation: bool = False
    repeat: Repeat | None = None
    inputs: tuple[ValueMapping, ...] = ()
    outputs: tuple[ValueMapping, ...] = ()
    assignment: Assignment | None = None
    form: FormLink | None = None
    job: JobSpec | None = None
    script: Script | None = None
    decision: DecisionLink | None = None
    call: Call | None = None
    scope: Scope | None = None
    ad_hoc: AdHoc | None = None
    lane: str | None = None
    documentation: str = ""
    properties: tuple[tuple[str, str], ...] = ()
    initiator: str | None = None  # Camunda 7: the variable that gets the login of who started the instance
    listeners: tuple[Listener, ...] = ()

    @property
    def event(self) -> Event | None:
        """The one event definition, or None."""
        return self.events[0] if self.events else None


@dataclass(frozen=True, slots=True)
class Process:
    """One bpmn:process. ``lanes`` are the lane names in document order; ``documentation`` is the analyst's text."""

    id: str
    name: str = ""
    executable: bool = True
    line: int | None = None
    version_tag: str | None = None
    scope: Scope = field(default_factory=Scope)
    lanes: tuple[str, ...] = ()
    documentation: str = ""
    properties: tuple[tuple[str, str], ...] = ()
    listeners: tuple[Listener, ...] = ()

    def elements(self) -> Iterator[Element]:
        """Every element at every depth, in document order."""
        yield from _walk(self.scope)

    def flows(self) -> Iterator[Flow]:
        """Every flow at every depth."""
        yield from self.scope.flows
        for element in self.elements():
            if element.scope:
                yield from element.scope.flows


@dataclass(frozen=True, slots=True)
class Shape:
    """A drawn node: pixel bounds; ``label`` is where the name was put (x, y, width, height), if the file says so."""

    element: str
    x: float
    y: float
    width: float
    height: float
    expanded: bool = True
    label: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """A drawn flow: its waypoints in pixels."""

    element: str
    waypoints: tuple[tuple[float, float], ...]
    label: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Diagram:
    """One file. ``findings`` are the reader's own (what it read and cannot honour). ``forms``: element id -> JSON
    schema in the shape of a Camunda Form, generated from camunda:formData."""

    dialect: Dialect
    platform_version: str | None
    processes: tuple[Process, ...]
    findings: tuple[Finding, ...] = ()
    forms: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    shapes: tuple[Shape, ...] = ()
    edges: tuple[Edge, ...] = ()

    def process(self, process_id: str) -> Process:
        """The process of that id; KeyError if the file has none."""
        for process in self.processes:
            if process.id == process_id:
                return process
        raise KeyError(process_id)


def _walk(scope: Scope) -> Iterator[Element]:
    for element in scope.elements:
        yield element
        if element.scope:
            yield from _walk(element.scope)
