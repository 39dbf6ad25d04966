"""What an element of a diagram carries besides its place in the flow: values, work, people, listeners."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CONTINUATION = "alur:continue"
"""The job type of Camunda 7's asynchronous continuations, which our own workers do."""
RETRY_CYCLE = "retryTimeCycle"
"""The header of such a job that says when it is tried again: camunda:failedJobRetryTimeCycle."""

Binding = Literal["latest", "deployment", "version", "versionTag"]


@dataclass(frozen=True, slots=True)
class Expression:
    """A text to evaluate. ``language`` is a key of ``bpmn.languages.LANGUAGES``.

    literal: the text itself is the value. feel: the text without its leading ``=``. juel: the whole text, with its
    ``${...}`` or ``#{...}`` parts and any text between them. Other names (groovy, python ...) are read as written and
    become findings.
    """

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Timer:
    """BPMN timerEventDefinition: timeDate, timeDuration or timeCycle, with its (static or evaluated) text."""

    kind: Literal["date", "duration", "cycle"]
    expression: Expression
    priority: Expression | None = None  # of its job (Camunda 7)


@dataclass(frozen=True, slots=True)
class ListValue:
    """Camunda 7's camunda:list: a value made of others."""

    items: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class MapValue:
    """Camunda 7's camunda:map: entries of key and value."""

    entries: tuple[tuple[Expression, Source], ...] = ()


Source = Expression | ListValue | MapValue
"""What gives a mapping its value."""


@dataclass(frozen=True, slots=True)
class ValueMapping:
    """One input or output mapping: ``target`` (may be dotted in Camunda 8) gets the value of ``source``."""

    target: str
    source: Source


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who should do a user task, and until when. Group and user expressions give a list or a comma-separated text."""

    assignee: Expression | None = None
    candidate_users: Expression | None = None
    candidate_groups: Expression | None = None
    due_date: Expression | None = None
    follow_up_date: Expression | None = None
    priority: Expression | None = None


@dataclass(frozen=True, slots=True)
class FormLink:
    """Which form belongs to a user task or start event.

    id: ``reference`` is the id of a Camunda Form; key: a Camunda 7 form key or Camunda 8 external reference;
    generated: ``reference`` is the element id, the form was read from camunda:formData and is in ``Diagram.forms``.
    """

    kind: Literal["id", "key", "generated"]
    reference: Expression
    binding: Binding = "latest"
    version: Expression | None = None
    version_tag: str | None = None


@dataclass(frozen=True, slots=True)
class ReportedError:
    """Camunda 7's camunda:errorEventDefinition on an external task: where ``when`` is true of what a worker reports,
    be it done or failed, the error of that code is thrown instead."""

    code: str
    when: Expression


@dataclass(frozen=True, slots=True)
class JobSpec:
    """Work for a worker: zeebe:taskDefinition's type, or a Camunda 7 external topic. ``retries`` defaults to 3,
    ``priority`` to 0 (Camunda 7)."""

    type: Expression
    retries: Expression | None = None
    headers: tuple[tuple[str, str], ...] = ()
    errors: tuple[ReportedError, ...] = ()
    priority: Expression | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """An expression that is work itself, its result stored under ``result_variable``: a script task's, or Camunda 7's
    camunda:expression on a service task, send task, business rule task or message event."""

    expression: Expression
    result_variable: str | None = None


DecisionMapping = Literal["value", "singleEntry", "singleResult", "collectEntries", "resultList"]


@dataclass(frozen=True, slots=True)
class DecisionLink:
    """The decision a business rule task asks: zeebe:calledDecision, or camunda:decisionRef. ``decision`` gives its id.

    ``result`` is what becomes of the outcome: ``value`` as DMN has it (Camunda 8), or one of Camunda 7's
    camunda:mapDecisionResult, which all begin with the list of matched rules.
    """

    decision: Expression
    result_variable: str | None = None
    binding: Binding = "latest"
    version: Expression | None = None
    version_tag: str | None = None
    result: DecisionMapping = "value"


@dataclass(frozen=True, slots=True)
class Listener:
    """What is done besides an element's own work: ``script`` on the spot (Camunda 7), or ``job`` by a worker that is
    waited for (Camunda 8). ``on`` says when: start, end; take (a flow is taken); of a user task also create,
    assignment, update, complete, delete, timeout (Camunda 7; ``timer`` says when that is), creating, assigning,
    updating, completing, canceling (Camunda 8). Camunda 7's asynchronous continuations are jobs ``before`` and
    ``after`` all else."""

    on: str
    script: Expression | None = None
    job: JobSpec | None = None
    timer: Timer | None = None
