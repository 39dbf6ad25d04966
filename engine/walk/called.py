"""Stand-ins for processes that are called and not among the files: the walk chooses how each of them ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import quoteattr

from bpmn.diagram import Call, Diagram, Element, Process
from bpmn.expressions import leaves
from bpmn.languages import names
from bpmn.sentence import say
from engine.walk.told import Told
from engine.walk.ways import catchers

ANY_PROCESS = "alur_any_process"
"""The stand-in for a process that an expression names."""


def processes_for(diagrams: Iterable[Diagram]) -> dict[str, bytes]:
    """File name -> a process with one task, for every process that is called and in no diagram."""
    drawn = list(diagrams)
    there = {process.id for diagram in drawn for process in diagram.processes}
    made: dict[str, bytes] = {}
    for diagram in drawn:
        for process in diagram.processes:
            for _, call in _calls(process):
                if stands_for(call) not in there:
                    made.setdefault(_file(call), _one_task(call))
    return made


def missing_processes(process: Process, made_up: set[str]) -> Iterator[Told]:
    """Where the walk used one of them."""
    for element, call in _calls(process):
        if _file(call) in made_up:
            sentence = say("The process {process} is not among the files that run; the walk chose how it ends.",
                           process=call.process.text)  # fmt: skip
            yield Told("process_missing", element.id, sentence)


def stands_for(call: Call) -> str:
    """The id of the process that is called, or of the one that stands for any."""
    return call.process.text if call.process.language == "literal" else ANY_PROCESS


@dataclass(frozen=True, slots=True)
class Ending:
    """An error or escalation that a called process may end with, since something catches it."""

    kind: Literal["error", "escalation"]
    code: str


class Called:
    """What the walk must know of the calls of a process to answer the tasks of stand-ins."""

    def __init__(self, process: Process) -> None:
        self.calls: dict[str, list[str]] = {}  # task of a stand-in -> call activities
        self.outputs: dict[str, str] = {}  # variable of a called process -> what it becomes outside
        self._endings: dict[str, list[tuple[Ending, str]]] = {}
        caught = {kind: catchers(process, kind) for kind in ("error", "escalation")}
        for element, call in _calls(process):
            task = _task(stands_for(call))
            self.calls.setdefault(task, []).append(element.id)
            found = self._endings.setdefault(task, [])
            found += [(Ending("error", code), at) for code, at in caught["error"].get(element.id, ())]
            found += [(Ending("escalation", code), at) for code, at in caught["escalation"].get(element.id, ())]
            for mapping in (*call.outputs, *element.outputs):
                for source in leaves(mapping.source):
                    self.outputs |= dict.fromkeys(names(source), mapping.target)

    def endings(self, task: str) -> list[tuple[Ending, str]]:
        """What may be thrown at the task of a stand-in, each with the element that catches it."""
        return self._endings.get(task, [])


def _calls(process: Process) -> Iterator[tuple[Element, Call]]:
    for element in process.elements():
        if element.call is not None:
            yield element, element.call


def _file(call: Call) -> str:
    return f"{stands_for(call)}.stand-in.bpmn"


def _task(process_id: str) -> str:
    return f"{process_id}_answer"


def _one_task(call: Call) -> bytes:
    """In Camunda 7's dialect, whoever calls: there errors and escalations may be thrown at a task."""
    process = stands_for(call)
    tag = "" if call.version_tag is None else f" camunda:versionTag={quoteattr(call.version_tag)}"
    begun, task, ended, first, second = (
        quoteattr(f"{process}_{word}") for word in ("begun", "answer", "ended", "first", "second")
    )
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="walk" '
        'xmlns:camunda="http://camunda.org/schema/1.0/bpmn">'
        f'<process id={quoteattr(process)} name={quoteattr(process)} isExecutable="true"{tag}>'
        f'<startEvent id={begun}/><userTask id={task} name="Answer"/><endEvent id={ended}/>'
        f"<sequenceFlow id={first} sourceRef={begun} targetRef={task}/>"
        f"<sequenceFlow id={second} sourceRef={task} targetRef={ended}/>"
        "</process></definitions>"
    ).encode()
