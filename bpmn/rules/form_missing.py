"""A form that is named has to be there."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Element, FormLink
from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for element in subject.elements():
        if element.form and element.form.kind == "id" and element.form.reference.language == "literal":
            yield from _form(element, element.form, subject)


def _form(element: Element, form: FormLink, subject: Subject) -> Iterator[Complaint]:
    name = form.reference.text
    if name in subject.together.form_ids:
        return
    if form.binding == "deployment" and subject.known.complete:
        yield about(element, say("Form {form} has to be among the files of the same deployment.", form=name))
    elif name not in subject.known.form_ids:
        sentence = say("Form {form} is neither among these files nor deployed; add the .form file.", form=name)
        yield about(element, sentence, None if subject.known.complete else "warning")
