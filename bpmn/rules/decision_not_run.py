"""A business rule task needs a worker or an expression: decisions (DMN) are not run yet."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    refused = {finding.element_id for finding in subject.diagram.findings if finding.severity == "error"}
    for element in subject.elements():
        idle = element.kind == "businessRuleTask" and element.job is None and element.script is None
        if idle and element.id not in refused:
            yield about(
                element,
                say("Alur does not evaluate decisions (DMN) yet; give this business rule task a job type "
                    "(Camunda 7: an external topic or an expression)."),
            )  # fmt: skip
