"""A form that is written into the diagram (camunda:formData, an embedded Camunda Form) has to be a form."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.errors import Unreadable
from bpmn.forms import form_from
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for element in subject.elements():
        schema = subject.diagram.forms.get(element.id)
        if schema is None:
            continue
        try:
            form = form_from(schema)
        except Unreadable as unreadable:
            yield about(element, say("The form in this diagram cannot be read: {problem}", problem=unreadable.sentence))
            continue
        for finding in form.findings:
            if finding.rule != "form-id":  # a form inside the diagram is found by its element
                sentence = say("In the form of this diagram: {problem}", problem=finding.sentence)
                yield about(element, sentence, finding.severity)
