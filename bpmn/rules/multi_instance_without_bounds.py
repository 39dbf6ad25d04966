"""Multi-instance needs a collection, or in Camunda 7 a number that says how often."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Severity
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for element in subject.elements():
        repeat = element.repeat
        if repeat is None:
            continue
        if repeat.cardinality is None and repeat.collection is None:
            yield about(element, say("Multi-instance needs an input collection or a loop cardinality."))
        elif subject.camunda8 and repeat.cardinality is not None:
            severity: Severity = "error" if repeat.collection is None else "warning"
            yield about(
                element, say("Camunda 8 ignores the loop cardinality; the input collection says how often."), severity
            )
        number = repeat.cardinality
        if number is not None and number.language == "literal" and not number.text.isdigit():
            yield about(element, say("The loop cardinality {text} is not a number.", text=number.text))
        if (repeat.output_collection is None) != (repeat.output_item is None):
            yield about(element, say("An output collection and an output element go together; one is missing."))
