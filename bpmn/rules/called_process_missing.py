"""A call activity calls a process that has to be there when it is reached."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Call, Element
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for element in subject.elements():
        if element.kind == "callActivity":
            yield from _called(element, element.call, subject)


def _called(element: Element, call: Call | None, subject: Subject) -> Iterator[Complaint]:
    if call is None or not call.process.text:
        yield about(element, say("This call activity names no process to call."))
    elif call.process.language == "literal":
        name = call.process.text
        here = name in subject.together.process_ids
        if call.binding == "deployment" and not here:
            yield about(
                element, say("Process {process} has to be among the files of the same deployment.", process=name)
            )
        elif not here and name not in subject.known.process_ids:
            sentence = say("Process {process} is neither among these files nor deployed; the call will wait for help.",
                           process=name)  # fmt: skip
            yield about(element, sentence, "warning")
