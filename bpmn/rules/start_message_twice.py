"""Two start events of a process that wait for the same message could not be told apart."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Expression
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for process in subject.processes():
        first: dict[Expression, str] = {}
        for element in process.scope.elements:
            if element.kind != "startEvent" or element.event is None or element.event.name is None:
                continue
            name = element.event.name
            if element.event.kind == "message" and name in first:
                sentence = say(
                    "Start event {first} already waits for message {name}.", first=first[name], name=name.text
                )
                yield about(element, sentence)
            first.setdefault(name, element.id)
