"""A service or send task needs a worker that does it."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say

WORKING = ("serviceTask", "sendTask")


def check(subject: Subject) -> Iterator[Complaint]:
    refused = {finding.element_id for finding in subject.diagram.findings if finding.severity == "error"}
    for element in subject.elements():
        if element.job is not None and not element.job.type.text:
            yield about(element, say("The job has no type (Camunda 7: no topic), so that no worker would find it."))
        elif element.kind in WORKING and element.job is None and element.script is None and element.id not in refused:
            yield about(
                element, say("This task has no implementation: give it a job type (Camunda 7: an external topic).")
            )
