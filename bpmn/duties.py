"""Rules against abuse that a diagram declares at its user tasks, by generic properties of either dialect.

| property | value | meaning |
|---|---|---|
| alur:separateFrom | ids of user tasks, and ``applicant``, with commas | none of those who did these steps, or applied, may do this one, nor the other way round |
| alur:reasonFor | ``variable=value``, with commas | whoever completes the task with such a value has to give a reason |
| alur:reasonIn | a variable | which holds the reason; ``alasan`` unless said |
| alur:queue | ``strict`` | whoever takes a task while an older one of the step is open to them has to give a reason |
"""  # noqa: E501 - a table

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bpmn.diagram import Process

APART = "alur:separateFrom"
REASON_FOR = "alur:reasonFor"
REASON_IN = "alur:reasonIn"
QUEUE = "alur:queue"
APPLICANT = "applicant"
STRICT = "strict"
USUAL_REASON = "alasan"


@dataclass(frozen=True, slots=True)
class Duty:
    """What is declared about one user task. ``apart``: steps that other people have to do, said here or there."""

    apart: frozenset[str] = frozenset()
    applicant: bool = False
    reasons: tuple[tuple[str, str], ...] = ()
    reason_in: str = USUAL_REASON
    queue: bool = False


@dataclass(slots=True)
class _Found:
    apart: set[str] = field(default_factory=set)
    said: Mapping[str, str] = field(default_factory=dict)


def duties(process: Process) -> dict[str, Duty]:
    """The declarations of a process by user task; steps that nothing is said of are left out."""
    found = {e.id: _Found(said=dict(e.properties)) for e in process.elements() if e.kind == "userTask"}
    for element, one in found.items():
        for other in listed(one.said.get(APART, "")):
            if other in found:
                one.apart.add(other)
                found[other].apart.add(element)
    read = {element: _duty(one) for element, one in found.items()}
    return {element: duty for element, duty in read.items() if duty != Duty()}


def _duty(found: _Found) -> Duty:
    said = found.said
    return Duty(
        apart=frozenset(found.apart),
        applicant=APPLICANT in listed(said.get(APART, "")),
        reasons=tuple(pair for text in listed(said.get(REASON_FOR, "")) if (pair := pair_of(text))),
        reason_in=said.get(REASON_IN, "").strip() or USUAL_REASON,
        queue=said.get(QUEUE, "").strip() == STRICT,
    )


def listed(text: str) -> tuple[str, ...]:
    """The items of a text with commas."""
    return tuple(item for each in text.split(",") if (item := each.strip()))


def pair_of(text: str) -> tuple[str, str] | None:
    """``variable=value``; None if it is something else."""
    name, sign, value = (part.strip() for part in text.partition("="))
    return (name, value) if sign and name and value else None
