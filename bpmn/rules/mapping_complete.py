"""An input or output needs the name of the variable it writes."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.expressions import leaves
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for element in subject.elements():
        for mapping in (*element.inputs, *element.outputs):
            if not mapping.target:
                source = ", ".join(expression.text for expression in leaves(mapping.source))
                yield about(element, say("A mapping has no target variable (source: {source}).", source=source))
