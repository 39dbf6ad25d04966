"""A file needs a process that is meant to run."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    runs = any(process.executable for process in subject.diagram.processes)
    for process in subject.diagram.processes:
        if process.executable:
            continue
        if runs:
            yield about(process, say("This process is not marked executable; it is drawn, not run."), "info")
        else:
            yield about(process, say("No process of this file is marked executable; mark it in the Modeler."))
