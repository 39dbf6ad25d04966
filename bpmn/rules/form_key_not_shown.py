"""A form key names a form outside of Alur, which Alur cannot show."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.rules.subject import Complaint, Subject, about
from bpmn.sentence import say


def check(subject: Subject) -> Iterator[Complaint]:
    for element in subject.elements():
        if element.form and element.form.kind == "key":
            sentence = say("The form key {key} names a form outside of Alur, which is not shown; use a Camunda Form.",
                           key=element.form.reference.text)  # fmt: skip
            yield about(element, sentence)
